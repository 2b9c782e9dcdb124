"""The window on SDL's dummy driver: answers, dead buttons, threads, trouble."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pygame
import pytest

from kiosk.domain.faults import Fault
from kiosk.machine.window_thread import WindowThread
from kiosk.screens.frame.context import Presentation
from kiosk.screens.looks import look_table
from kiosk.screens.window import pointer
from kiosk.screens.window.dock import Dock
from kiosk.screens.window.window import Window
from kiosk.session.pages.everywhere import AttractPage, BusyPage, StillTherePage
from kiosk.session.pages.page import Answer, Page, PinEntered, ServiceChosen, Tap
from kiosk.session.visit.pages import HomePage, TakeCardPage
from kiosk.settings.config import KioskConfig, PanelSettings
from tests.screens.samples import SAMPLES

LIMIT = 60.0


class Running:
    """A window whose loop runs in a thread of its own, with what it said."""

    def __init__(
        self,
        panel: PanelSettings | None = None,
        dock: Dock | None = None,
        closable: bool = False,
    ) -> None:
        self.answers: list[tuple[int, Answer]] = []
        self.touches = self.beats = self.frames = 0
        self.errors: list[str] = []
        self.window = Window(
            panel or PanelSettings(video="dummy", scale=0.5),
            5.0,
            lambda serial, answer: self.answers.append((serial, answer)),
            self._touched,
            self._beat,
            dock,
            self.errors.append,
            self._framed,
            closable=closable,
        )
        self.serial = 0
        self._thread = threading.Thread(target=self.window.run)
        self._thread.start()

    def _touched(self) -> None:
        self.touches += 1

    def _beat(self) -> None:
        self.beats += 1

    def _framed(self) -> None:
        self.frames += 1

    def show(self, page: Page) -> None:
        """Show a page under the next serial number."""
        self.serial += 1
        self.window.show(self.serial, page)

    def show_at_once(self, *names: str) -> None:
        """Show pages so fast that only the last one is ever seen."""

        def show() -> None:
            for name in names:
                self.show(SAMPLES[name])

        self.do(show)

    def settle(self) -> None:
        """Let the page have been seen, so that touches are meant for it."""
        self.describe()
        self.do(lambda: None)
        self.do(self.window._hands._pointer.take_as_meant)

    def do(self, work: Callable[[], Any]) -> Any:
        """Run something on the window's thread."""
        return self.window.call(work).result(LIMIT)

    def tap(self, name: str) -> str | None:
        """Touch a button."""
        problem = self.do(lambda: self.window.tap(name))
        assert problem is None or isinstance(problem, str)
        return problem

    def describe(self) -> dict[str, Any]:
        """Return what is shown."""
        found = self.do(self.window.describe)
        assert isinstance(found, dict)
        return found

    def post(self, *events: pygame.event.Event) -> None:
        """Hand window events to the loop, as the window system does."""
        for event in events:
            pygame.event.post(event)
        self.do(lambda: None)
        self.do(lambda: None)

    def middle(self, name: str) -> tuple[int, int]:
        """Return the middle of a button."""
        box = next(b["rect"] for b in self.describe()["buttons"] if b["name"] == name)
        return box[0] + box[2] // 2, box[1] + box[3] // 2

    def end(self) -> None:
        """Stop the loop and wait for it."""
        self.window.stop()
        self._thread.join(LIMIT)
        assert not self._thread.is_alive()


@pytest.fixture
def kiosk() -> Iterator[Running]:
    """Return a running window."""
    running = Running()
    yield running
    running.end()


def mouse(kind: int, spot: tuple[int, int], touch: bool = False) -> pygame.event.Event:
    """Return a mouse event."""
    return pygame.event.Event(kind, pos=spot, button=1, touch=touch)


def finger(kind: int, spot: tuple[int, int], number: int = 7) -> pygame.event.Event:
    """Return a finger event on the half-size panel."""
    x, y = spot[0] / 540, spot[1] / 960
    return pygame.event.Event(kind, x=x, y=y, finger_id=number, touch_id=1)


def test_first_frame_is_told_once_and_the_loop_beats(kiosk: Running) -> None:
    kiosk.show(SAMPLES["attract"])
    assert kiosk.describe()["page"] == "attract"
    kiosk.do(lambda: None)
    assert kiosk.frames == 1
    assert kiosk.window.first_frame is not None
    assert kiosk.beats >= 1


