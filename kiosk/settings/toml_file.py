"""One TOML file as a typed value, strictly: what does not fit is a sentence.

An unknown key, a wrong type or a value out of range says file, place and what is
allowed. Nothing here acts on a value.
"""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.settings.mistakes import mistakes

T = TypeVar("T")


class SettingsMistake(Exception):
    """Settings cannot be used; the text is the sentence to show, or several of them."""

    def __init__(self, *mistakes: str) -> None:
        super().__init__(" ".join(mistakes))
        self.mistakes = mistakes


def decode_toml(path: Path, kind: type[T]) -> T:
    """Read one TOML file strictly into `kind`.

    :raises SettingsMistake: when the file is missing, no TOML, or does not fit.
    """
    try:
        raw = path.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError as error:
        raise SettingsMistake(f"{path}: there is no such file.") from error
    except OSError as error:
        raise SettingsMistake(f"{path}: cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsMistake(f"{path}: is not TOML: {error}.") from error
    try:
        value = msgspec.convert(data, kind, strict=True)
        # A number that is none passes every limit of a range.
        if b"nan" not in raw and b"inf" not in raw:
            return value
    except msgspec.ValidationError:
        value = None
    if found := [f"{path}: {mistake}" for mistake in mistakes(data, kind)]:
        raise SettingsMistake(*found)
    assert value is not None, "what does not fit has a sentence"
    return value
