"""The numbers' page: what is not known says so."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.numbers import numbers_tool
from kiosk.session.staff.numbers.day_counts import SIZE, DayCounts
from kiosk.session.staff.numbers.machine_look import MachineLook, Temperature
from kiosk.session.staff.numbers.numbers_tool import DAYS, numbers_page, show_numbers
from kiosk.session.staff.numbers.program_starts import begun
from kiosk.session.staff.pages import PartHealth, ToolFact, ToolPage
from kiosk.sync.clock.clock import Certainty
from tests.session.hall import NOW
from tests.session.staff.desks import desk_of, pages_of

LOOK = MachineLook((Temperature("x86_pkg", 91),), 900, 4000)


def facts(page: ToolPage) -> dict[str, ToolFact]:
    return {fact.name: fact for group in page.groups for fact in group.facts}


async def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    page = numbers_page(desk, None)
    said = facts(page)
    for name in ("temperature", "memory", "program_runs", "start"):
        assert said[name].value == Word("number_state", "unknown"), name
    assert said["lasts"].value == Word("forecast", "unknown")
    assert [count for _, count in page.chart] == [0] * DAYS
    place.clock.certainty = Certainty.UNSURE
    assert numbers_page(desk, None).chart == ()


async def test_what_was_counted_is_shown(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    counts = DayCounts(desk.parts.store, place.clock)
    begun(desk.parts.store, place.clock, "0.8.0", tmp_path / "none")
    counts.add("cards", 7)
    counts.add("mm", 12_600)
    counts.add("fault.P01", 2)
    early = (NOW - timedelta(days=20)).date().isoformat()
    desk.parts.store.execute("INSERT INTO day_count VALUES (?, ?, 5)", [early, SIZE])
    counts.put(SIZE, 10**12)
    page = numbers_page(desk, LOOK)
    said = facts(page)
    assert said["counted_cards"].value == Count(7, "today")
    assert said["counted_metres"].value == Count(13, "metres_used")
    assert page.chart[-1] == ("31", 2)
    assert said["temperature"].health is PartHealth.WARNING
    assert said["lasts"].health is PartHealth.WARNING
    assert said["start"].value == Word("start_reason", "first")


async def test_the_page_opens_while_a_driver_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers_tool, "LOOK_LIMIT", 3600.0)
    desk, place = desk_of(tmp_path)
    held = threading.Event()

    def hangs() -> MachineLook:
        held.wait(120)
        return LOOK

    async with asyncio.timeout(60):
        await show_numbers(desk, hangs)
    held.set()
    said = facts(pages_of(place, "numbers")[0])
    assert said["temperature"].value == Word("number_state", "unknown")