def test_the_newest_of_several_pages_wins(kiosk: Running) -> None:
    def both() -> None:
        kiosk.window.show(1, SAMPLES["pin"])
        kiosk.window.show(2, SAMPLES["home"])

    kiosk.do(both)
    shown = kiosk.describe()
    assert (shown["page"], shown["serial"]) == ("home", 2)


def test_describe_has_exactly_the_agreed_keys(kiosk: Running) -> None:
    kiosk.show(SAMPLES["attract"])
    shown = kiosk.describe()
    part = {"part", "parts"}
    assert set(shown) - part == {
        *("page", "title", "texts", "buttons", "language", "serial"),
    }
    assert part <= set(shown)
    for button in shown["buttons"]:
        assert set(button) - {"hold"} == {"name", "label", "rect", "enabled"}
    holds = [b["name"] for b in shown["buttons"] if b.get("hold")]
    assert holds == ["corner"]


def test_one_answer_per_page_shown(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    assert kiosk.tap("service-statements") is None
    assert kiosk.tap("service-statements") == (
        "the button 'service-statements' cannot be touched now"
    )
    assert kiosk.tap("finish") is not None
    assert kiosk.answers == [(1, ServiceChosen("statements"))]
    assert kiosk.tap("nothing") == "there is no button 'nothing' on the page"
    kiosk.show(SAMPLES["home"])
    assert kiosk.tap("finish") is None
    assert kiosk.answers[1:] == [(2, Tap.FINISH)]


def test_presentation_still_works_after_the_answer(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    kiosk.tap("finish")
    assert kiosk.tap("language") is None
    assert kiosk.describe()["language"] == "en"
    assert kiosk.tap("finish") is not None
    assert len(kiosk.answers) == 1


def test_the_pin_leaves_once_and_shows_nowhere(kiosk: Running) -> None:
    kiosk.show(SAMPLES["pin"])
    assert kiosk.tap("ok") is not None
    for key in "907134":
        assert kiosk.tap(f"key-{key}") is None
    assert "907134" not in repr(kiosk.describe())
    assert kiosk.tap("ok") is None
    ((_, answer),) = kiosk.answers
    assert isinstance(answer, PinEntered)
    assert answer.pin.reveal() == "907134"


def test_keys_typed_twice_in_a_script_both_count(kiosk: Running) -> None:
    kiosk.show(SAMPLES["pin"])
    for _ in range(6):
        assert kiosk.tap("key-1") is None
    assert kiosk.tap("ok") is None
    answer = kiosk.answers[0][1]
    assert isinstance(answer, PinEntered)
    assert answer.pin.reveal() == "111111"


def test_what_was_typed_survives_a_switch_but_not_a_new_page(kiosk: Running) -> None:
    kiosk.show(SAMPLES["pin"])
    for key in "123456":
        kiosk.tap(f"key-{key}")
    kiosk.tap("size")
    enabled = {b["name"]: b["enabled"] for b in kiosk.describe()["buttons"]}
    assert enabled["ok"]
    kiosk.show(SAMPLES["pin"])
    enabled = {b["name"]: b["enabled"] for b in kiosk.describe()["buttons"]}
    assert not enabled["ok"]
    assert not enabled["key-delete"]


def test_presentation_ends_with_the_visit(kiosk: Running) -> None:
    kiosk.show(SAMPLES["attract"])
    kiosk.tap("language")
    kiosk.show(SAMPLES["attract-troubles"])
    assert kiosk.describe()["language"] == "en"
    kiosk.show(SAMPLES["home"])
    assert kiosk.describe()["language"] == "en"
    kiosk.show(SAMPLES["attract"])
    assert kiosk.describe()["language"] == "zh-CN"


@pytest.mark.parametrize("end", ["attract", "out_of_service", "starting"])
def test_the_next_person_finds_the_usual_presentation(kiosk: Running, end: str) -> None:
    kiosk.show(SAMPLES["home"])
    for button in ("language", "size", "contrast"):
        kiosk.tap(button)
    kiosk.show(SAMPLES[end])
    assert kiosk.describe()["page"] == end
    stage = kiosk.window._stage
    assert stage.presentation == stage.usual == Presentation(masked=True)


def test_the_next_person_may_come_right_after_the_card_was_taken(
    kiosk: Running,
) -> None:
    kiosk.show(SAMPLES["home"])
    kiosk.tap("language")
    kiosk.show(SAMPLES["take_card"])
    assert kiosk.describe()["language"] == "en"
    kiosk.show(TakeCardPage(urgent=True))
    assert kiosk.describe()["language"] == "en"
    kiosk.show(BusyPage("busy__reading_card"))
    assert kiosk.describe()["language"] == "zh-CN"


def test_a_visit_that_ended_unseen_ended_all_the_same(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    kiosk.tap("language")
    kiosk.show_at_once("attract", "pin")
    shown = kiosk.describe()
    assert (shown["page"], shown["language"]) == ("pin", "zh-CN")


@pytest.mark.parametrize("end", ["take_card", "attract", "out_of_service"])
def test_no_drawn_line_of_a_private_page_outlives_it(kiosk: Running, end: str) -> None:
    def drawn() -> set[str]:
        kiosk.describe()
        kiosk.do(lambda: None)
        keys = kiosk.do(lambda: list(kiosk.window._stage.studio.type._labels))
        return {str(key[0]) for key in keys}

    page = SAMPLES["home"]
    assert isinstance(page, HomePage)
    kiosk.show(page)
    assert any(page.holder in text for text in drawn())
    kiosk.show(BusyPage("busy__asking_center"))
    kiosk.show(SAMPLES[end])
    assert not any(page.holder in text for text in drawn())


def test_corner_is_held_and_not_tapped(kiosk: Running) -> None:
    kiosk.show(SAMPLES["out_of_service"])
    assert kiosk.tap("corner") is None
    assert kiosk.answers == []
    assert kiosk.do(kiosk.window.hold_corner) is None
    assert kiosk.answers == [(1, Tap.MAINTENANCE)]
    kiosk.show(SAMPLES["home"])
    assert kiosk.do(kiosk.window.hold_corner) is not None


def test_mouse_press_and_lift(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    kiosk.settle()
    spot = kiosk.middle("service-contributions")
    kiosk.post(mouse(pygame.MOUSEBUTTONDOWN, spot))
    assert kiosk.answers == []
    kiosk.post(mouse(pygame.MOUSEBUTTONUP, spot))
    assert kiosk.answers == [(1, ServiceChosen("contributions"))]
    assert kiosk.touches == 1


def test_a_finger_and_its_mouse_event_act_once(kiosk: Running) -> None:
    kiosk.show(SAMPLES["pin"])
    kiosk.settle()
    for number, key in enumerate("12345"):
        spot = kiosk.middle(f"key-{key}")
        kiosk.post(
            finger(pygame.FINGERDOWN, spot, number),
            mouse(pygame.MOUSEBUTTONDOWN, spot, touch=True),
            finger(pygame.FINGERUP, spot, number),
            mouse(pygame.MOUSEBUTTONUP, spot, touch=True),
        )
    enabled = {b["name"]: b["enabled"] for b in kiosk.describe()["buttons"]}
    assert not enabled["ok"]
    kiosk.tap("key-6")
    kiosk.tap("ok")
    answer = kiosk.answers[0][1]
    assert isinstance(answer, PinEntered)
    assert answer.pin.reveal() == "123456"


def test_a_finger_left_from_the_page_before_does_nothing(kiosk: Running) -> None:
    kiosk.show(SAMPLES["trouble-C01"])
    kiosk.settle()
    spot = kiosk.middle("ok")
    kiosk.post(finger(pygame.FINGERDOWN, spot))
    kiosk.show(SAMPLES["guide-locked"])
    assert kiosk.middle("ok") == spot
    kiosk.post(finger(pygame.FINGERUP, spot))
    assert kiosk.answers == []


@pytest.fixture
def long_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the guard longer than any test takes, however slow the machine is."""
    for name in ("GUARD", "REACTION"):
        monkeypatch.setattr(pointer, name, 3600.0)


def click(kiosk: Running, spot: tuple[int, int]) -> None:
    """Tap and lift the mouse."""
    down, up = pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP
    kiosk.post(mouse(down, spot), mouse(up, spot))


@pytest.mark.usefixtures("long_guard")
def test_a_double_tap_does_not_act_on_the_next_page(kiosk: Running) -> None:
    kiosk.show(SAMPLES["trouble-C01"])
    kiosk.settle()
    spot = kiosk.middle("ok")
    click(kiosk, spot)
    kiosk.show(SAMPLES["guide-locked"])
    assert kiosk.middle("ok") == spot
    kiosk.do(lambda: None)
    click(kiosk, spot)
    assert kiosk.answers == [(1, Tap.OK)]
    assert kiosk.tap("ok") is None
    assert len(kiosk.answers) == 2


@pytest.mark.usefixtures("long_guard")
def test_a_page_shown_again_takes_touches_at_once(kiosk: Running) -> None:
    kiosk.show(StillTherePage(30))
    kiosk.settle()
    kiosk.show(StillTherePage(29))
    click(kiosk, kiosk.middle("still_here"))
    assert kiosk.answers == [(2, Tap.STILL_HERE)]


@pytest.mark.usefixtures("long_guard")
def test_a_page_that_came_and_went_unseen_ends_the_same_page(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    kiosk.settle()
    spot = kiosk.middle("finish")
    kiosk.show_at_once("attract", "home")
    kiosk.do(lambda: None)
    click(kiosk, spot)
    assert kiosk.answers == []


def test_a_touch_survives_the_tick_of_a_countdown(kiosk: Running) -> None:
    kiosk.show(StillTherePage(30))
    kiosk.settle()
    spot = kiosk.middle("still_here")
    kiosk.post(finger(pygame.FINGERDOWN, spot))
    kiosk.show(StillTherePage(29))
    assert kiosk.describe()["serial"] == 2
    kiosk.post(finger(pygame.FINGERUP, spot))
    assert kiosk.answers == [(2, Tap.STILL_HERE)]


def test_a_touch_does_not_survive_its_answer(kiosk: Running) -> None:
    kiosk.show(SAMPLES["home"])
    spot = kiosk.middle("finish")
    kiosk.tap("finish")
    kiosk.settle()
    kiosk.post(finger(pygame.FINGERDOWN, spot))
    kiosk.show(SAMPLES["home"])
    assert kiosk.describe()["serial"] == 2
    kiosk.post(finger(pygame.FINGERUP, spot))
    assert kiosk.answers == [(1, Tap.FINISH)]


def test_a_private_page_leaves_no_pixel(kiosk: Running, tmp_path: Path) -> None:
    def shot(name: str) -> bytes:
        kiosk.do(lambda: kiosk.window.screenshot(tmp_path / name))
        return bytes(pygame.image.load(tmp_path / name).get_buffer().raw)

    kiosk.show(SAMPLES["take_card"])
    clean = shot("clean.png")
    kiosk.show(SAMPLES["contributions-mixed"])
    assert shot("private.png") != clean
    kiosk.show(SAMPLES["take_card"])
    assert shot("after.png") == clean


def test_painting_only_the_dirty_parts_gives_the_whole_picture(
    kiosk: Running, tmp_path: Path
) -> None:
    kiosk.show(SAMPLES["pin"])
    for key in ("1", "2", "delete", "x", "4", "clear", "5"):
        kiosk.tap(f"key-{key}")
    parts, whole = tmp_path / "parts.png", tmp_path / "whole.png"
    kiosk.do(lambda: kiosk.window.screenshot(parts))
    kiosk.post(pygame.event.Event(pygame.WINDOWEXPOSED))
    kiosk.do(lambda: kiosk.window.screenshot(whole))
    pictures = [pygame.image.load(path).get_buffer().raw for path in (parts, whole)]
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("where", ["lay out", "paint"])
def test_a_page_that_cannot_be_shown_does_not_end_the_loop(
    kiosk: Running, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(page: Page, context: Any) -> Any:
        if where == "lay out":
            raise ZeroDivisionError("林小明")
        tree = home(page, context)
        monkeypatch.setattr(tree.root, "draw", lambda *_: 1 / 0)
        return tree

    home = look_table.PAGES[HomePage]
    pages: dict[type[Page], Any] = {**look_table.PAGES, HomePage: broken}
    monkeypatch.setattr(look_table, "PAGES", pages)
    kiosk.show(SAMPLES["home"])
    shown = kiosk.describe()
    kiosk.do(lambda: None)
    shown = kiosk.describe()
    assert shown["page"] == "trouble"
    assert any(Fault.INTERNAL.value in text for text in shown["texts"])
    assert kiosk.errors == ["ZeroDivisionError"]
    kiosk.show(SAMPLES["pin"])
    assert kiosk.describe()["page"] == "pin"


def test_calls_hand_over_results_and_errors(kiosk: Running) -> None:
    assert kiosk.do(lambda: 40 + 2) == 42
    with pytest.raises(ZeroDivisionError):
        kiosk.do(lambda: 1 / 0)


def test_a_call_that_nobody_waits_for_any_more_does_no_harm(kiosk: Running) -> None:
    ran: list[int] = []

    def cancelled_by_its_owner() -> None:
        later = kiosk.window.call(lambda: ran.append(1))
        assert later.cancel()

    kiosk.do(cancelled_by_its_owner)
    assert kiosk.do(lambda: 3) == 3
    assert ran == []


def test_a_call_while_the_window_closes_is_resolved() -> None:
    window = Window(
        PanelSettings(video="dummy"), 5.0, lambda *_: None, lambda: None, lambda: None
    )
    put = window._calls.put

    def close_first(work: Callable[[], None]) -> None:
        window._closed.set()
        put(work)

    window._calls = SimpleNamespace(put=close_first)  # type: ignore[assignment]
    assert window.call(lambda: 1).cancelled()


def test_a_panel_in_a_hall_stays_when_the_window_manager_closes_it(
    kiosk: Running,
) -> None:
    kiosk.do(lambda: None)
    kiosk.post(pygame.event.Event(pygame.QUIT))
    kiosk.show(SAMPLES["attract"])
    assert kiosk.describe()["page"] == "attract", "it goes on drawing"


@pytest.mark.parametrize(("mode", "closable"), [("kiosk", False), ("demo", True)])
def test_only_the_demo_may_be_closed(mode: str, closable: bool) -> None:
    config = msgspec.convert(
        {"machine": {"id": "hall-1", "region": "ningbo", "mode": mode}}, KioskConfig
    )
    app = WindowThread(config, Path("kiosk.toml"))
    assert app.window._closable is closable


def test_closing_the_demo_window_ends_the_loop() -> None:
    running = Running(closable=True)
    running.do(lambda: None)
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    running.window._news.set()
    running._thread.join(LIMIT)
    assert not running._thread.is_alive()
    assert running.window.call(lambda: 1).cancelled()


def test_idle_page_left_in_english_turns_back(kiosk: Running) -> None:
    kiosk.show(AttractPage("", "", "12333", ()))
    kiosk.tap("language")
    stage = kiosk.window._stage
    kiosk.do(lambda: stage.rest(60.0))
    assert kiosk.describe()["language"] == "en"
    kiosk.do(lambda: stage.rest(91.0))
    assert kiosk.describe()["language"] == "zh-CN"


def test_the_idle_panel_goes_black_and_a_touch_only_wakes_it() -> None:
    running = Running(PanelSettings(video="dummy", scale=0.5, blank_minutes=10))
    try:
        running.show(SAMPLES["attract"])
        running.settle()
        spot = running.middle("service-loss")
        running.do(lambda: _pass_by(running.window, 601.0))
        running.do(lambda: None)
        assert running.do(lambda: _brightest(running.window)) == 0
        click(running, spot)
        assert running.answers == []
        assert running.do(lambda: _brightest(running.window)) > 200
        running.settle()
        click(running, spot)
        assert running.answers == [(1, ServiceChosen("loss"))]
    finally:
        running.end()


def test_a_card_wakes_the_panel() -> None:
    running = Running(PanelSettings(video="dummy", scale=0.5, blank_minutes=10))
    try:
        running.show(SAMPLES["attract"])
        running.settle()
        running.do(lambda: _pass_by(running.window, 601.0))
        running.do(lambda: None)
        assert running.do(lambda: _brightest(running.window)) == 0
        running.show(SAMPLES["busy-card"])
        running.describe()
        running.do(lambda: None)
        assert running.do(lambda: _brightest(running.window)) > 200
    finally:
        running.end()


def test_at_its_time_the_idle_picture_lies_under_a_veil() -> None:
    running = Running(PanelSettings(video="dummy", scale=0.5, dim_percent=40))
    try:
        running.show(msgspec.structs.replace(SAMPLES["attract"], dim=True))
        running.settle()
        whole = running.do(lambda: _brightest(running.window))
        running.do(lambda: _pass_by(running.window, 11.0))
        running.do(lambda: None)
        dark = running.do(lambda: _brightest(running.window))
        assert 0.3 * whole < dark < 0.5 * whole
    finally:
        running.end()


def _pass_by(window: Window, seconds: float) -> None:
    """Let time have passed in which nobody was there."""
    window._hands.touched_at -= seconds
    assert window._care._since is not None
    window._care._since -= seconds


def _brightest(window: Window) -> int:
    """Return the brightest of the panel's pixels, 0 to 255."""
    small = pygame.transform.smoothscale(window._surface, (54, 96))
    pixels = pygame.image.tobytes(small, "RGB")
    return max(pixels)
