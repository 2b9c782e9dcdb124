"""The doctor's lines about sound, voice and headphones."""

from pathlib import Path

import pytest

from kiosk.screens.voice.synth import Espeak
from kiosk.screens.voice.voice_check import jack_seen, mute_languages, seen
from kiosk.settings import config
from kiosk.settings.programs import find_program
from tests.screens.voice.conftest import MakeCommand
from tests.wording import english


def test_a_whole_voice_is_ok(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "one.wav").touch()
    speaks, said = seen(config.VoiceSettings(clips=str(tmp_path)))
    assert speaks
    assert "espeak-ng 1." in english(said)
    assert "1 recordings" in english(said)
    assert "never spoken" in english(said)


def test_a_missing_espeak_is_a_warning() -> None:
    speaks, said = seen(config.VoiceSettings(headphones="jack"), "/no/espeak-ng")
    assert not speaks
    assert "no /no/espeak-ng" in english(said)
    assert "while the jack is in use" in english(said)


def test_a_language_without_a_voice_is_named(make_command: MakeCommand) -> None:
    real = find_program("espeak-ng")
    command = make_command(f'case "$*" in *cmn*) exit 1;; esac; exec {real} "$@"')
    assert mute_languages(Espeak(command)) == ["zh-CN"]
    speaks, said = seen(config.VoiceSettings(), command)
    assert not speaks
    assert "without zh-CN" in english(said)


@pytest.mark.parametrize(
    ("name", "jacks", "known", "said"),
    [
        ("", {}, False, "jacks: none"),
        ("", {"A": True}, True, "a plug is in; jacks: 'A'"),
        ("", {"A": True, "B": False}, False, "jacks: 'A', 'B'"),
        ("B", {"A": True, "B": False}, True, "a plug is not in; jacks: 'A', 'B'"),
    ],
)
def test_the_jack_is_named(
    name: str, jacks: dict[str, bool], known: bool, said: str
) -> None:
    told, seen = jack_seen(name, lambda: jacks)
    assert (told, english(seen)) == (known, said)
