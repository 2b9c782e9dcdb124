"""The tone: what it is made of, and what happens where there is no audio."""

import array
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

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
    assert play(chime(), threading.Event()) is None


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


def test_a_closed_bell_stops_at_once_and_rings_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    monkeypatch.setattr(bell, "chime", lambda: bytes(2 * RATE * 60))
    ringer = Bell()
    ringer.ring()
    first = ringer._ringing
    assert first is not None
    ringer.close()
    assert not first.is_alive()
    ringer.ring()
    assert ringer._ringing is first
    ringer.close()


@pytest.mark.parametrize("ring_for", [0.0, 0.05, 0.5])
def test_a_program_that_rings_can_end(ring_for: float) -> None:
    program = f"""
import threading, time
from kiosk.config import Panel
from kiosk.screens.window import Window

def beep_and_stop():
    window.beep()
    time.sleep({ring_for})
    window.stop()

window = Window(
    Panel(video="dummy", scale=0.5), 5.0, lambda *_: None, lambda: None, lambda: None,
    on_first_frame=lambda: threading.Thread(target=beep_and_stop).start(),
)
window.run()
assert "bell" not in [thread.name for thread in threading.enumerate()]
"""
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, env=environment, cwd=root, timeout=30, check=False)
    assert ended.returncode == 0
