"""Draws one character, or one line, as dots from the same font files as the screen.

Only dots: which characters need it is the encoder's matter, the bytes are commands'.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from kiosk.devices.printer.typesetting.dots.joined_scripts import (
    NOTO,
    script_at,
    shaped,
)
from kiosk.settings.shipped import asset

CELL = 24
"""The side of a Chinese character in dots."""

BASELINE = 21
"""Noto's ideographic box reaches 0.88 em above the baseline, 21 of 24 dots."""

_SYSTEM = Path("/usr/share/fonts/truetype")
RARE_FACES = (
    _SYSTEM / "hanazono/HanaMinA.ttf",
    _SYSTEM / "hanazono/HanaMinB.ttf",
    _SYSTEM / "babelstone/BabelStoneHan.ttf",
)
"""Faces for rare names beyond Noto Sans SC, if installed: Debian's fonts-hanazono, and
fonts-babelstone-han for two thirds of the extensions G and H."""
_LATIN_FACE = NOTO / "NotoSans-Regular.ttf"
"""Letters with marks that Noto Sans SC lacks (ş, ğ, č); Debian's fonts-noto-core."""

_INK, _INK_THIN = 110, 44
"""From which grey on a dot is black; the rare faces have hair-thin level strokes."""

# Hexadecimal digits of 3 x 5 dots: five rows, each an octal digit of three bits.
_HEX_ROWS = {
    **{"0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711"},
    **{"5": "74717", "6": "74757", "7": "71222", "8": "75757", "9": "75717"},
    **{"A": "75755", "B": "65656", "C": "74447", "D": "65556", "E": "74647"},
    **{"F": "74644"},
}


Dots = Image.Image
"""A picture of mode "1" in which a set pixel is a black dot."""


@lru_cache(maxsize=4)
def _face(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _faces(size: int, bold: bool = False) -> list[ImageFont.FreeTypeFont]:
    own = asset("fonts", f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf")
    return [_face(path, size) for path in (own, *RARE_FACES) if path.is_file()]


def _has(face: ImageFont.FreeTypeFont, character: str) -> bool:
    """Tell whether a face holds a character: its shape is not the "missing" one.

    What a face has in the private area is its maker's own, and not what a card meant.
    """
    if unicodedata.category(character) == "Co":
        return False
    missing, found = face.getmask("\U0010ffff"), face.getmask(character)
    return found.size != missing.size or bytes(found) != bytes(missing)


@lru_cache(maxsize=512)
def wide(text: str, bold: bool = False) -> Dots:
    """Draw one character in 24 x 24 dots; its code in hex when no face has it.

    The hex box keeps the rule that nothing is lost: a clerk can look the code up.
    """
    for face in _faces(CELL, bold):
        if _has(face, text[0]):
            return _drawn(face, text, CELL)
    return _hex_box(text[0])


@lru_cache(maxsize=512)
def has_face(character: str) -> bool:
    """Tell whether a character can be drawn as itself and not as its number."""
    return any(_has(face, character) for face in _faces(CELL))


@lru_cache(maxsize=256)
def narrow(text: str, bold: bool = False) -> Dots:
    """Draw a letter in one column, 12 x 24 dots, squeezed when it is wider."""
    face = _faces(22, bold)[0]
    if not _has(face, text[0]) and _LATIN_FACE.is_file():
        face = _face(_LATIN_FACE, 20)
    return _drawn(face, text, CELL // 2)


def _drawn(face: ImageFont.FreeTypeFont, text: str, width: int) -> Dots:
    """Draw grey at the natural width, fit into the cell, then decide each dot."""
    left, top, right, bottom = (int(edge) for edge in face.getbbox(text, anchor="ls"))
    room = max(1, right - left)
    grey = Image.new("L", (room, CELL), 0)
    lift = min(0, CELL - (BASELINE + bottom)) or max(0, -(BASELINE + top))
    ImageDraw.Draw(grey).text((-left, BASELINE + lift), text, 255, face, anchor="ls")
    if room > width:
        grey = grey.resize((width, CELL), Image.Resampling.LANCZOS)
        room = width
    cell = Image.new("1", (width, CELL), 0)
    natural = round((width - face.getlength(text)) / 2) + left
    place = min(max(0, natural), width - room)
    limit = _INK if str(face.getname()[0]).startswith("Noto Sans") else _INK_THIN
    cell.paste(grey.point(lambda level: 255 if level > limit else 0, "1"), (place, 0))
    return cell


def _hex_box(character: str) -> Dots:
    code = f"{ord(character):04X}"
    code = code if len(code) == 4 else f"{ord(character):06X}"
    half = len(code) // 2
    cell = Image.new("1", (CELL, CELL), 0)
    for row, digits in enumerate((code[:half], code[half:])):
        for column, digit in enumerate(digits):
            indent = 1 if half == 3 else 5
            _hex_digit(cell, digit, indent + column * 8, 1 + row * 12)
    return cell


def _hex_digit(cell: Dots, digit: str, left: int, top: int) -> None:
    """Set the dots of one digit, each dot doubled."""
    for row, bits in enumerate(_HEX_ROWS[digit]):
        for column in range(3):
            if int(bits, 8) >> (2 - column) & 1:
                x, y = left + column * 2, top + row * 2
                cell.paste(1, (x, y, x + 2, y + 2))


def _cell_dots(text: str, columns: int, bold: bool) -> Dots:
    """Draw whatever stands in so many columns."""
    if script_at(text):
        word = shaped(text, bold)
        cell = Image.new("1", (columns * CELL // 2, word.height), 0)
        cell.paste(word, ((cell.width - word.width) // 2, 0))
        return cell
    return wide(text, bold) if columns == 2 else narrow(text, bold)


def line(
    paper: Dots,
    top: int,
    runs: Iterable[tuple[int, Iterable[tuple[str, int]]]],
    scale: int,
    bold: bool,
) -> None:
    """Draw a line's runs on the paper: a place, then (text, columns) of each cell."""
    for x, cells in runs:
        for text, columns in cells:
            dots = _cell_dots(text, columns, bold)
            if scale > 1:
                dots = dots.resize((dots.width * scale, dots.height * scale))
            paper.paste(dots, (x, top))
            x += dots.width


def rows(dots: Dots) -> bytes:
    """Return the dots row by row, eight to a byte, the left one highest (GS v 0)."""
    return dots.tobytes()


def columns(dots: Dots) -> bytes:
    """Return 24 x 24 dots by columns, three bytes each, the top highest (FS 2)."""
    return dots.transpose(Image.Transpose.TRANSPOSE).tobytes()
