"""The printer's page: a test print is told as it is known, a new roll is counted."""

from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Tap
from kiosk.session.pages.record import Count
from kiosk.session.staff.pages import ActChosen
from kiosk.session.staff.parts.printer_tool import show_printer
from tests.session.staff.desks import desk_of, pages_of


@pytest.mark.parametrize(
    ("state", "fault", "ended"),
    [
        (JobState.CONFIRMED, None, "passed"),
        (JobState.ASSUMED, None, "unsure"),
        (JobState.REFUSED, Fault.PRINTER_PAPER_OUT, "failed"),
        (JobState.UNKNOWN, Fault.PRINTER_GONE, "failed"),
    ],
)
async def test_a_test_print_is_told_as_it_is_known(
    tmp_path: Path, state: JobState, fault: Fault | None, ended: str
) -> None:
    desk, place = desk_of(tmp_path, [ActChosen("test_print"), Tap.BACK])

    async def prints(_: Receipt) -> PrintResult:
        return PrintResult(1, state, fault)

    place.printer.print = prints  # type: ignore[method-assign, assignment]
    await show_printer(desk)
    before, after = pages_of(place, "printer")
    assert [t.outcome for t in before.tests] == [None]
    assert [(t.outcome, t.fault, t.who) for t in after.tests] == [
        (ended, fault, "1001")
    ]
    assert [s.name for s in after.sayings] == [f"print_{ended}"]


async def test_a_new_roll_is_counted_and_journaled(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path, [ActChosen("roll_changed"), Tap.BACK])
    await show_printer(desk)
    before, after = pages_of(place, "printer")
    assert Count(80, "metres") not in before.parts[0].state
    assert Count(80, "metres") in after.parts[0].state
    assert [s.name for s in after.sayings] == ["new_roll"]
    assert place.journal.kinds() == ["maintenance.act"]
