"""What vouches for a change of contact data besides the card: by the region's rule.

A code goes to the number that is on record, never to the new one. Who no longer has
that telephone takes another way, or hears where it is done in person.
"""

from collections.abc import Awaitable

from kiosk.domain.applications import (
    ByIdCard,
    CodeAnswer,
    CodeState,
    ContactProof,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.build import procedure_page
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.identify import ask_number, by_id_card
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import refuse, show
from kiosk.session.loss.pages import Act, NumberKind
from kiosk.sync.wire.events.application_events import ContactCodeAnswered

CODE, ID_CARD, OFFICE = "code_to_old_number", "card_and_id_card", "office"


def proof_ways(visit: CardSession, old_mobile: str) -> tuple[str, ...]:
    """Return what can vouch for a change here; the card alone: nothing more is asked.

    :param old_mobile: the number on record, masked; a code needs one.
    """
    wanted = visit.parts.region.contact.proof
    if "card_pin" in wanted:
        return ("card_pin",)
    can = {ID_CARD: visit.parts.id_reader is not None, CODE: bool(old_mobile)}
    return tuple(way for way in (ID_CARD, CODE) if way in wanted and can[way])


async def choose_way(visit: CardSession, old_mobile: str) -> str | None:
    """Return the way that the person takes; None: it is not done here, as was said."""
    ways = proof_ways(visit, old_mobile)
    if not ways:
        await refuse(visit, Act.CONTACT, Reason.NOT_ALLOWED)
        await read(visit, procedure_page(visit.parts.region, "data_change"))
        return None
    if CODE not in ways:
        return ways[0]
    items = tuple(map(ListItem, (*ways, OFFICE)))
    chosen = await choose(visit, "contact_proof", items)
    if chosen == OFFICE:
        await read(visit, procedure_page(visit.parts.region, "data_change"))
        return None
    return chosen


async def vouch(
    visit: CardSession, way: str, old_mobile: str, sent: bool
) -> ContactProof | None:
    """Return what the person shows or types; None when it comes to nothing.

    :param sent: a code is on its way already and may still be typed.
    """
    if way == ID_CARD:
        told = await by_id_card(visit, Act.CONTACT)
        who = told.who if told else None
        return ContactProof(id_card=who) if isinstance(who, ByIdCard) else None
    if way != CODE:
        return ContactProof()
    if not sent and not await _send(visit):
        return None
    code = await ask_number(visit, Act.CONTACT, NumberKind.CODE, sent_to=old_mobile)
    return ContactProof(code=code) if code else None


async def _send(visit: CardSession) -> bool:
    """Have a code sent; False when the person was told why there is none."""

    def ask(token: str) -> Awaitable[CodeAnswer]:
        return visit.parts.acts.contact_code(token)

    answer = await answered(visit, Act.CONTACT_CODE, with_a_session(visit, ask))
    if not isinstance(answer, CodeAnswer):
        # Nothing was changed, whatever became of the code.
        fault = answer if isinstance(answer, Fault) else Fault.CENTER_BAD_ANSWER
        visit.parts.note(ContactCodeAnswered(visit.id, state="unknown", fault=fault))
        await show(visit, Act.CONTACT_CODE, fault)
        return False
    visit.parts.note(ContactCodeAnswered(visit.id, state=answer.state))
    if answer.state is CodeState.SENT:
        return True
    locked = answer.state is CodeState.LOCKED
    reason = Reason.LOCKED if locked else Reason.NOT_ALLOWED
    await refuse(visit, Act.CONTACT_CODE, reason, answer.retry_after)
    return False
