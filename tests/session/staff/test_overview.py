"""The first page shows the newest trouble first, and leads on to parts and faults."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.printer.printer_port import Paper, PrintResult
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.fault_cards import fault_cards
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Answer, ItemChosen, Tap
from kiosk.session.staff.overview import LEADS, in_order, show_overview
from kiosk.session.staff.pages import ActChosen, Known, PartHealth, PartRow
from kiosk.session.staff.people import StaffRole
from kiosk.session.staff.symptoms.symptom_tree import SYMPTOMS, ways
from kiosk.session.staff.tool_table import TOOLS, open_tool
from kiosk.settings.state.store_errors import StoreFull
from tests.session.hall import READY
from tests.session.staff.desks import desk_of, pages_of


def _row(part: str, health: PartHealth, age: int | None) -> PartRow:
    return PartRow(part, health, (), Known.SINCE, age)


def test_the_worst_and_then_the_newest_stands_first() -> None:
    rows = (
        _row("ok", PartHealth.OK, 1),
        _row("unknown", PartHealth.UNKNOWN, None),
        _row("old", PartHealth.BAD, 900),
        _row("warned", PartHealth.WARNING, 2),
        _row("new", PartHealth.BAD, 3),
    )
    order = [row.part for row in in_order(rows)]
    assert order == ["new", "old", "warned", "unknown", "ok"]


def test_every_tool_that_is_named_anywhere_is_there() -> None:
    ends = [end for first in SYMPTOMS.values() for _, end in ways(first)]
    named = {end.tool for end in ends} | set(LEADS.values())
    named |= {card.tool for card in fault_cards().values()}
    assert named - {""} <= set(TOOLS)


async def test_a_fault_leads_to_its_page_and_back_to_the_part(tmp_path: Path) -> None:
    desk, place = desk_of(
        tmp_path, [ItemChosen("printer"), ItemChosen("fault-P02"), Tap.BACK, Tap.BACK]
    )
    place.printer.status = replace(READY, paper=Paper.OUT)
    await show_overview(desk)
    first, *_, last = pages_of(place, "overview")
    assert first.parts[0].part == "printer"
    assert [line.item for line in pages_of(place, "printer")[0].choices] == [
        "fault-P02"
    ]
    (page,) = pages_of(place, "fault")
    assert page.steps[0] == "roll_cover"
    assert [test.test for test in page.tests] == ["printer"]
    assert last.parts[0].fault is Fault.PRINTER_PAPER_OUT


async def test_a_store_that_fails_in_a_tool_sends_nobody_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    touches: list[Answer] = [
        *(ItemChosen("printer"), ActChosen("test_print"), Tap.BACK)
    ]
    desk, place = desk_of(tmp_path, touches)

    async def full(_: Receipt) -> PrintResult:
        raise StoreFull("scripted")

    place.printer.print = full  # type: ignore[method-assign, assignment]
    await show_overview(desk)
    names = [saying.name for saying in pages_of(place, "overview")[1].sayings]
    assert names == ["tool_failed"]
    assert "S01" in caplog.text


async def test_staff_of_the_hall_sees_whole_what_it_may_not_open(
    tmp_path: Path,
) -> None:
    desk, place = desk_of(tmp_path, [ItemChosen("fault-R01")], StaffRole.HALL)
    place.parts.dialog.slot_changed(SlotEvent(SlotState.NO_READER))
    await show_overview(desk)
    first = pages_of(place, "overview")[0]
    tools = {row.part: row.tool for row in first.parts}
    assert (tools["reader"], tools["printer"]) == ("", "printer")
    assert [line.item for line in first.choices] == ["fault-R01"]
    assert len(pages_of(place, "fault")) == 1
    await open_tool(desk, "settings")
    assert not pages_of(place, "settings")


async def test_one_touch_too_many_does_not_leave(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path, [ItemChosen("printer"), Tap.BACK, Tap.BACK])
    await show_overview(desk)
    said = [[x.name for x in page.sayings] for page in pages_of(place, "overview")]
    assert said == [[], [], ["leave_again"]]
