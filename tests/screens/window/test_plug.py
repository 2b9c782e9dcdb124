"""Headphones in the window: a plug begins to speak, and an errand's end ends nothing.

The jack itself is tested with the voice; here it is a switch of the test's.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.screens.window.current_view import REST
from kiosk.settings.config import VoiceSettings as VoiceSettings
from tests.screens.samples import SAMPLES
from tests.screens.window.test_talker import Heard
from tests.screens.window.test_window import Running

OFF = "声音播报已关闭"


class Plug(Heard):
    """A voice with a jack."""

    headphones = False
    speaking = False

    def reset(self) -> None:
        """Keep what was said."""

    close = reset


@pytest.fixture
def plug() -> Plug:
    """Return a voice into which nothing is plugged."""
    return Plug()


@pytest.fixture
def kiosk(plug: Plug) -> Iterator[Running]:
    """Return a window that looks for headphones."""
    running = Running()
    running.do(lambda: None)
    voice: Any = plug
    running.window._voice_settings = VoiceSettings(headphones="jack")
    running.window._made_voice = voice
    yield running
    running.end()


def speaks(kiosk: Running) -> bool:
    """Tell whether the voice is on, two turns of the loop later."""
    for _ in range(3):
        kiosk.describe()
    return bool(kiosk.window._stage.presentation.voice)


def test_a_plug_begins_to_speak_however_long_nobody_was_there(
    kiosk: Running, plug: Plug
) -> None:
    kiosk.show(SAMPLES["attract"])
    kiosk.do(lambda: leave(kiosk, 3600.0))
    assert not speaks(kiosk)
    plug.headphones = True
    assert speaks(kiosk)


def leave(kiosk: Running, seconds: float) -> None:
    """Let so long have passed since the last touch."""
    kiosk.window._hands.touched_at -= seconds


def test_an_errands_end_does_not_silence_who_listens(
    kiosk: Running, plug: Plug
) -> None:
    kiosk.show(SAMPLES["attract"])
    plug.headphones = True
    assert speaks(kiosk)
    kiosk.show(SAMPLES["still_there"])
    kiosk.show(SAMPLES["attract"])
    assert speaks(kiosk)
    plug.headphones = False
    kiosk.show(SAMPLES["home"])
    assert speaks(kiosk)
    kiosk.show(SAMPLES["attract"])
    assert not speaks(kiosk)
    assert plug.whole == OFF


def test_a_hiccup_of_the_reader_silences_nobody(kiosk: Running) -> None:
    kiosk.show(SAMPLES["attract"])
    kiosk.tap("voice")
    for name in ("out_of_service", "attract", "starting", "attract"):
        kiosk.show(SAMPLES[name])
        assert speaks(kiosk)


def test_who_chose_silence_keeps_it(kiosk: Running, plug: Plug) -> None:
    kiosk.show(SAMPLES["home"])
    plug.headphones = True
    assert speaks(kiosk)
    kiosk.tap("voice")
    assert not speaks(kiosk)
    kiosk.show(SAMPLES["attract"])
    assert not speaks(kiosk)


def test_headphones_left_in_speak_to_nobody(kiosk: Running, plug: Plug) -> None:
    kiosk.show(SAMPLES["attract"])
    plug.headphones = True
    assert speaks(kiosk)
    kiosk.do(lambda: leave(kiosk, REST + 1.0))
    assert not speaks(kiosk)
    assert plug.whole == OFF
    assert not speaks(kiosk)


def test_who_is_being_read_to_does_not_rest(kiosk: Running, plug: Plug) -> None:
    kiosk.show(SAMPLES["attract"])
    plug.headphones = True
    assert speaks(kiosk)
    plug.speaking = True
    kiosk.do(lambda: None)
    kiosk.do(lambda: leave(kiosk, REST - 1.0))
    kiosk.do(lambda: None)
    kiosk.do(lambda: leave(kiosk, REST - 1.0))
    assert speaks(kiosk)
