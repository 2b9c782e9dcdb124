"""Scripts whose letters join, stack or run to the left: a word is drawn as one picture.

HarfBuzz shapes it (Pillow's raqm layout); the faces are Debian's fonts-noto-core.
Without either its letters stand alone, as they did before, and the doctor says so.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import category

from PIL import Image, ImageDraw, ImageFont, features

from kiosk.devices.printer.printer_profile import ANK_DOTS

NOTO = Path("/usr/share/fonts/truetype/noto")
MOST = 12
"""Columns of the longest picture; a longer word goes on in a second one."""
_LETTERS = 48
"""No piece has more: a column holds at most four of the narrowest, with their signs."""
JOINERS = "\u200c\u200d\u180e"
"""Invisible, and yet they decide which form a letter takes."""
TALL = 32
"""Rows that a line has at least on every paper that is shipped."""

_BASELINE = 22
_INK = 84


@dataclass(frozen=True, slots=True)
class Script:
    """How one script is drawn."""

    ranges: str
    face: str
    size: int
    to_left: bool = False


SCRIPTS = (
    # Uyghur, Kazakh, Kyrgyz.
    Script(
        "\u0620-\u065f\u066e-\u06dc\u06de-\u06ff\u0750-\u077f\u08a0-\u08ff"
        "\ufb50-\ufbc1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc\u060c\u061b\u061f",
        "NotoSansArabic",
        24,
        to_left=True,
    ),
    Script("\u0f00-\u0fff", "NotoSerifTibetan", 20),
    # Written from above; in a line of Chinese it lies on its side, as is usual.
    Script("\u1800-\u180d\u180f-\u18af", "NotoSansMongolian", 24),
    Script("\u0900-\u097f\ua8e0-\ua8ff", "NotoSansDevanagari", 22),
)

_word_at = re.compile(
    "|".join(f"([{s.ranges}](?:[{s.ranges}{JOINERS}]*[{s.ranges}])?)" for s in SCRIPTS)
).match


def script_at(text: str) -> Script | None:
    """Return the script in which a text begins, None for all that need no shaping."""
    found = _word_at(text)
    script = SCRIPTS[(found.lastindex or 1) - 1] if found else None
    return script if script and _face(script, False) else None


def joined_word(text: str, start: int) -> str:
    """Return the word of such a script that begins at a place; empty for no such."""
    found = _word_at(text, start)
    return found[0] if found and script_at(found[0]) else ""


def can_shape() -> bool:
    """Tell whether words of all these scripts can be drawn on this machine."""
    return all(_face(script, bold=False) for script in SCRIPTS)


@lru_cache(maxsize=8)
def _face(script: Script, bold: bool) -> ImageFont.FreeTypeFont | None:
    names = [
        f"{script.face}-{weight}.ttf" for weight in ("Bold", "Regular")[not bold :]
    ]
    files = [NOTO / name for name in names if (NOTO / name).is_file()]
    if not files or not features.check("raqm"):
        return None
    layout = ImageFont.Layout.RAQM
    return ImageFont.truetype(files[0], script.size, layout_engine=layout)


def pieces_of(word: str) -> Iterator[str]:
    """Yield a word whole, or cut where it would be too long for any line."""
    while len(word) > _LETTERS or columns_of(word) > MOST:
        head = word[:_LETTERS]
        fits = bisect(range(1, len(head)), MOST, key=lambda n: columns_of(head[:n]))
        end = max(1, fits)
        while end > 1 and category(word[end]) in ("Mn", "Cf"):
            end -= 1  # a vowel sign stays with its letter
        yield word[:end]
        word = word[end:]
    yield word


@lru_cache(maxsize=512)
def columns_of(word: str) -> int:
    """Return how many columns of paper a word takes when it is drawn."""
    return max(1, -(-shaped(word).width // ANK_DOTS))


@lru_cache(maxsize=128)
def shaped(word: str, bold: bool = False) -> Image.Image:
    """Draw a word, its letters joined, its first letter on its own side.

    :raises ValueError: when it is of no such script.
    """
    script = script_at(word)
    face = _face(script, bold) if script else None
    if script is None or face is None:
        raise ValueError("it is of a script that needs no shaping")
    way = "rtl" if script.to_left else "ltr"
    box = face.getbbox(word, anchor="ls", direction=way)
    left, top, right, bottom = (int(edge) for edge in box)
    grey = Image.new("L", (max(1, right - left), max(TALL, bottom - top)), 0)
    base = max(-top, min(_BASELINE, grey.height - bottom))
    pen = ImageDraw.Draw(grey)
    pen.text((-left, base), word, 255, face, anchor="ls", direction=way)
    if grey.height > TALL:  # a stack of many vowel signs
        grey = grey.resize((grey.width, TALL), Image.Resampling.LANCZOS)
    return grey.point(lambda level: 255 if level > _INK else 0, "1")
