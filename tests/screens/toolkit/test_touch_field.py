"""Fingers on the panel's own tests, from the touch to the answer."""

import pytest

from kiosk.screens.toolkit.touch_field import HOLD_S, LIMIT_S, TouchGrid
from kiosk.session.pages.page import Tap
from kiosk.session.staff.parts.screen_pages import (
    PlainColorPage,
    TouchTested,
    TouchTestPage,
)
from tests.screens.window.test_hands import Kiosk

COLUMNS, ROWS = 4, 6


class Panel(Kiosk):
    """A kiosk that shows the grid after its quiet second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, quiet: bool = True) -> None:
        super().__init__(TouchTestPage(COLUMNS, ROWS), monkeypatch)
        self.pass_by(0.0)
        if quiet:
            self.pass_by(1.0)

    @property
    def grid(self) -> TouchGrid:
        grid = self.stage.tree.field
        assert isinstance(grid, TouchGrid)
        return grid

    def pass_by(self, seconds: float) -> None:
        """Let time pass as the window's loop does."""
        self.now += seconds
        self.hands.turn(self.now)

    def wipe(self, cells: range, finger: int = 7) -> None:
        """Wipe over cells with one finger."""
        kind = "down"
        for cell in cells:
            self.hands.touch(kind, self.grid.box_of(cell).center, finger)
            kind = "move"
        self.hands.touch("up", (0, 0), finger)


def test_all_cells_wiped_over_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = Panel(monkeypatch)
    panel.wipe(range(COLUMNS * ROWS - 1))
    assert panel.answers == []
    assert len(panel.grid.hit) == COLUMNS * ROWS - 1
    panel.wipe(range(COLUMNS * ROWS - 1, COLUMNS * ROWS))
    assert panel.answers == [TouchTested(tuple(range(COLUMNS * ROWS)), 0, "filled")]


def test_a_held_finger_ends_it_anywhere_and_dead_cells_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = Panel(monkeypatch)
    panel.wipe(range(5))
    panel.hands.touch("down", panel.grid.box_of(2).center, 7)
    assert panel.hands.time_to_hold(panel.now) == HOLD_S
    panel.pass_by(HOLD_S)
    assert panel.answers == [TouchTested((0, 1, 2, 3, 4), 0, "held")]


def test_time_ends_it_when_nobody_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = Panel(monkeypatch)
    panel.pass_by(LIMIT_S)
    assert panel.answers == [TouchTested((), 0, "time")]


def test_touches_before_the_quiet_second_are_nobody_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = Panel(monkeypatch, quiet=False)
    for _ in range(3):
        panel.pass_by(0.8)
        panel.wipe(range(1))
    assert panel.grid.hit == set()
    panel.pass_by(1.0)
    panel.wipe(range(COLUMNS * ROWS))
    (answer,) = panel.answers
    assert isinstance(answer, TouchTested)
    assert (answer.ghosts, answer.end) == (3, "filled")


def test_a_panel_that_never_is_quiet_is_tested_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = Panel(monkeypatch, quiet=False)
    for _ in range(22):
        panel.pass_by(0.5)
        panel.wipe(range(1))
    assert panel.grid.hit == {0}


def test_the_cells_cover_every_pixel_of_the_panel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = Panel(monkeypatch)
    wide, high = panel.stage.size
    boxes = [panel.grid.box_of(cell) for cell in range(panel.grid.cells)]
    assert sum(box.width * box.height for box in boxes) == wide * high
    for spot in ((0, 0), (wide - 1, 0), (0, high - 1), (wide - 1, high - 1)):
        assert boxes[panel.grid.cell_at(spot)].collidepoint(spot)


def test_a_colour_answers_one_whole_touch(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk(PlainColorPage("red"), monkeypatch)
    kiosk.hands.touch("up", (5, 5), 7)
    assert kiosk.answers == []
    kiosk.hands.touch("down", (5, 5), 7)
    kiosk.hands.touch("up", (5, 5), 7)
    kiosk.hands.touch("down", (5, 5), 7)
    kiosk.hands.touch("up", (5, 5), 7)
    assert kiosk.answers == [Tap.OK]


def test_the_touch_that_wakes_the_panel_does_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kiosk = Kiosk(PlainColorPage("red"), monkeypatch)
    kiosk.hands.asleep = True
    for kind in ("down", "move", "up"):
        kiosk.hands.touch(kind, (5, 5), 7)
    assert (kiosk.answers, kiosk.touches) == ([], 1)
    for kind in ("down", "up"):
        kiosk.hands.touch(kind, (5, 5), 7)
    assert kiosk.answers == [Tap.OK]
