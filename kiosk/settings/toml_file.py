"""One TOML file as a typed value, strictly: what does not fit is a mistake.

An unknown key, a wrong type or a value out of range says file, place and what is
allowed. Nothing here acts on a value.
"""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.mistakes import mistakes
from kiosk.settings.texts import load_texts
from kiosk.settings.told import system_reason

T = TypeVar("T")
_POSITION = re.compile(r"at line (\d+), column (\d+)")


class SettingsMistake(Exception):
    """Settings cannot be used; every mistake is a value, worded where it is shown."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__(*mistakes)
        self.mistakes = mistakes

    def __str__(self) -> str:
        """Return all sentences in English, for a log."""
        english = load_texts("en")
        return " ".join(english.say(each.message) for each in self.mistakes)


def decode_toml(path: Path, kind: type[T]) -> T:
    """Read one TOML file strictly into `kind`.

    :raises SettingsMistake: when the file is missing, no TOML, or does not fit.
    """
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError as error:
        raise _whole_file(path, Message("mistake__no_file")) from error
    except OSError as error:
        why = system_reason(error)
        raise _whole_file(path, Message("mistake__unreadable", why=why)) from error
    except (ValueError, RecursionError) as error:
        why = _no_toml(error)
        raise _whole_file(path, Message("mistake__no_toml", why=why)) from error
    try:
        value = msgspec.convert(data, kind, strict=True)
        # A number that is none passes every limit of a range.
        if b"nan" not in raw and b"inf" not in raw:
            return value
    except msgspec.ValidationError:
        value = None
    if found := [mistake.within(path) for mistake in mistakes(data, kind)]:
        raise SettingsMistake(*found)
    assert value is not None, "what does not fit is named"
    return value


def _whole_file(path: Path, what: Message) -> SettingsMistake:
    return SettingsMistake(Mistake("", what, str(path)))


def _no_toml(error: ValueError | RecursionError) -> Message:
    """Say in words what the parser says in English."""
    if isinstance(error, UnicodeDecodeError):
        return Message("toml__encoding")
    if not isinstance(error, tomllib.TOMLDecodeError):
        # The parser itself gave up: tables in tables without end, thousands of digits.
        return Message("toml__huge")
    found = _POSITION.search(str(error))
    if found is None:
        return Message("toml__end")
    twice = re.search("twice|overwrite|mutate|extend", str(error))
    name = "toml__twice" if twice else "toml__form"
    return Message(name, line=found[1], column=found[2])
