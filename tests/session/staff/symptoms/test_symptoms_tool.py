"""From a symptom to its remedy and its tool; back leads to the question before."""

from dataclasses import replace
from pathlib import Path

from kiosk.devices.printer.printer_port import Paper
from kiosk.session.pages.page import Answer, ItemChosen, Tap
from kiosk.session.staff.overview import show_overview
from kiosk.session.staff.pages import ActChosen
from tests.session.hall import READY, Scene
from tests.session.staff.desks import desk_of, pages_of


async def _walk(tmp_path: Path, *touches: Answer) -> Scene:
    desk, place = desk_of(tmp_path, touches)
    place.printer.status = replace(READY, paper=Paper.OUT)
    await show_overview(desk)
    return place


async def test_what_the_machine_knows_itself_stands_first(tmp_path: Path) -> None:
    place = await _walk(
        tmp_path,
        *(ActChosen("symptoms"), ItemChosen("no_print"), ItemChosen("fault-P02")),
        *(Tap.BACK, Tap.BACK, Tap.BACK, Tap.BACK),
    )
    question = pages_of(place, "question")[0]
    assert question.choices[0].item == "fault-P02"
    assert len(pages_of(place, "fault")) == 1


async def test_a_way_ends_at_a_remedy_and_its_tool(tmp_path: Path) -> None:
    place = await _walk(
        tmp_path,
        *(ActChosen("symptoms"), ItemChosen("no_print"), ItemChosen("green")),
        *(ItemChosen("blank"), ActChosen("open_tool"), Tap.BACK),
        *(Tap.BACK, ItemChosen("faint"), Tap.BACK, Tap.BACK, Tap.BACK),
        *(Tap.BACK, Tap.BACK),
    )
    ends = pages_of(place, "remedy")
    assert [page.steps[0] for page in ends] == ["roll_turn", "roll_turn", "head_clean"]
    assert len(pages_of(place, "printer")) == 1
