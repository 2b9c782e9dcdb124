"""The tone: what it is made of, and what happens where there is no audio."""

import array
import logging
import time

import pytest

from kiosk.screens import bell
from kiosk.screens.bell import RATE, Bell, audio_driver, chime, play


def test_the_tone_is_short_and_neither_clicks_nor_clips() -> None:
    samples = array.array("h", chime())
    assert 0.3 * RATE < len(samples) < 1.0 * RATE
    assert samples[0] == 0
    assert abs(samples[-1]) < 2000
    assert 10_000 < max(samples) < 32_000


def test_a_machine_with_audio_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert audio_driver() == "dummy"
    assert play(chime()) is None


def test_a_machine_without_audio_is_silent_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    assert audio_driver() is None
    caplog.set_level(logging.WARNING, bell.__name__)
    ringer = Bell()
    for _ in range(3):
        ringer.ring()
        assert ringer._ringing is not None
        ringer._ringing.join(5)
    assert [record.name for record in caplog.records] == [bell.__name__]


def test_ringing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    ringer = Bell()
    began = time.monotonic()
    ringer.ring()
    first = ringer._ringing
    ringer.ring()
    assert time.monotonic() - began < 0.2
    assert first is not None
    assert ringer._ringing is first
    first.join(5)
    assert not first.is_alive()
