"""The tone and the one owner of the audio device, also where there is no audio."""

import array
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.screens.voice import sound
from kiosk.screens.voice.bell import RATE, chime
from kiosk.screens.voice.sound import Speaker, audio_driver


def silence_of(speaker: Speaker) -> None:
    """Wait until the device was let go; an endless loop here is a failed test."""
    thread = speaker._thread
    if thread is not None:
        thread.join(60)
        assert not thread.is_alive()


def test_the_tone_is_short_and_neither_clicks_nor_clips() -> None:
    samples = array.array("h", chime())
    assert 0.3 * RATE < len(samples) < 1.0 * RATE
    assert samples[0] == 0
    assert abs(samples[-1]) < 2000
    assert 10_000 < max(samples) < 32_000


def test_a_machine_with_audio_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert audio_driver() == "dummy"
    speaker = Speaker()
    assert speaker.works is None
    speaker.ring()
    silence_of(speaker)
    assert speaker.works


def test_a_machine_without_audio_is_silent_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    assert audio_driver() is None
    caplog.set_level(logging.WARNING, sound.__name__)
    speaker = Speaker()
    for _ in range(3):
        speaker.ring()
        silence_of(speaker)
        playing = speaker.speak(chime())
        assert playing.ended.wait(60)
        assert not playing.began.is_set()
        silence_of(speaker)
    assert speaker.works is False
    assert [record.name for record in caplog.records] == [sound.__name__]


def test_ringing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = Speaker()
    with speaker._changed:  # meanwhile the device is not let go
        speaker.ring()
        first = speaker._thread
        speaker.ring()
        assert first is not None
        assert speaker._thread is first
    silence_of(speaker)
    assert speaker._thread is None


def test_a_closed_speaker_stops_at_once_and_plays_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = Speaker()
    long = bytes(2 * RATE * 60)
    first = speaker.speak(long)
    assert first.began.wait(60)
    thread = speaker._thread
    assert thread is not None
    speaker.close()
    assert not thread.is_alive()
    assert first.ended.is_set()
    second = speaker.speak(long)
    assert second.ended.is_set()
    speaker.ring()
    assert speaker._thread is None
    speaker.close()


def test_new_speech_takes_the_place_of_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = Speaker()
    long = bytes(2 * RATE * 60)
    first = speaker.speak(long)
    assert first.began.wait(60)
    second = speaker.speak(bytes(2 * RATE // 10))
    assert first.ended.is_set()
    assert second.ended.wait(60)
    assert second.began.is_set()
    silence_of(speaker)


def test_speech_that_is_allowed_no_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker, answers = Speaker(), iter([True, True, True])
    playing = speaker.speak(bytes(2 * RATE * 60), lambda: next(answers, False))
    assert playing.ended.wait(60)
    assert playing.began.is_set()
    never = speaker.speak(bytes(2 * RATE * 60), lambda: False)
    assert never.ended.wait(60)
    assert not never.began.is_set()
    silence_of(speaker)


@pytest.mark.parametrize("ring_for", [0.0, 0.05, 0.5])
def test_a_program_that_rings_can_end(ring_for: float) -> None:
    program = f"""
import threading, time
from kiosk.settings.config import PanelSettings
from kiosk.screens.window.window import Window

def beep_and_stop():
    window.beep()
    time.sleep({ring_for})
    window.stop()

window = Window(
    PanelSettings(video="dummy", scale=0.5), 5.0,
    lambda *_: None, lambda: None, lambda: None,
    on_first_frame=lambda: threading.Thread(target=beep_and_stop).start(),
)
window.run()
assert "sound" not in [thread.name for thread in threading.enumerate()]
"""
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "SDL_AUDIODRIVER": "dummy", "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, env=environment, cwd=root, timeout=120, check=False)
    assert ended.returncode == 0
