"""A stick beside the first page: seen, gone, or hanging, the screen lives."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.session.first_start import stick_offer
from kiosk.session.first_start.first_answers import Settings
from kiosk.session.first_start.screen_steps import ask_language
from kiosk.session.first_start.stick_offer import StickWatch, merged
from kiosk.session.first_start.stick_settings import StickSettings
from tests.session.first_start.newcomer import Newcomer, act, desk_of, item

FOUND = StickSettings("SETUP", {"machine": {"id": "HALL-7"}})


@pytest.fixture
def dead() -> Iterator[threading.Event]:
    """A stick that answers nobody until the test is over."""
    held = threading.Event()
    yield held
    held.set()


async def test_a_stick_that_hangs_is_said_and_holds_nothing_up(
    dead: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick_offer, "look_for_settings", lambda base: dead.wait(20))
    monkeypatch.setattr(stick_offer, "LIMIT_S", 0.02)
    monkeypatch.setattr(stick_offer, "LOOK_EVERY", 0.01)
    watch = StickWatch(desk_of(tmp_path, Newcomer([])))
    assert await watch.news()
    assert [saying.name for saying in watch.sayings()] == ["first_stick_silent"]
    assert watch.found is None


async def test_a_stick_that_comes_and_goes_is_news_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = iter([None, FOUND, FOUND, None])
    monkeypatch.setattr(stick_offer, "look_for_settings", lambda base: next(seen))
    monkeypatch.setattr(stick_offer, "LOOK_EVERY", 0.001)
    watch = StickWatch(desk_of(tmp_path, Newcomer([])))
    await watch.news()
    assert [saying.name for saying in watch.sayings()] == ["first_stick_seen"]
    await watch.news()
    assert watch.sayings() == ()


async def test_the_settings_are_shown_behind_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick_offer, "look_for_settings", lambda base: FOUND)
    plan = [("stick", act("take"))]
    newcomer = Newcomer(plan)
    monkeypatch.setattr(Newcomer, "show", _once_seen(Newcomer.show))
    desk = desk_of(tmp_path, newcomer)
    await ask_language(desk)
    assert newcomer.spoken == ["en"]
    assert newcomer.pages[-2:] == ["language", "stick"]
    assert desk.answers.get("machine.id") == "HALL-7"
    assert desk.answers.from_stick == ["machine.id"]


def _once_seen(show: object) -> object:
    """Choose the language only once the stick is told of."""

    def wait(screen: Newcomer, serial: int, page: object) -> None:
        sayings = {saying.name for saying in getattr(page, "sayings", ())}
        first = getattr(page, "tool", "") == "first_language"
        if first and "first_stick_seen" in sayings:
            screen.plan["language"].append(item("en"))
        elif first:
            return
        assert callable(show)
        show(screen, serial, page)

    return wait


def test_a_stick_lies_over_what_was_answered() -> None:
    before: Settings = {
        "machine": {"id": "A", "site": "hall"},
        "panel": {"width_mm": 1.0},
    }
    whole = merged(before, {"machine": {"id": "B"}, "times": {"idle": 30.0}})
    assert whole == {
        "machine": {"id": "B", "site": "hall"},
        "panel": {"width_mm": 1.0},
        "times": {"idle": 30.0},
    }
    assert before["machine"]["id"] == "A"
