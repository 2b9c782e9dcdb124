"""How a wiped grid is judged: passed, dead places named, or stopped."""

from pathlib import Path

import pytest

from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.staff.parts.screen_pages import TouchTested, TouchTestPage
from kiosk.session.staff.parts.touch_tool import (
    grid_of,
    run_touch_test,
    zones_of,
)
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.config import PanelSettings
from tests.session.hall import scene

ALL = tuple(range(12 * 22))
MOST = ALL[5:]


@pytest.mark.parametrize(
    ("tested", "says", "outcome", "word"),
    [
        (TouchTested(ALL, 0, "filled"), None, "passed", "touch_passed"),
        (TouchTested(ALL, 1, "filled"), None, "passed", "touch_passed"),
        (TouchTested(ALL, 3, "filled"), None, "failed", "touch_ghosts"),
        (TouchTested(MOST, 0, "held"), "wiped_all", "failed", "touch_dead"),
        (TouchTested(MOST, 0, "held"), "not_wiped", "broken_off", "touch_stopped"),
        (TouchTested(MOST, 9, "time"), None, "broken_off", "touch_stopped"),
        (TouchTested((), 0, "time"), None, "broken_off", "touch_nobody"),
    ],
)
async def test_what_a_grid_means(
    tmp_path: Path, tested: TouchTested, says: str | None, outcome: str, word: str
) -> None:
    def hand(page: Page) -> Answer | None:
        if isinstance(page, TouchTestPage):
            assert (page.columns, page.rows) == (12, 22)
            return tested
        return ActChosen(says) if says else Tap.BACK

    place = scene(tmp_path, hand)
    desk = Desk(place.parts, StaffPerson("1001", StaffRole.TECHNICIAN))
    await run_touch_test(desk)
    (record,) = last_tests(place.parts, "touch")
    assert record.outcome == outcome
    assert (record.proved == "touch_all") == (outcome == "passed")
    assert desk.page("screen").sayings[-1].name == word
    if says:
        (page,) = [p for p in place.who.shown if isinstance(p, ToolPage)]
        assert [f.name for f in page.groups[0].facts if f.name != "ghosts"] == [
            "zone_top_left",
            "zone_top_center",
        ]


def test_dead_cells_are_told_by_where_they_are() -> None:
    assert zones_of([], 12, 22) == {}
    assert zones_of([0, 1, 11, 263], 12, 22) == {
        **{"top_left": 2, "top_right": 1, "bottom_right": 1},
    }
    assert list(zones_of([131, 132, 0], 12, 22).values()) == [1, 1, 1]


@pytest.mark.parametrize("mm", [50.0, 268.0, 2000.0])
def test_a_cell_is_about_as_large_as_a_key(mm: float) -> None:
    columns, rows = grid_of(PanelSettings(width_mm=mm, height_mm=mm))
    assert columns == rows >= 3
    assert mm / columns < 30
