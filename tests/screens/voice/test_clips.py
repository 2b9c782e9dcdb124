"""Recordings: found by their text, refused in a wrong form, used at normal speed."""

import logging
import wave
from pathlib import Path

import pytest

from kiosk.screens.voice.bell import RATE, chime
from kiosk.screens.voice.clips import (
    ClipError,
    clip_name,
    count_clips,
    find_clip,
    read_clip,
    worth_recording,
)
from kiosk.screens.voice.speech import NORMAL, Speech
from kiosk.screens.voice.synth import Espeak
from kiosk.settings.texts import languages
from tests.screens.voice.conftest import chinese


def record(folder: Path, text: str, rate: int = RATE, channels: int = 1) -> Path:
    path = folder / "zh-CN" / clip_name(text)
    path.parent.mkdir(exist_ok=True)
    with wave.open(str(path), "wb") as clip:
        clip.setnchannels(channels)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        clip.writeframes(chime())
    return path


def yes() -> bool:
    return True


def test_a_recording_is_found_by_its_text(tmp_path: Path) -> None:
    path = record(tmp_path, "请取卡")
    assert find_clip(tmp_path, "请取卡", "zh-CN") == path
    assert find_clip(tmp_path, " 请取卡\n", "zh-CN") == path
    assert find_clip(tmp_path, "请取卡", "en") is None
    assert find_clip(tmp_path, "请插卡", "zh-CN") is None
    assert read_clip(path) == chime()
    assert count_clips(tmp_path) == 1


def test_the_name_never_changes() -> None:
    """Recordings in the field are named by it."""
    assert clip_name("请取卡") == "a5681b74e8344fd5.wav"


@pytest.mark.parametrize(("rate", "channels"), [(44100, 1), (RATE, 2)])
def test_another_form_is_refused(tmp_path: Path, rate: int, channels: int) -> None:
    with pytest.raises(ClipError, match="22050 Hz"):
        read_clip(record(tmp_path, "请取卡", rate, channels))


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no wave file at all" * 9])
def test_a_broken_recording_is_said_once_and_espeak_speaks(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = record(tmp_path, "请取卡")
    path.write_bytes(content)
    caplog.set_level(logging.WARNING)
    speech = Speech(tmp_path, Espeak())
    for _ in range(2):
        assert any(speech.samples(chinese("请取卡"), NORMAL, yes))
    assert len(caplog.records) == 1
    assert path.name in caplog.text


def test_a_recording_comes_first_but_only_at_its_own_speed(tmp_path: Path) -> None:
    record(tmp_path, "请取卡")
    speech = Speech(tmp_path, Espeak())
    assert speech.samples(chinese("请取卡"), NORMAL, yes) == chime()
    assert speech.samples(chinese("请取卡"), NORMAL + 1, yes) != chime()
    silent = Speech(tmp_path, Espeak("/no/espeak-ng"))
    assert silent.samples(chinese("请取卡"), NORMAL + 1, yes) == chime()


def test_what_is_private_is_never_looked_for(tmp_path: Path) -> None:
    record(tmp_path, "请取卡")
    speech = Speech(tmp_path, Espeak())
    assert speech.samples(chinese("请取卡", private=True), NORMAL, yes) != chime()


@pytest.mark.parametrize("language", languages())
def test_the_list_for_the_speaker_has_whole_sentences(language: str) -> None:
    listed = worth_recording(language)
    assert len(listed) > 50
    for name, text in listed:
        assert name == clip_name(text)
        assert "{" not in text
