"""The printer's page: what it says of itself, a test print, a new roll."""

import asyncio
import logging

from kiosk.devices.printer.printer_port import JobState
from kiosk.session.paper.roll_watch import forget_roll
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.parts.test_page import diagnostic_receipt
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.state.store_errors import StoreError

log = logging.getLogger(__name__)


async def show_printer(desk: Desk) -> None:
    """Show the printer until the technician goes back."""
    while True:
        answer = await desk.ask(lambda: printer_page(desk))
        match answer:
            case ActChosen("test_print"):
                await _test_print(desk)
            case ActChosen("roll_changed"):
                _change_roll(desk)
            case _:
                return


def printer_page(desk: Desk) -> ToolPage:
    """Return the printer as it is at the moment."""
    return desk.page(
        "printer",
        parts=tuple(row for row in part_rows(desk.parts) if row.part == "printer"),
        tests=last_tests(desk.parts, "printer"),
        acts=(
            ToolAct("test_print", ToolActKind.MAIN, icon="printer"),
            ToolAct("roll_changed"),
        ),
    )


def _change_roll(desk: Desk) -> None:
    """Begin to count a new roll, and say whether that could be kept."""
    try:
        desk.parts.printer.roll_changed()
        forget_roll(desk.parts.store)
    except StoreError:
        log.error("the new roll could not be kept")
        desk.acted("roll_changed", done=False)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("roll_changed")
    desk.say(Mood.GOOD, "new_roll")


async def _test_print(desk: Desk) -> None:
    """Print the test page; how that ended is never told better than is known."""
    receipt = diagnostic_receipt(desk.parts)
    job = asyncio.ensure_future(desk.parts.printer.print(receipt))
    result = await desk.during(asyncio.shield(job), "busy__printing")
    outcome, proved, mood = TestOutcome.UNSURE, "", Mood.CAUTION
    if result.state is JobState.CONFIRMED:
        outcome, proved, mood = TestOutcome.PASSED, "printer_confirmed", Mood.GOOD
    elif not result.printed:
        outcome, mood = TestOutcome.FAILED, Mood.BAD
    desk.tested("printer", outcome, proved, result.fault)
    desk.say(mood, f"print_{outcome}")
