"""Fingers of somebody who listens, from the touch to what is said and answered."""

from types import SimpleNamespace

import pytest

from kiosk.screens.frame.context import Switch
from kiosk.screens.window.current_view import CurrentView
from kiosk.screens.window.hands import Hands
from kiosk.screens.window.talker import Talker
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.settings.config import PanelSettings
from tests.screens.samples import SAMPLES
from tests.screens.window.test_talker import Heard

HOLD = 5.0
FINGER = 7


class Kiosk:
    """A stage with hands, a voice that is kept, and a clock that tests move."""

    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.answers: list[Answer] = []
        self.touches = 0
        self.heard = Heard()
        clock = SimpleNamespace(monotonic=lambda: self.now)
        monkeypatch.setattr("kiosk.screens.window.hands.time", clock)
        self.stage = CurrentView(PanelSettings(video="dummy"), lambda _: None)
        talker = Talker(self.stage, lambda: self.heard)
        self.hands = Hands(
            self.stage,
            None,
            HOLD,
            0.08,
            lambda _, answer: self.answers.append(answer),
            self._touched,
            talker,
        )
        self.stage.show(1, page)

    def _touched(self) -> None:
        self.touches += 1

    def spot(self, name: str) -> tuple[int, int]:
        """Return the middle of a button."""
        button = self.stage.tree.button_named(name)
        assert button is not None
        return button.rect.center

    def tap(self, name: str, times: int = 1) -> None:
        """Touch a button shortly, with a pause before the first time."""
        self.now += 2.0
        for _ in range(times):
            spot = self.spot(name)
            self.hands.touch("down", spot, FINGER)
            self.now += 0.1
            self.hands.touch("up", spot, FINGER)
            self.now += 0.2

    def act(self, name: str) -> None:
        """Find a button, hear it, and tap it twice."""
        self.tap(name)
        self.tap(name, times=2)


def test_to_hear_again_is_to_hear_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that repeats is found itself, like everything on the way to it."""
    kiosk = Kiosk(SAMPLES["home"], monkeypatch)
    kiosk.hands.listen()
    page = kiosk.heard.remembered
    assert len(page) > 5
    kiosk.tap("size")
    kiosk.act("repeat")
    assert kiosk.heard.repeated == 1
    assert kiosk.heard.remembered == page
    kiosk.act("rate")
    assert kiosk.heard.remembered == page


def test_a_touch_ends_what_is_being_said(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk(SAMPLES["home"], monkeypatch)
    kiosk.hands.listen()
    before = kiosk.heard.stopped
    kiosk.hands.touch("down", (2, kiosk.stage.size[1] // 2), FINGER)
    assert kiosk.heard.stopped == before + 1


def test_a_double_tap_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk(SAMPLES["home"], monkeypatch)
    kiosk.hands.listen()
    kiosk.tap("finish", times=2)
    assert kiosk.answers == []
    kiosk.act("finish")
    assert kiosk.answers == [Tap.FINISH]


@pytest.mark.parametrize("voice", [False, True])
def test_the_corner_opens_to_a_finger_that_rests_on_it(
    monkeypatch: pytest.MonkeyPatch, voice: bool
) -> None:
    kiosk = Kiosk(SAMPLES["attract"], monkeypatch)
    if voice:
        kiosk.hands.listen()
    kiosk.hands.touch("down", kiosk.spot("corner"), FINGER)
    assert kiosk.hands.time_to_hold(kiosk.now) == HOLD
    kiosk.hands.turn(kiosk.now + HOLD - 0.1)
    assert kiosk.answers == []
    kiosk.hands.turn(kiosk.now + HOLD)
    assert kiosk.answers == [Tap.MAINTENANCE]


@pytest.mark.parametrize("end", ["listen", "script", "silence"])
def test_no_finger_that_left_the_corner_opens_it(
    monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Also not where the voice came or went while it was held."""
    kiosk = Kiosk(SAMPLES["attract"], monkeypatch)
    if end == "silence":
        kiosk.hands.listen()
    kiosk.hands.touch("down", kiosk.spot("corner"), FINGER)
    if end == "listen":
        kiosk.hands.listen()
    elif end == "script":
        key = kiosk.stage.tree.button_named("voice")
        assert key is not None
        kiosk.hands._activate(key)
    else:
        assert kiosk.stage.rest(1000.0)
        kiosk.hands.page_changed(True)
    kiosk.hands.touch("up", kiosk.spot("corner"), FINGER)
    kiosk.hands.turn(kiosk.now + HOLD + 1)
    assert kiosk.answers == []


def test_to_plug_headphones_in_is_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk(SAMPLES["attract"], monkeypatch)
    kiosk.now += 3600.0
    kiosk.hands.listen()
    assert kiosk.touches == 1
    assert not kiosk.stage.rest(kiosk.now - kiosk.hands.touched_at)
    assert kiosk.stage.presentation.voice


def test_the_voice_that_ended_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk = Kiosk(SAMPLES["home"], monkeypatch)
    kiosk.hands.listen()
    kiosk.stage.show(2, SAMPLES["attract"])
    kiosk.hands.page_changed(False)
    assert kiosk.hands.voice_ended()
    assert not kiosk.hands.voice_ended()
    kiosk.hands.listen()
    kiosk.stage.switch(Switch.VOICE)
    kiosk.hands._talker.switched(Switch.VOICE)
    kiosk.hands.page_changed(True)
    assert not kiosk.hands.voice_ended()
