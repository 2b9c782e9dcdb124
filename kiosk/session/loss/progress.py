"""How far one's new card is: by ID card, or by number and service PIN, else where.

The center wants number and name, or number and PIN; a name cannot be typed here.
"""

import math

from kiosk.domain.applications import ByNumber, ProgressAnswer, ProgressState, Reason
from kiosk.domain.faults import KioskError
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.build import progress_page, usual_term
from kiosk.session.guides.flow import read
from kiosk.session.loss.identify import ToldIdentity, identify_by
from kiosk.session.loss.number_tries import count, door_of
from kiosk.session.loss.outcome import refuse
from kiosk.session.loss.pages import Act, ActUnknownPage, ProgressPage
from kiosk.session.loss.receipt import progress_receipt
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell

_REASONS = {
    ProgressState.NOT_FOUND: Reason.NOT_RECOGNISED,
    ProgressState.LOCKED: Reason.LOCKED,
    ProgressState.NOT_ALLOWED: Reason.NOT_ALLOWED,
    ProgressState.UNREADABLE: Reason.UNREADABLE,
}


async def show_progress(errand: Errand) -> None:
    """Show a card's steps, or where they are told."""
    parts = errand.parts
    ways = ("id_card",) if parts.id_reader is not None else ()
    if parts.region.pin.tells_progress:
        ways = (*ways, "number")
    if not ways:
        await read(errand, progress_page(parts.region))
        return
    while (told := await identify_by(errand, Act.PROGRESS, ways)) is not None:
        answer = await _asked(errand, told)
        if answer is None:
            return
        if answer.state is ProgressState.FOUND:
            await _show(errand, answer, told.holder)
            return
        reason, wait = _REASONS[answer.state], answer.retry_after
        by_pin = isinstance(told.who, ByNumber)
        del told
        if not await refuse(errand, Act.PROGRESS, reason, wait, by_pin=by_pin):
            return


async def _asked(errand: Errand, told: ToldIdentity) -> ProgressAnswer | None:
    """Ask the center; None when it did not answer and the person was told so."""
    parts, door = errand.parts, door_of(errand, told.who)
    if isinstance(told.who, ByNumber):
        now = parts.clock.monotonic()
        wait = parts.numbers.seconds_left(told.who.number, now)
        if wait > 0:
            return ProgressAnswer(
                state=ProgressState.LOCKED, retry_after=math.ceil(wait)
            )
    limit = parts.config.center.timeout
    try:
        answer = await parts.dialog.during(
            parts.acts.progress(told.who), "busy__progress", limit
        )
    except GaveUp:
        return None
    except KioskError as error:
        if not error.fault.startswith("N"):
            raise
        fault = error.fault
    else:
        count(errand, door, _REASONS.get(answer.state))
        return answer
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
            term=usual_term(parts.region),
        )
        press = await parts.dialog.ask(page, parts.config.times.idle_reading)
        if press is not Tap.PRINT:
            return
        await print_and_tell(errand, progress_receipt(errand, page))
