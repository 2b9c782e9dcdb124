"""The verdict is never better than what is known; the paper is no person's receipt."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import JobState, Paper, PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Code, Receipt
from kiosk.domain.faults import Fault
from kiosk.session.paper.receipt_frame import lines_of
from kiosk.session.staff.pages import (
    ActChosen,
    Known,
    PartHealth,
    PartRow,
    TestOutcome,
    TestRecord,
)
from kiosk.session.staff.setup.readiness import readiness, readiness_paper, verdict_of
from kiosk.session.staff.setup.report_tool import show_report
from tests.session.hall import READY
from tests.session.staff.desks import desk_of, pages_of

PASSED = (TestRecord("printer", TestOutcome.PASSED),)


def row(health: PartHealth, fault: Fault | None = None) -> PartRow:
    return PartRow("printer", health, (), Known.LOOKED, fault=fault)


@pytest.mark.parametrize(
    ("rows", "tests", "verdict"),
    [
        ((row(PartHealth.OK),), PASSED, "ready"),
        ((row(PartHealth.OK),), (TestRecord("printer"),), "unproved"),
        ((row(PartHealth.UNKNOWN),), PASSED, "unproved"),
        ((row(PartHealth.BAD),), PASSED, "limited"),
        ((row(PartHealth.BAD, Fault.PRINTER_PAPER_OUT),), PASSED, "limited"),
        ((row(PartHealth.WARNING, Fault.PRINTER_PAPER_NEAR_END),), PASSED, "ready"),
        (
            (
                row(PartHealth.BAD, Fault.PRINTER_PAPER_OUT),
                row(PartHealth.BAD, Fault.READER_MISSING),
            ),
            *(PASSED, "stopped"),
        ),
    ],
)
def test_the_verdict_is_the_worst_that_is_known(
    rows: tuple[PartRow, ...], tests: tuple[TestRecord, ...], verdict: str
) -> None:
    assert verdict_of(rows, tests) == verdict


async def test_the_paper_names_every_trouble_and_bears_no_code(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    place.printer.status = replace(READY, paper=Paper.OUT)
    paper = readiness_paper(desk, readiness(desk.parts))
    lines = list(lines_of(paper.elements))
    assert any("P02" in line for line in lines)
    assert any("1001" in line for line in lines)
    assert lines[0] == lines[-1], "it says at both ends what it is"
    assert not any(isinstance(each, Code) for each in paper.elements)
    assert paper.number == ""
    assert not [line for line in lines if "[" in line]


async def test_it_is_printed_and_sent_as_it_is_known(tmp_path: Path) -> None:
    touches = [ActChosen("print_report"), ActChosen("send_report")]
    desk, place = desk_of(tmp_path, touches)

    async def prints(_: Receipt) -> PrintResult:
        return PrintResult(1, JobState.REFUSED, Fault.PRINTER_PAPER_OUT)

    place.printer.print = prints  # type: ignore[method-assign, assignment]
    await show_report(desk)
    names = [[s.name for s in page.sayings] for page in pages_of(place, "report")]
    assert "report_not_printed" in names[1]
    assert {"report_sent", "report_waits"} & set(names[2])
    assert place.journal.kinds() == ["maintenance.act", "maintenance.readiness"]
