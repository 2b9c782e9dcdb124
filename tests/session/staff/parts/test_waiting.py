"""Waits at a technician's page: what came first, and what a record says of leaving."""

import asyncio
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.session.dialog.ends import TimedOut
from kiosk.session.pages.page import Tap
from kiosk.session.staff.parts.waiting import broken_off_by_leaving, until
from kiosk.session.staff.self_tests import last_tests
from tests.session.staff.desks import desk_of


async def test_what_came_is_noticed_at_once(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    place.who.mind = lambda page: None
    asyncio.get_running_loop().call_later(0.02, place.slot.become, SlotState.CARD)
    dialog = desk.parts.dialog
    came = await until(
        desk,
        lambda: desk.page("reader"),
        lambda: dialog.slot.state is SlotState.CARD,
        5.0,
    )
    assert came is True


async def test_time_is_over_or_a_touch_came_first(tmp_path: Path) -> None:
    desk, place = desk_of(tmp_path)
    page = desk.page("reader")
    assert await until(desk, lambda: page, lambda: False, 5.0) is Tap.BACK
    place.who.mind = lambda page: None
    assert await until(desk, lambda: page, lambda: False, 0.02) is False


async def test_a_test_that_time_ended_is_broken_off_and_not_forgotten(
    tmp_path: Path,
) -> None:
    desk, place = desk_of(tmp_path)
    with pytest.raises(TimedOut), broken_off_by_leaving(desk, "touch"):
        raise TimedOut
    (record,) = last_tests(place.parts, "touch")
    assert record.outcome == "broken_off"
