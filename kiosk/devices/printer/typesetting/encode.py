"""Text becomes cells: what is sent for each character and how many columns it takes.

Layout adds these widths up, so layout and bytes can never disagree. Of dots it knows
only how wide a word of a joined script is.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kiosk.devices.printer.printer_profile import Charset
from kiosk.devices.printer.typesetting.dots.glyphs import has_face
from kiosk.devices.printer.typesetting.dots.joined_scripts import (
    JOINERS,
    columns_of,
    joined_word,
    pieces_of,
    script_at,
)
from kiosk.domain.private_use import real_characters

STAND_IN = "□"
"""Printed for an emoji; it is in every Chinese printer's font."""

_DOTS = (
    "\u2022\u2027\u30fb\uff65\u22c5\u2219\u0387\u16eb\u2e31\u2e33\ua78f\u1427"
    "\u2981\u318d\U00010101"
)
"""U+2219 and its kin: bullets, operators and points of other scripts at mid-height."""

_ALIKE = str.maketrans(
    {
        # U+00A5 has only a four-byte code; the yen sign of receipts is the full-width.
        "¥": "￥",
        # Dots that people type inside Uyghur and Tibetan names for the one in GB2312.
        **dict.fromkeys(_DOTS, "·"),
        "‑": "-",
        "−": "-",
        "\t": " ",
    }
)

_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_EMOJI_RUN = re.compile(
    f"[{_EMOJI}](?:[\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[{_EMOJI}])*"
)


@dataclass(frozen=True, slots=True, repr=False)
class PaperCell:
    """One place in a line; `code` is empty when the character has to be drawn."""

    text: str
    code: bytes
    width: int
    joined: bool = False
    """A word of a script whose letters join: higher than other cells."""
    to_left: bool = False
    """A word of a script that is read from the right."""

    @property
    def drawn(self) -> bool:
        """Tell whether the printer's own font lacks the character."""
        return not self.code


def normalise(text: str) -> str:
    """Return the text composed, without anything that is not visible.

    Control characters go first of all: they could carry printer commands.
    """
    real = real_characters(text)
    composed = unicodedata.normalize("NFC", real).translate(_ALIKE)
    return "".join(_shown(_EMOJI_RUN.sub(_emoji, composed)))


def _shown(text: str) -> Iterator[str]:
    """Yield what is visible, and within joined words what decides their forms."""
    at = 0
    while at < len(text):
        word = joined_word(text, at)
        for character in word or text[at]:
            yield character if character in JOINERS and word else _visible(character)
        at += len(word) or 1


def _emoji(match: re.Match[str]) -> str:
    """Keep a sign that GBK has (such as ☆ or ♀); one stand-in for all else."""
    return match[0] if two_byte_code(match[0], "gbk") else STAND_IN


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return character if character == "\u3000" else " "
    if category == "Cs":
        return STAND_IN
    if category in ("Cc", "Cf", "Zl", "Zp") or _is_selector(character):
        return ""
    return character


def _is_selector(character: str) -> bool:
    """Tell variation selectors, which only choose among shapes of one character."""
    return (
        "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    )


def encode(text: str, charset: Charset) -> tuple[PaperCell, ...]:
    """Return the cells of one paragraph, already normalised on the way."""
    return tuple(_cell(cluster, charset) for cluster in _clusters(normalise(text)))


def _clusters(text: str) -> Iterator[str]:
    """Keep a joined word whole, and a mark that NFC could not compose with its base."""
    pending, ends = "", 0
    for at, character in enumerate(text):
        if at < ends:
            continue
        if word := joined_word(text, at):
            yield from filter(None, (pending, *pieces_of(word)))
            pending, ends = "", at + len(word)
            continue
        if pending and unicodedata.category(character) in ("Mn", "Me"):
            pending += character
            continue
        if pending:
            yield pending
        pending = character
    if pending:
        yield pending


@lru_cache(maxsize=4096)
def _cell(cluster: str, charset: Charset) -> PaperCell:
    if len(cluster) == 1 and " " <= cluster <= "~":
        return PaperCell(cluster, cluster.encode("ascii"), 1)
    if script := script_at(cluster):
        return PaperCell(cluster, b"", columns_of(cluster), True, script.to_left)
    if _is_latin(cluster[0]):
        return PaperCell(cluster, b"", 1)
    return PaperCell(cluster, two_byte_code(cluster, charset) or b"", 2)


def boxed(text: str) -> tuple[str, ...]:
    """Return the characters of a text that are printed as their numbers in a box."""
    found = dict.fromkeys(normalise(text))
    return tuple(character for character in found if _is_boxed(character))


def _is_boxed(character: str) -> bool:
    if character < "\u0370" or two_byte_code(character, "gbk"):
        return False
    return not script_at(character) and not has_face(character)


def _is_latin(character: str) -> bool:
    """Tell a Latin letter, which stands in one column whatever marks it bears.

    GBK has some, for pinyin, as wide as a Hanzi: within a word they tear it apart, so
    these are drawn too.
    """
    name = unicodedata.name(character, "")
    return name.startswith("LATIN ") and character.isalpha()


def two_byte_code(character: str, charset: Charset) -> bytes | None:
    """Return the two bytes for a character, None when the charset has no such code.

    Python's `gb2312` maps U+30FB and U+2015 where printers hold U+00B7 and U+2014,
    so GBK gives the code and the GB2312 area decides whether it counts.
    """
    if len(character) != 1 or character < "\x80":
        return None
    codec = "gb18030" if charset == "gb18030-2" else "gbk"
    try:
        code = character.encode(codec)
    except UnicodeEncodeError:
        return None
    if len(code) != 2 or unicodedata.category(character) == "Co":
        return None  # private use: the code exists, the printer's font has nothing
    if charset == "gb2312" and not _in_gb2312(character, code):
        return None
    return code


def _in_gb2312(character: str, code: bytes) -> bool:
    if character in "·—":
        return True
    try:
        return character.encode("gb2312") == code
    except UnicodeEncodeError:
        return False
