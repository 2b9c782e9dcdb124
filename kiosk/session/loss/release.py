"""A card that was reported lost or cancelled is in the slot: no data, a way on.

Where the region lets a kiosk end the report, the holder says who they are without the
card: whoever found it has it too.
"""

from datetime import date
from functools import partial

from kiosk.domain.records import LOST
from kiosk.domain.region.region_rules import Procedure
from kiosk.domain.services.due import DueKind
from kiosk.session.dialog.ask_due import ask_due
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.loss.identify import identify, ways
from kiosk.session.loss.number_tries import ask_as
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act, LostCardPage
from kiosk.session.loss.receipt import lost_card_receipt
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell
from kiosk.sync.wire.events.visit_events import LostCardInserted


async def lost_card(visit: CardSession) -> None:
    """Show that the card is stopped, where to go, and release it where allowed."""
    parts = visit.parts
    parts.note(LostCardInserted(visit.id, visit.state))
    until = await _ends(visit)
    while True:
        page = lost_card_page(visit, until)
        answer = await parts.dialog.ask(page, parts.config.times.idle_reading)
        if answer is Tap.PRINT:
            await print_and_tell(visit, lost_card_receipt(visit, page))
        elif answer is Tap.HELP and page.can_release:
            if await _release(visit):
                return
        else:
            return


async def _ends(visit: CardSession) -> date | None:
    """Return when the report ends by itself; None when nobody knows."""
    ending = (it for it in await ask_due(visit) if it.kind is DueKind.REPORT_ENDING)
    return next((it.until for it in ending), None)


def lost_card_page(visit: CardSession, until: date | None = None) -> LostCardPage:
    """Return the page for the card's state, by the region's rules for a release."""
    region, lost = visit.parts.region, visit.state in LOST
    rules = region.procedure("release" if lost else "application") or Procedure()
    return LostCardPage(
        state=visit.state,
        can_release=lost and region.allows("release") and bool(ways(visit.parts)),
        where=rules.where,
        needs=rules.needs,
        notes=rules.notes,
        as_of=rules.as_of,
        hotline=visit.parts.hotline,
        can_print=can_print(visit),
        until=until if lost else None,
    )


async def _release(visit: CardSession) -> bool:
    """End the report of this very card; False when the person changed their mind."""
    card = visit.issuer.card_id or ""
    while (told := await identify(visit, Act.RELEASE)) is not None:
        release = partial(visit.parts.acts.release, card=card)
        answer = await ask_as(visit, Act.RELEASE, told.who, release)
        del told
        if await show(visit, Act.RELEASE, answer) is not Outcome.AGAIN:
            return True
    return False
