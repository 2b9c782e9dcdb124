"""Whole numbers as words, from a language's own words for digits and places.

A language without such words keeps its digits: espeak-ng reads those well enough.
"""

from kiosk.screens.voice.language.lexicon import Lexicon, Numerals

_GROUP = 10_000


def number(value: int, lexicon: Lexicon) -> str:
    """Return a number that is not negative as one reads it: 一千零五."""
    words = lexicon.numerals
    if words is None:
        return str(value)
    if value >= _GROUP ** len(words.groups):
        return digits(str(value), lexicon)
    return _grouped(value, words) or words.digits[0]


def digits(code: str, lexicon: Lexicon, called: bool = False) -> str:
    """Return digits one by one; `called` as in telephone numbers."""
    words = lexicon.numerals
    if words is None:
        return " ".join(code)
    table = words.called if called else words.digits
    return "".join(table[int(digit)] for digit in code)


def counted(value: int, lexicon: Lexicon) -> str:
    """Return a number as it stands before a measure word: 两, not 二."""
    words = lexicon.numerals
    return words.two if words is not None and value == 2 else number(value, lexicon)


def _grouped(value: int, words: Numerals) -> str:
    """Put the groups of four together; empty for zero."""
    said = ""
    gap = False
    for power in reversed(range(len(words.groups))):
        group = value // _GROUP**power % _GROUP
        if group == 0:
            gap = True
            continue
        if said and (gap or group < _GROUP // 10):
            said += words.digits[0]
        said += _four(group, power, head=not said, words=words)
        gap = False
    return said


def _four(group: int, power: int, head: bool, words: Numerals) -> str:
    """Return one group of four places and its own name."""
    if group == 2 and head and power:
        return words.two + words.groups[power]
    said = ""
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit == 0:
            continue
        if said and group // 10 ** (place + 1) % 10 == 0:
            said += words.digits[0]
        said += _digit(digit, place, head and not said, words) + words.places[place]
    return said + words.groups[power]


def _digit(digit: int, place: int, head: bool, words: Numerals) -> str:
    """Return a digit before its place's name: 十二 for 12, 两千 for 2000."""
    if head and place == 1 and digit == 1:
        return ""
    if head and place == 3 and digit == 2:
        return words.two
    return words.digits[digit]
