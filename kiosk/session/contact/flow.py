"""Changing one's telephone numbers and postcode with the card in the slot.

The old value is shown masked beside the new one, which is typed twice; the region says
what vouches for it. An address cannot be typed here, there being no way to type
Chinese: the page says so.
"""

from collections.abc import Awaitable

from msgspec.structs import replace

from kiosk.domain.applications import (
    CONTACT_FIELDS,
    ActAnswer,
    Contact,
    ContactField,
    ContactProof,
    Reason,
    contact_mistakes,
)
from kiosk.domain.faults import Fault
from kiosk.session.contact.contact_vouching import CODE, choose_way, vouch
from kiosk.session.contact.pages import ContactReviewPage
from kiosk.session.dialog.ask_center import fetch, with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.guides.build import address_page, procedure_page
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.identify import ask_number
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act, NumberKind
from kiosk.session.pages.page import Tap
from kiosk.session.person.build import masked_contact
from kiosk.sync.wire.events.query_events import PersonAnswered

CONTACT = "contact"
"""The name of the service in the card's menu."""


async def change_contact(visit: CardSession) -> None:
    """Change one field after the other until Back; or say where that is done."""
    region = visit.parts.region
    fields = tuple(f for f in CONTACT_FIELDS if f in region.contact.fields)
    if not (region.contact.kiosk and fields):
        await read(visit, procedure_page(region, "data_change"))
        return
    told = await fetch(visit, PersonAnswered(visit.id), visit.parts.center.person)
    if told is None:
        return
    old = Contact(**{f: _masked(f, getattr(told.person, f)) for f in CONTACT_FIELDS})
    del told
    items = tuple(map(ListItem, fields))
    while (chosen := await choose(visit, "contact", items)) is not None:
        for name in fields:
            if name == chosen:
                old = await _change(visit, name, old)


def _masked(name: ContactField, value: str | None) -> str:
    return masked_contact(name, value) if value else ""


async def _change(visit: CardSession, name: ContactField, old: Contact) -> Contact:
    """Change one field and return what is on record now, masked.

    Back at any step leaves it as it is.
    """
    if name == "address":
        await read(visit, address_page(visit.parts.region))
        return old
    sent = False
    while (value := await _typed(visit, NumberKind(name))) is not None:
        page = ContactReviewPage(name, value, getattr(old, name) or "")
        if await visit.parts.dialog.ask(page) is not Tap.OK:
            continue
        contact = Contact(**{name: value})
        if contact_mistakes(contact):
            continue
        outcome, sent = await _sent(visit, contact, name, old.mobile or "", sent)
        if outcome is Outcome.DONE:
            return replace(old, **{name: masked_contact(name, value)})
        if outcome is Outcome.NOT_DONE:
            break
    return old


async def _sent(
    visit: CardSession,
    contact: Contact,
    name: ContactField,
    old_mobile: str,
    sent: bool,
) -> tuple[Outcome, bool]:
    """Send it with what vouches for it; AGAIN when it has to be typed once more.

    With it, whether a code that was sent still holds: another number needs no other.
    """
    way = await choose_way(visit, old_mobile)
    while way is not None:
        proof = await vouch(visit, way, old_mobile, sent)
        if proof is None:
            return Outcome.NOT_DONE, False
        answer = await _asked(visit, contact, proof)
        value = getattr(contact, name)
        changes = ((name, masked_contact(name, value)),)
        outcome = await show(visit, Act.CONTACT, answer, changes)
        reason = answer.reason if isinstance(answer, ActAnswer) else None
        if outcome is not Outcome.AGAIN or reason in (Reason.IN_USE, Reason.INVALID):
            return outcome, way == CODE and reason is Reason.IN_USE
        # A slip in a code that still holds; else another code, or the ID card anew.
        sent = way == CODE and reason is Reason.WRONG_CODE
    return Outcome.NOT_DONE, False


async def _asked(
    visit: CardSession, contact: Contact, proof: ContactProof
) -> ActAnswer | Fault:
    def change(token: str) -> Awaitable[ActAnswer]:
        return visit.parts.acts.change_contact(token, contact, proof)

    return await answered(visit, Act.CONTACT, with_a_session(visit, change))


async def _typed(visit: CardSession, kind: NumberKind) -> str | None:
    """Return a number that was typed twice alike; None when the person goes back."""
    differs = False
    while True:
        first = await ask_number(visit, Act.CONTACT, kind, differs=differs)
        if first is None:
            return None
        again = await ask_number(visit, Act.CONTACT, kind, again=True)
        if again is None:
            return None
        if again == first:
            return first
        differs = True
