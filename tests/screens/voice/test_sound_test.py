"""What a technician hears: one side, both, or words, at a step of loudness."""

import array
from pathlib import Path

import pytest

from kiosk.screens.voice import sound_test
from kiosk.screens.voice.bell import chime, on_side
from kiosk.screens.voice.sound import Speaker
from kiosk.screens.voice.sound_test import play
from kiosk.screens.voice.voice import Voice
from kiosk.session.pages.drawn_by import SoundTest
from kiosk.settings.config import VoiceSettings
from tests.screens.voice.test_bell import silence_of


@pytest.mark.parametrize(
    ("side", "left", "right"),
    [("left", True, False), ("right", False, True), ("both", True, True)],
)
def test_a_side_is_heard_and_the_other_is_silent(
    side: str, left: bool, right: bool
) -> None:
    samples = array.array("h", on_side(chime(), side))
    assert len(samples) == 2 * len(array.array("h", chime()))
    assert any(samples[0::2]) is left
    assert any(samples[1::2]) is right


def test_a_tone_plays_and_lets_go_of_the_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = Speaker()
    speaker.ring_on("left", 0.5)
    silence_of(speaker)
    assert speaker.works


def test_a_device_that_failed_is_tried_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "no-such-driver")
    speaker = Speaker()
    speaker.ring_on("both", 1.0)
    silence_of(speaker)
    assert speaker.works is False
    assert not speaker.ready
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker.ring_on("both", 1.0)
    silence_of(speaker)
    assert speaker.works is True


def test_words_are_said_at_the_step_and_a_socket_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    monkeypatch.setattr(
        sound_test, "Jack", lambda name: type("J", (), {"state": lambda self: True})()
    )
    speaker, settings = Speaker(), VoiceSettings()
    voice = Voice(settings, speaker)
    test = SoundTest("speech", 5, "这是声音测试。", "zh-CN")
    assert play(test, voice, speaker, settings) is True
    assert voice.volume == 5
    voice.close()
    speaker.close()
