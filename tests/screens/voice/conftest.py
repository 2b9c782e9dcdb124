"""A voice with a real espeak-ng and a real mixer, and commands in espeak-ng's place."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.screens.voice.sound import Speaker
from kiosk.screens.voice.utterance import Utterance
from kiosk.screens.voice.voice import Voice
from kiosk.settings import config
from tests.until import wait_until

MakeVoice = Callable[..., Voice]
MakeCommand = Callable[[str], str]


def chinese(text: str, private: bool = False) -> Utterance:
    return Utterance(text, "zh-CN", private)


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaker]:
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    speaker = Speaker()
    yield speaker
    speaker.close()


@pytest.fixture
def make_voice(speaker: Speaker, tmp_path: Path) -> Iterator[MakeVoice]:
    made: list[Voice] = []
    (tmp_path / "clips").mkdir()

    def make(volume: int = 5, **parts: object) -> Voice:
        settings = config.VoiceSettings(clips=str(tmp_path / "clips"), volume=volume)
        made.append(Voice(settings, speaker, **parts))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for voice in made:
        voice.close()


@pytest.fixture
def make_command(tmp_path: Path) -> MakeCommand:
    """Make a command of a line of shell; it gets espeak-ng's arguments and pipes."""

    def make(line: str) -> str:
        path = tmp_path / "espeak-stand-in"
        path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
        path.chmod(0o755)
        return str(path)

    return make


class Disk:
    """SDL's audio driver that writes what would be heard into a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def heard(self, speaker: Speaker) -> bytes:
        """Return everything, once the device was let go."""
        wait_until(lambda: speaker._thread is None)
        return self.path.read_bytes()


@pytest.fixture
def disk(speaker: Speaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    path = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    return Disk(path)


@pytest.fixture
def fast_disk(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Hear everything in a hundredth of the time; for tests that interrupt nothing."""
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    return disk
