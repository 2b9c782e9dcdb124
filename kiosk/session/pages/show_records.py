"""Looking at a page of records: shown until it is left, printed as often as wanted.

Which records they are is each service's own matter.
"""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from kiosk.session.dialog.card_session import CardSession
from kiosk.session.pages.everywhere import PrivacyPage
from kiosk.session.pages.page import Answer, Tap
from kiosk.session.pages.record import RecordPage
from kiosk.session.paper.keeping import may_keep
from kiosk.session.paper.printing import print_and_tell, promising
from kiosk.session.paper.record_receipt import record_receipt


async def show_records(visit: CardSession, page: RecordPage) -> Answer:
    """Show a page of records and return the first answer that is not Print."""
    idle = visit.parts.config.times.idle_reading
    while True:
        fresh: Callable[[], RecordPage] = partial(replace, page, can_print=False)
        if page.can_print and not page.empty:
            fresh = promising(visit, replace(page, can_keep=may_keep(visit)))
        answer = await visit.parts.dialog.ask(fresh(), idle, fresh)
        if answer is not Tap.PRINT:
            return answer
        if not page.medical or await unwatched(visit, printing=True):
            await print_and_tell(visit, record_receipt(visit, page))


async def unwatched(visit: CardSession, printing: bool = False) -> bool:
    """Ask, in a hospital, whether nobody is looking; False when the person turns back.

    Others wait right behind there, and paper is left lying.
    """
    if visit.parts.config.machine.site != "hospital":
        return True
    return await visit.parts.dialog.ask(PrivacyPage(printing)) is Tap.OK
