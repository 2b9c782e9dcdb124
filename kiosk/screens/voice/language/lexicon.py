"""What a language's voice must be told: `assets/voice/<language>.toml` as values.

A language without a file is spoken as espeak-ng reads it, by the voice of its name.
"""

from functools import lru_cache

import msgspec

from kiosk.domain.toml_table import TomlTable
from kiosk.settings.shipped import asset
from kiosk.settings.toml_file import decode_toml


class Numerals(TomlTable, frozen=True, kw_only=True):
    """The words of numbers, in languages that count in groups of four places."""

    digits: tuple[str, ...]
    called: tuple[str, ...]
    """The digits as they are called out in codes and telephone numbers."""
    places: tuple[str, ...]
    """What stands behind a digit in its group: units, tens, hundreds, thousands."""
    groups: tuple[str, ...]
    """What stands behind a group of four, from the right."""
    two: str
    """The other word for 2, before a measure word and at the head of a group."""


class Lexicon(TomlTable, frozen=True, kw_only=True):
    """How one language is spoken."""

    voice: str
    """espeak-ng's name of the voice."""
    script: str = ""
    """"han" or "latin": what this voice can read; empty: anything."""
    foreign: str = ""
    """The language whose voice reads the other script."""
    digits_after: tuple[str, ...] = ()
    """Words after which a short number is read digit by digit."""
    measures: str = ""
    ordinal: str = ""
    numerals: Numerals | None = None
    say: dict[str, str] = msgspec.field(default_factory=dict)
    """Word to respelling; the longest word wins."""


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """Return how a language is spoken.

    :raises SettingsMistake: when the shipped file is broken.
    """
    path = asset("voice", f"{language}.toml")
    if not path.is_file():
        return Lexicon(voice=language.split("-")[0].lower())
    return decode_toml(path, Lexicon)
