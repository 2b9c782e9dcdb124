"""Tells which font face can draw a character, from the bitset beside the fonts.

The faces themselves cannot be asked: SDL_ttf answers for a missing glyph as if the
box it draws instead were the glyph.
"""

import zlib
from enum import Enum
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from kiosk.domain.private_use import real_characters
from kiosk.settings.shipped import asset

PLANE_BYTES = 0x40000 // 8
FALLBACK_FILE = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")
"""Debian's fonts-hanazono: the rare characters of GB 18030-2022 level 3."""


class Face(Enum):
    """Who draws a character."""

    MAIN = "main"
    FALLBACK = "fallback"
    NOBODY = "nobody"


class Coverage:
    """Two bitsets, one bit per code point: the main face and the fallback."""

    def __init__(self, main: bytes, fallback: bytes) -> None:
        self.main = main
        self.fallback = fallback

    def face(self, character: str) -> Face:
        """Return the face for one character."""
        code = ord(character)
        index, bit = code >> 3, 1 << (code & 7)
        if index < len(self.main) and self.main[index] & bit:
            return Face.MAIN
        if index < len(self.fallback) and self.fallback[index] & bit:
            return Face.FALLBACK
        return Face.NOBODY

    def runs(self, text: str) -> list[tuple[Face, str]]:
        """Cut a text into runs that one face draws; nobody's stand alone.

        A private code point of old systems is drawn as the character that it meant.
        """
        found: list[tuple[Face, str]] = []
        for face, group in groupby(real_characters(text), self.face):
            characters = "".join(group)
            if face is Face.NOBODY:
                found.extend((face, character) for character in characters)
            else:
                found.append((face, characters))
        return found


@lru_cache(maxsize=1)
def load_coverage() -> Coverage:
    """Read the bitsets; without the fallback's file its characters are nobody's."""
    sets = zlib.decompress(asset("fonts", "coverage.bin").read_bytes())
    fallback = sets[PLANE_BYTES:] if FALLBACK_FILE.is_file() else b""
    return Coverage(sets[:PLANE_BYTES], fallback)
