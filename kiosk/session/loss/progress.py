"""How far one's new card is: by the ID card at the reader, else where to ask.

The center wants number and name; a name cannot be typed here.
"""

from kiosk.domain.applications import ByIdCard, ProgressAnswer, ProgressState, Reason
from kiosk.domain.faults import KioskError
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.build import progress_page
from kiosk.session.guides.flow import read
from kiosk.session.loss.identify import ToldIdentity, by_id_card
from kiosk.session.loss.outcome import refuse
from kiosk.session.loss.pages import Act, ActUnknownPage, ProgressPage
from kiosk.session.loss.receipt import progress_receipt
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell


async def show_progress(errand: Errand) -> None:
    """Show a card's steps, or where they are told."""
    parts = errand.parts
    if parts.id_reader is None:
        await read(errand, progress_page(parts.region))
        return
    while (told := await by_id_card(errand, Act.PROGRESS)) is not None:
        answer = await _asked(errand, told)
        if answer is None:
            return
        if answer.state is ProgressState.FOUND:
            await _show(errand, answer, told.holder)
            return
        locked = answer.state is ProgressState.LOCKED
        reason = Reason.LOCKED if locked else Reason.NOT_RECOGNISED
        if not await refuse(errand, Act.PROGRESS, reason, answer.retry_after):
            return


async def _asked(errand: Errand, told: ToldIdentity) -> ProgressAnswer | None:
    """Ask the center; None when it did not answer and the person was told so."""
    parts, who = errand.parts, told.who
    assert isinstance(who, ByIdCard)
    limit = parts.config.center.timeout
    try:
        return await parts.dialog.during(
            parts.acts.progress(who.number, who.name), "busy__progress", limit
        )
    except GaveUp:
        return None
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        fault = error.fault
    page = ActUnknownPage(Act.PROGRESS, fault, parts.hotline, errand.has_card)
    await parts.dialog.ask(page, parts.config.times.idle_reading)
    return None


async def _show(errand: Errand, answer: ProgressAnswer, holder: str) -> None:
    parts = errand.parts
    while True:
        page = ProgressPage(
            holder=holder,
            state=answer.card_state,
            steps=answer.steps,
            hotline=parts.hotline,
            can_print=can_print(errand),
        )
        press = await parts.dialog.ask(page, parts.config.times.idle_reading)
        if press is not Tap.PRINT:
            return
        await print_and_tell(errand, progress_receipt(errand, page))
