"""Breaks text into lines by the rules of Chinese typesetting.

Pure: widths come from a function, so that no font is needed here. Speech, hyphens
and right-to-left scripts are out of its reach.
"""

import unicodedata
from collections.abc import Callable, Iterator

NOT_AT_START = frozenset("。，、；：？！）】》」』〉”’…—·～％%.,;:?!)]}>›℃")
NOT_AT_END = frozenset("（【《「『〈“‘([{<￥¥")
COUNTED = frozenset("年月日元次个位秒分")
"""Stays with the number before it."""

Advance = Callable[[str], float]
"""From one character to its width in pixels."""


def is_wide(character: str) -> bool:
    """Tell whether a line may break before and after this character."""
    return unicodedata.east_asian_width(character) in "WF"


def _units(text: str) -> Iterator[str]:
    """Cut a text into the pieces that stay whole: words, single Hanzi, spaces."""
    word = ""
    for character in text:
        if character == " " or is_wide(character):
            if word:
                yield word
            word = ""
            yield character
        else:
            word += character
    if word:
        yield word


def _glued(text: str) -> list[str]:
    """Join pieces that a line must not begin or end with to their neighbours."""
    pieces: list[str] = []
    for unit in _units(text):
        glue_back = unit[0] in NOT_AT_START
        before = pieces[-1][-1] if pieces else " "
        glue_on = before in NOT_AT_END or (before.isdigit() and unit in COUNTED)
        if unit != " " and before != " " and (glue_back or glue_on):
            pieces[-1] += unit
        else:
            pieces.append(unit)
    return pieces


def _chopped(piece: str, width: float, advance: Advance) -> Iterator[str]:
    """Cut a piece that is wider than a whole line, at whatever character fits."""
    part, used = "", 0.0
    for character in piece:
        step = advance(character)
        if part and used + step > width:
            yield part
            part, used = "", 0.0
        part += character
        used += step
    yield part


def break_lines(text: str, width: float, advance: Advance) -> list[str]:
    """Return the lines of a text; a newline always breaks.

    A line is wider than `width` only when one character alone is.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_fill(paragraph, width, advance))
    return lines


def _fill(paragraph: str, width: float, advance: Advance) -> list[str]:
    """Break one paragraph greedily."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _glued(paragraph):
        length = sum(map(advance, piece))
        if used + length <= width:
            line, used = line + piece, used + length
            continue
        if piece == " ":
            continue
        if line.strip():
            lines.append(line.rstrip())
        *full, line = _chopped(piece, width, advance) if length > width else [piece]
        lines.extend(full)
        used = sum(map(advance, line))
    return [*lines, line.rstrip()]


def balance_lines(text: str, width: float, advance: Advance) -> list[str]:
    """Return as few lines as fit, made about equally long: for headlines."""
    lines = break_lines(text, width, advance)
    low, high = width / 2, width
    while len(lines) > 1 and high - low > 2:
        middle = (low + high) / 2
        tried = break_lines(text, middle, advance)
        if len(tried) <= len(lines):
            lines, high = tried, middle
        else:
            low = middle
    return lines
