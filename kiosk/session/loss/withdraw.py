"""Taking back a report that still waits here, before the center has it.

Who asks says who they are as for the report, and the center alone judges it. Until
then the same is said to everybody, so that nobody learns here who has reported what.
"""

import asyncio

from kiosk.domain.applications import ActAnswer, Lodged
from kiosk.domain.faults import Fault
from kiosk.session.dialog.errand import Errand
from kiosk.session.loss.build import withdrawal_page
from kiosk.session.loss.identify import identify
from kiosk.session.loss.number_tries import count, door_of, lodge
from kiosk.session.loss.outcome import Outcome, show
from kiosk.session.loss.pages import Act
from kiosk.session.loss.receipt import withdrawal_receipt
from kiosk.session.pages.everywhere import FaultPage
from kiosk.session.pages.page import Tap
from kiosk.session.paper.printing import can_print, print_and_tell, promising

LOOK_EVERY = 1.0
"""Seconds between two looks whether the center has judged it meanwhile."""


async def withdraw(errand: Errand) -> None:
    """Ask who it is and take back what waits; again while the person tries again."""
    parts = errand.parts
    while (told := await identify(errand, Act.WITHDRAW)) is not None:
        # From here on a card in the slot has to wait: this is not dropped half done.
        parts.dialog.gives_way = False
        door, who, holder = door_of(errand, told.who), told.who, told.holder
        del told
        lodged = await lodge(errand, Act.WITHDRAW, who, parts.acts.withdraw)
        del who
        if isinstance(lodged, Fault):
            await parts.dialog.inform(FaultPage(lodged, parts.hotline))
            return
        if not await _again(errand, lodged, holder, door):
            return


async def _again(errand: Errand, lodged: Lodged, holder: str, door: str | None) -> bool:
    """Say what became of it; True when the person tries once more."""
    answer = lodged.answer
    if answer is None:
        answer = await _wait(errand, lodged, holder)
        if answer is None:
            return False
        count(errand, door, answer.reason)
    return await show(errand, Act.WITHDRAW, answer) is Outcome.AGAIN


async def _wait(errand: Errand, lodged: Lodged, holder: str) -> ActAnswer | None:
    """Say that it is written down; return the answer if it comes meanwhile."""
    parts, asked = errand.parts, errand.parts.clock.now()

    async def judged() -> ActAnswer:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            found = parts.acts.withdrawal(lodged.act)
            if found is not None and found.answer is not None:
                return found.answer

    page = withdrawal_page(parts.region, asked, holder, lodged.act, can_print(errand))
    idle = parts.config.times.idle_reading
    while True:
        press, answer = await parts.dialog.either(
            page, judged, idle, promising(errand, page)
        )
        if answer is not None or press is not Tap.PRINT:
            return answer
        paper = withdrawal_receipt(errand, page, lodged.act)
        await print_and_tell(errand, paper, "waiting", page.reference)
