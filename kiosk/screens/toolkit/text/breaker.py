"""Breaks text into lines by the rules of Chinese typesetting.

Pure: widths come from a function, so that no font is needed here. Speech, hyphens
and right-to-left scripts are out of its reach.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

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


LONGEST = 24
"""What has more characters without a space cannot always stand in one line."""


def unbroken(text: str) -> set[str]:
    """Return the longest pieces of a text that a line never breaks."""
    pieces = {p for line in text.split("\n") for p in _glued(line)}
    return {piece for piece in pieces if len(piece) <= LONGEST}


def broken_word(text: str, lines: Sequence[str]) -> str:
    """Return a word or number that two lines share; empty when none is."""
    at = 0
    for line, following in pairwise(lines):
        at = text.find(line, at) + len(line)
        ends = line[-1:] + following[:1]
        if text[at : at + 1] == following[:1] and ends.isascii() and ends.isalnum():
            word = line.split(" ")[-1] + following.split(" ")[0]
            return word if len(word) <= LONGEST else ""
    return ""


Piece = tuple[str, float]
"""What stays whole, with its width."""


def _measured(text: str, advance: Advance) -> list[list[Piece]]:
    """Return the pieces of each paragraph of a text."""
    return [
        [(piece, sum(map(advance, piece))) for piece in _glued(paragraph)]
        for paragraph in text.split("\n")
    ]


def break_lines(text: str, width: float, advance: Advance) -> list[str]:
    """Return the lines of a text; a newline always breaks.

    A line is wider than `width` only when one character alone is.
    """
    paragraphs = _measured(text, advance)
    return [line for pieces in paragraphs for line in _fill(pieces, width, advance)]


def _fill(pieces: list[Piece], width: float, advance: Advance) -> list[str]:
    """Break one paragraph greedily."""
    lines: list[str] = []
    line, used = "", 0.0
    for piece, length in pieces:
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


TRIED = 24
"""How many widths a balanced break tries between half and the whole."""
STOPS = frozenset("。，；：！？.,;:!?")


def balance_lines(text: str, width: float, advance: Advance) -> list[str]:
    """Return as few lines as fit, broken where a reader pauses: for headlines.

    Of the breaks with the fewest lines the one with the most lines ending at a
    comma or stop wins, then the one whose lines are the most equal.
    """
    paragraphs = _measured(text, advance)

    def broken(room: float) -> list[str]:
        return [line for pieces in paragraphs for line in _fill(pieces, room, advance)]

    best = broken(width)
    if len(best) == 1:
        return best
    fewest, most = len(best), _pauses(best)
    lengths = [length for pieces in paragraphs for _, length in pieces]
    # In less room than this a word would be broken that need not be.
    least = max((length for length in lengths if length <= width), default=0.0)
    for step in range(1, TRIED):
        room = width * (1 - step / (2 * TRIED))
        if room < least:
            break
        lines = broken(room)
        if len(lines) > fewest:
            break
        if _pauses(lines) >= most:
            best, most = lines, _pauses(lines)
    return best


def _pauses(lines: list[str]) -> int:
    """Count the lines but the last that end where a reader pauses."""
    return sum(1 for line in lines[:-1] if line and line[-1] in STOPS)
