"""What a displayed text may contain besides words: how amounts, dates, codes look.

It only finds them. The order matters: a date is looked for before a number.
"""

import re
from collections.abc import Iterator

_YEAR = r"(?:19|20|21)\d\d"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_WHOLE = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)"
_SIGN = r"(?:(?<!\w)[-−])?"
_END = r"(?!\d|\.\d)"
"""A sentence may end right behind a number, but the number may not go on."""
_YUAN = r"(?:元|yuan\b)"

KINDS = {
    # Digits around a mask are called out; a single star hides only beside a letter
    # that is not Latin, elsewhere it points to a footnote.
    "masked": r"\d*(?: ?[*•●]{2,})+(?: ?\d+[Xx]?)?|"
    r"(?<=[^\x00-\x7f])\*|\*(?=[^\x00-\x7f])",
    "date": rf"(?<![\w.-]){_YEAR}(?:(?P<dash>[-/.]){_MONTH}(?P=dash){_DAY}"
    rf"(?!\d|[-/.]\d)| ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号])",
    "month": rf"(?<![\w.-]){_YEAR}(?:[-/]{_MONTH}(?![\d/]|-\d)| ?年 ?{_MONTH} ?月)",
    "year": rf"(?<![\w.]){_YEAR} ?年",
    "clock": r"(?<![\w:.])(?:2[0-4]|[01]?\d):[0-5]\d(?::[0-5]\d)?(?![\d:])",
    "percent": rf"{_SIGN}{_WHOLE}(?:\.\d+)? ?%",
    # Telephone numbers with hyphens, card numbers in groups.
    "called": r"(?<![\w-])(?:0\d{2,3}-\d{7,8}|[48]00-\d{3,4}-\d{3,4}|"
    r"\d{3,5}(?:[- ]\d{3,5}){2,})(?![\w-])",
    "code": r"(?<![\w.-])(?=[\d-]*[A-Z])(?=[A-Z-]*\d)[A-Z\d]+(?:-[A-Z\d]+)*(?!\w)",
    "version": r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)",
    # Two places behind the point are money, since the kiosk shows nothing else so.
    "money": rf"(?:{_SIGN}¥ ?|¥ ?{_SIGN}|{_SIGN})"
    rf"(?:{_WHOLE}\.\d\d{_END}(?! ?[万亿])(?: ?{_YUAN})?|{_WHOLE}{_END} ?{_YUAN}|"
    rf"(?<=¥){_WHOLE}{_END}|(?<=¥ ){_WHOLE}{_END})",
    "decimal": rf"{_SIGN}{_WHOLE}\.\d+",
    "whole": rf"{_SIGN}{_WHOLE}",
}
_ANY = re.compile("|".join(f"(?P<{k}>{p})" for k, p in KINDS.items()), re.ASCII)
_OF_RANGES = {*KINDS} - {"masked", "called", "code", "version"}
_DASH = re.compile(r"\s?[-–—~]\s?")


def find(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield what is in a text, from left to right, with its kind."""
    for match in _ANY.finditer(text):
        yield next(kind for kind in KINDS if match[kind] is not None), match


def is_range(kind: str, between: str, following: str) -> bool:
    """Tell whether two things with this text between them are a range: 9:00-17:00."""
    both = kind in _OF_RANGES and following in _OF_RANGES
    return both and _DASH.fullmatch(between) is not None


def is_year(found: str) -> bool:
    """Tell whether a bare number looks like a year; counts so high have a comma."""
    return re.fullmatch(_YEAR, found) is not None
