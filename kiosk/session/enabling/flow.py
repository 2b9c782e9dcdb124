"""A card that is not enabled: where and how, and here, where the region lets a kiosk.

Only the social function is enabled, with the card and its PIN. The bank's part is a
second act, in person at the bank; the page says so.
"""

from kiosk.domain.applications import ActAnswer
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.domain.region.region_rules import Procedure
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.center_keys import open_holder
from kiosk.session.guides.flow import read
from kiosk.session.guides.new_card import new_card_page
from kiosk.session.loss.number_tries import answered
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act
from kiosk.session.pages.everywhere import GuidePage
from kiosk.session.pages.page import Tap
from kiosk.session.pages.rule_dates import dates_of
from kiosk.session.pin.change_flow import advise_change
from kiosk.session.pin.flow import prove_pin
from kiosk.session.pin.pin_proof import check_closed_before, take_proof
from kiosk.sync.wire.events.visit_events import CardRefused


async def enabled_now(visit: CardSession) -> bool:
    """Tell the person where the card is enabled; True when it was done here.

    The visit then goes on as with any card in use.
    """
    parts = visit.parts
    parts.note(CardRefused(visit.id, Fault.CARD_NOT_ENABLED))
    while True:
        page = not_enabled_page(visit)
        answer = await parts.dialog.ask(page, parts.config.times.idle_reading)
        if answer is Tap.HELP:
            await read(visit, new_card_page(parts.region))
        elif answer is Tap.RETRY and page.can_enable:
            return await _enable(visit)
        else:
            return False


def not_enabled_page(visit: CardSession) -> GuidePage:
    """Return the page of a card that is not enabled."""
    region = visit.parts.region
    rules = region.procedure("enabling") or Procedure()
    return GuidePage(
        Fault.CARD_NOT_ENABLED,
        (*rules.where, *rules.online),
        rules.needs,
        visit.parts.hotline,
        dates_of(rules.as_of),
        can_enable=may_enable(visit),
        more=bool(rules.source),
    )


def may_enable(visit: CardSession) -> bool:
    """Tell whether this very card may be enabled here and now."""
    allowed = visit.parts.region.allows("enabling") and visit.center_fault is None
    return allowed and visit.state is CardState.NOT_ENABLED and not visit.pin.empty


async def _enable(visit: CardSession) -> bool:
    """Prove the PIN and ask the center; True when the card is in use now."""
    await check_closed_before(visit)
    typed = await prove_pin(visit)
    await take_proof(visit)
    answer = await answered(visit, Act.ENABLING, _asked(visit))
    outcome = await show(visit, Act.ENABLING, answer)
    if outcome is not Outcome.DONE:
        return False
    visit.state, visit.proved = CardState.NORMAL, True
    await open_holder(visit)
    await advise_change(visit, typed)
    return True


async def _asked(visit: CardSession) -> ActAnswer:
    """Prove the card once more, with what its PIN has opened, and have it enabled."""
    await visit.open_at_center()
    assert visit.token is not None
    return await visit.parts.acts.enable(visit.token)
