"""The printer's page: what it says of itself, a test print, a new roll, a probe."""

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
from kiosk.session.staff.parts.printer_facts import printer_facts, printer_state
from kiosk.session.staff.parts.probe_tool import probe_printer
from kiosk.session.staff.parts.roll_change import change_roll
from kiosk.session.staff.parts.test_page import diagnostic_receipt
from kiosk.session.staff.parts.waiting import broken_off_by_leaving
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.self_tests import last_tests


async def show_printer(desk: Desk) -> None:
    """Show the printer until the technician goes back."""
    unseen = False
    while True:
        match await desk.ask(lambda: printer_page(desk, unseen)):  # noqa: B023
            case ActChosen("test_print"):
                unseen = await print_test(desk, diagnostic_receipt(desk.parts))
            case ActChosen("look_at_print"):
                unseen = not await look_too(desk)
            case ActChosen("change_roll"):
                await change_roll(desk)
            case ActChosen("probe"):
                await probe_printer(desk)
            case _:
                return


def printer_page(desk: Desk, unseen: bool = False) -> ToolPage:
    """Return the printer as it is at the moment.

    :param unseen: the printer confirmed a test print that nobody has looked at yet.
    """
    # Four buttons have no room on a small panel that lies.
    probes = desk.may(StaffRole.TECHNICIAN) and not unseen
    return desk.page(
        "printer",
        parts=part_rows(desk.parts, "printer", "unseen_prints"),
        groups=printer_facts(desk.parts),
        tests=last_tests(desk.parts, "printer"),
        acts=(
            ToolAct("test_print", ToolActKind.MAIN, icon="printer"),
            *([ToolAct("look_at_print", icon="eye")] if unseen else []),
            ToolAct("change_roll"),
            *([ToolAct("probe")] if probes else []),
        ),
    )


async def print_test(desk: Desk, receipt: Receipt) -> bool:
    """Print the test page; how that ended is never told better than is known.

    A printer's answer proves that all of it ran through and was cut; only an eye sees
    whether it can be read. Where no answer proves anything, the eye decides alone.

    :return: whether the printer confirmed what nobody has looked at.
    """
    result = await desk.print(receipt)
    if result.state is JobState.CONFIRMED:
        desk.tested("printer", TestOutcome.PASSED, "printer_confirmed")
        _say(desk, TestOutcome.PASSED)
        return True
    outcome, proved = TestOutcome.FAILED, ""
    if result.printed:
        with broken_off_by_leaving(desk, "printer"):
            outcome = await _look(desk, "print_look")
        proved = "printer_seen" if outcome is TestOutcome.PASSED else ""
    desk.tested("printer", outcome, proved, result.fault)
    _say(desk, outcome, seen=bool(proved))
    return False


async def look_too(desk: Desk) -> bool:
    """Add an eye's word to what the printer confirmed; tell whether there was one."""
    outcome = await _look(desk, "print_look_too")
    if outcome is TestOutcome.BROKEN_OFF:
        return False
    proved = "printer_seen" if outcome is TestOutcome.PASSED else ""
    desk.tested("printer", outcome, proved)
    _say(desk, outcome, seen=True)
    return True


def _say(desk: Desk, outcome: TestOutcome, seen: bool = False) -> None:
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    word = f"print_seen_{outcome}" if seen else f"print_{outcome}"
    desk.say_while(printer_state(desk.parts), moods.get(outcome, Mood.CAUTION), word)


async def _look(desk: Desk, asks: str) -> TestOutcome:
    """Ask the person whether the print came out whole."""
    acts = (
        ToolAct("seen_whole", ToolActKind.MAIN, icon="check"),
        ToolAct("seen_wrong"),
    )
    asked = (Saying(Mood.CAUTION, asks),)
    answer = await desk.ask(
        lambda: desk.page("print_look", sayings=asked, acts=acts),
    )
    if answer == ActChosen("seen_whole"):
        return TestOutcome.PASSED
    wrong = answer == ActChosen("seen_wrong")
    return TestOutcome.FAILED if wrong else TestOutcome.BROKEN_OFF
