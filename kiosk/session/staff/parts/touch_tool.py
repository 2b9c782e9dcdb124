"""The touch test: which places of the panel do not feel a finger.

A cell that was not reached may be dead, or nobody wiped there: the person says which.
"""

from collections import Counter

from kiosk.session.pages.record import Count
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.screen_pages import TouchTested, TouchTestPage
from kiosk.session.staff.parts.waiting import broken_off_by_leaving
from kiosk.settings.config import PanelSettings

CELL_MM = 22.0
"""The side of a cell: a key of this kiosk is no smaller."""
GHOSTS = 3
"""So many touches by nobody are no accident."""
_UP, _ACROSS = ("top", "middle", "bottom"), ("left", "center", "right")


def grid_of(panel: PanelSettings) -> tuple[int, int]:
    """Return columns and rows of cells about as large as a key."""
    wide, high = (
        max(3, round(mm / CELL_MM)) for mm in (panel.width_mm, panel.height_mm)
    )
    return wide, high


def zones_of(dead: list[int], columns: int, rows: int) -> dict[str, int]:
    """Return how many dead cells lie in each ninth of the panel, the worst first."""
    counted = Counter(
        f"{_UP[cell // columns * 3 // rows]}_{_ACROSS[cell % columns * 3 // columns]}"
        for cell in dead
    )
    return dict(counted.most_common())


async def run_touch_test(desk: Desk) -> None:
    """Show the grid, judge what was touched, keep the record and say it."""
    columns, rows = grid_of(desk.parts.config.panel)
    page = TouchTestPage(columns, rows)
    outcome, word = TestOutcome.PASSED, "touch_passed"
    with broken_off_by_leaving(desk, "touch"):
        idle = desk.parts.config.maintenance.idle
        answer = await desk.parts.dialog.ask(page, idle)
        assert isinstance(answer, TouchTested), "the page has no other answer"
        dead = sorted(set(range(columns * rows)) - set(answer.hit))
        if dead:
            outcome, word = await _judge(desk, answer, dead, columns, rows)
    if answer.ghosts >= GHOSTS and outcome is TestOutcome.PASSED:
        outcome, word = TestOutcome.FAILED, "touch_ghosts"
    proved = "touch_all" if outcome is TestOutcome.PASSED else ""
    desk.tested("touch", outcome, proved)
    moods = {TestOutcome.PASSED: Mood.GOOD, TestOutcome.FAILED: Mood.BAD}
    mood = moods.get(outcome, Mood.CAUTION)
    desk.say(mood, word, dead=len(dead), ghosts=answer.ghosts)


async def _judge(
    desk: Desk, answer: TouchTested, dead: list[int], columns: int, rows: int
) -> tuple[TestOutcome, str]:
    """Ask whether the cells that were not reached were wiped over."""
    if not answer.hit:
        return TestOutcome.BROKEN_OFF, "touch_nobody"
    acts = (
        ToolAct("wiped_all", ToolActKind.URGENT),
        ToolAct("not_wiped"),
    )
    zones = zones_of(dead, columns, rows)
    said = await desk.ask(lambda: dead_page(desk, answer, zones, acts))
    if said == ActChosen("wiped_all"):
        return TestOutcome.FAILED, "touch_dead"
    return TestOutcome.BROKEN_OFF, "touch_stopped"


def dead_page(
    desk: Desk, answer: TouchTested, zones: dict[str, int], acts: tuple[ToolAct, ...]
) -> ToolPage:
    """Return where the panel felt nothing."""
    lines = [
        ToolFact(f"zone_{zone}", Count(count, "cells"), PartHealth.WARNING)
        for zone, count in zones.items()
    ]
    if answer.ghosts:
        lines.append(ToolFact("ghosts", Count(answer.ghosts, "touches")))
    return desk.page(
        "touch_dead",
        sayings=(Saying(Mood.CAUTION, "touch_wiped"),),
        groups=(ToolFacts("dead_zones", tuple(lines)),),
        acts=acts,
    )
