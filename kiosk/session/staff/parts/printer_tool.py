"""The printer's page: what it says of itself, a test print, a new roll, a probe."""

import asyncio

from kiosk.devices.printer.printer_port import JobState
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.parts.printer_facts import printer_facts
from kiosk.session.staff.parts.probe_tool import probe_printer
from kiosk.session.staff.parts.roll_change import change_roll
from kiosk.session.staff.parts.test_page import diagnostic_receipt
from kiosk.session.staff.parts.waiting import broken_off_by_leaving
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.self_tests import last_tests


async def show_printer(desk: Desk) -> None:
    """Show the printer until the technician goes back."""
    while True:
        match await desk.ask(lambda: printer_page(desk)):
            case ActChosen("test_print"):
                await print_test(desk, diagnostic_receipt(desk.parts))
            case ActChosen("change_roll"):
                await change_roll(desk)
            case ActChosen("probe"):
                await probe_printer(desk)
            case _:
                return


def printer_page(desk: Desk) -> ToolPage:
    """Return the printer as it is at the moment."""
    shown = ("printer", "unseen_prints")
    probes = desk.may(StaffRole.TECHNICIAN)
    return desk.page(
        "printer",
        parts=tuple(row for row in part_rows(desk.parts) if row.part in shown),
        groups=printer_facts(desk.parts),
        tests=last_tests(desk.parts, "printer"),
        acts=(
            ToolAct("test_print", ToolActKind.MAIN, icon="printer"),
            ToolAct("change_roll"),
            *([ToolAct("probe")] if probes else []),
        ),
    )


async def print_test(desk: Desk, receipt: Receipt) -> None:
    """Print the test page; how that ended is never told better than is known.

    Where no answer proves it, the person's eye does, who is asked.
    """
    job = asyncio.ensure_future(desk.parts.printer.print(receipt))
    result = await desk.during(asyncio.shield(job), "busy__printing")
    outcome, proved = TestOutcome.FAILED, ""
    if result.state is JobState.CONFIRMED:
        outcome, proved = TestOutcome.PASSED, "printer_confirmed"
    elif result.printed:
        with broken_off_by_leaving(desk, "printer"):
            outcome = await _look(desk)
        proved = "printer_seen" if outcome is TestOutcome.PASSED else ""
    desk.tested("printer", outcome, proved, result.fault)
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    seen = "seen_" if proved == "printer_seen" else ""
    desk.say(moods.get(outcome, Mood.CAUTION), f"print_{seen}{outcome}")


async def _look(desk: Desk) -> TestOutcome:
    """Ask the person whether the print came out whole."""
    acts = (
        ToolAct("seen_whole", ToolActKind.MAIN, icon="check"),
        ToolAct("seen_wrong"),
    )
    asked = (Saying(Mood.CAUTION, "print_look"),)
    answer = await desk.ask(
        lambda: desk.page("print_look", sayings=asked, acts=acts),
    )
    if answer == ActChosen("seen_whole"):
        return TestOutcome.PASSED
    wrong = answer == ActChosen("seen_wrong")
    return TestOutcome.FAILED if wrong else TestOutcome.BROKEN_OFF
