"""One TOML file as a typed value, strictly: what does not fit is a mistake.

An unknown key, a wrong type or a value out of range says file, place and what is
allowed. Nothing here acts on a value.
"""

import re
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.settings.mistakes import mistakes
from kiosk.settings.texts import load_texts
from kiosk.settings.told import system_reason

T = TypeVar("T")
LARGEST = 16 * 1024 * 1024
"""Bytes of one file; settings are a thousandth of it."""
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


def decode_toml(path: Path, kind: type[T], gone: Sequence[str] = ()) -> T:
    """Read one TOML file strictly into `kind`.

    :param gone: places of an older version's settings, which are passed over.
    :raises SettingsMistake: when the file is missing, no TOML, or does not fit.
    """
    raw, data = _read(path)
    for place in gone:
        table, key = _place(data, place)
        table.pop(key, None)
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


def gone_in(path: Path, gone: Sequence[str]) -> list[str]:
    """Return which of an older version's settings a file still has.

    :raises SettingsMistake: when the file is missing or no TOML.
    """
    _, data = _read(path)
    return [place for place in gone if _place(data, place)[1] in _place(data, place)[0]]


def _place(data: dict[str, Any], place: str) -> tuple[dict[str, Any], str]:
    """Return the table that a place is in, an empty one where there is none."""
    name, _, key = place.rpartition(".")
    table = data.get(name)
    return (table if isinstance(table, dict) else {}), key


def _read(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        raw = _bytes_of(path)
        return raw, load_toml(raw)
    except FileNotFoundError as error:
        raise _whole_file(path, Message("mistake__no_file")) from error
    except OSError as error:
        why = system_reason(error)
        raise _whole_file(path, Message("mistake__unreadable", why=why)) from error
    except (ValueError, RecursionError) as error:
        why = no_toml(error)
        raise _whole_file(path, Message("mistake__no_toml", why=why)) from error


def load_toml(raw: bytes) -> dict[str, Any]:
    """Return what a file's bytes say.

    Windows' editor marks a file's beginning; that is no mistake of a person's.

    :raises ValueError: when they are no TOML, `RecursionError` when they are too deep.
    """
    return tomllib.loads(raw.decode("utf-8-sig"))


def _bytes_of(path: Path) -> bytes:
    """Return what a plain file of bearable size holds.

    A pipe would keep us waiting for ever, and a device has no end.

    :raises SettingsMistake: when it is no such file.
    """
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise _whole_file(path, Message("mistake__no_plain_file"))
    if found.st_size > LARGEST:
        raise _whole_file(path, Message("mistake__too_large", most=LARGEST // 1024))
    return path.read_bytes()


def _whole_file(path: Path, what: Message) -> SettingsMistake:
    return SettingsMistake(Mistake("", what, str(path)))


def no_toml(error: ValueError | RecursionError) -> Message:
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
