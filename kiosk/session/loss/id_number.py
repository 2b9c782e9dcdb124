"""Numbers that people type: what is wrong with one, told while it is still typed.

Pure. Whether anybody has the number is never known here; area codes are not judged,
because old ones stay valid after their county is gone.
"""

from datetime import date
from enum import StrEnum
from itertools import product

from kiosk.sync.clock.clock import FIRST, LAST, plausible

LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""2 to the power of the place modulo 11: GB 11643, by ISO 7064 MOD 11-2."""
_CHECKS = "10X98765432"
_BIRTH = slice(6, 14)
_OLDEST = 150
"""Years; whoever is older typed the year wrong."""


class NumberMistake(StrEnum):
    """What is wrong with a number so far; words from `number_mistake__<name>`."""

    X_INSIDE = "x_inside"
    """X stands for ten and is a check character only, so it is the last one."""
    NO_X = "no_x"
    """X in a number that has none at all."""
    DATE = "date"
    """Whatever is typed from here on, the birth date is no date, or is to come."""
    CHECK = "check"
    """One character is wrong, or two have changed places."""
    MOBILE = "mobile"
    """A mobile number begins with 1."""
    AREA_CODE = "area_code"
    """With an area code, two to four more digits are needed."""
    PHONE = "phone"
    """Too long for a number without an area code."""


def check_character(number: str) -> str:
    """Return the eighteenth character for the seventeen digits before it."""
    pairs = zip(number[: LENGTH - 1], _WEIGHTS, strict=True)
    return _CHECKS[sum(int(digit) * weight for digit, weight in pairs) % 11]


def id_mistake(typed: str, today: date | None) -> NumberMistake | None:
    """Return what is wrong with the beginning of a social security number.

    :param today: no birth date is after it; None, or a day that no clock can rightly
        show, where nobody knows it: then any date of the calendar will do.
    """
    if today is not None and not plausible(today):
        today = None
    if "X" in typed[: LENGTH - 1]:
        return NumberMistake.X_INSIDE
    if not _can_be_born(typed[_BIRTH], today):
        return NumberMistake.DATE
    complete = len(typed) == LENGTH
    return (
        NumberMistake.CHECK
        if complete and typed[-1] != check_character(typed)
        else None
    )


def _can_be_born(typed: str, today: date | None) -> bool:
    """Tell whether some day of the last 150 years begins with these digits.

    A year that has begun is a range of years, so only its first and last day matter;
    from the month on there are few days left to try.
    """
    if len(typed) <= 4:
        low, high = int(typed.ljust(4, "0")), int(typed.ljust(4, "9"))
        newest, oldest = _years(today)
        return low <= newest and high >= oldest
    month, day = typed[4:6], typed[6:8]
    months = [m for m in range(1, 13) if f"{m:02d}".startswith(month)]
    days = [d for d in range(1, 32) if f"{d:02d}".startswith(day)]
    return any(_is_past(int(typed[:4]), m, d, today) for m, d in product(months, days))


def _years(today: date | None) -> tuple[int, int]:
    """Return the last and the first year that somebody can be born in."""
    if today is None:
        return LAST.year, FIRST.year - _OLDEST
    return today.year, today.year - _OLDEST


def _is_past(year: int, month: int, day: int, today: date | None) -> bool:
    try:
        born = date(year, month, day)
    except ValueError:
        return False
    return _years(today)[1] <= year and born <= (today or LAST)


def mobile_mistake(typed: str) -> NumberMistake | None:
    """Return what is wrong with the beginning of a mobile number."""
    if "X" in typed:
        return NumberMistake.NO_X
    return NumberMistake.MOBILE if typed and typed[0] != "1" else None


def phone_mistake(typed: str) -> NumberMistake | None:
    """Return what is wrong with a fixed line's number of seven digits or more."""
    if "X" in typed:
        return NumberMistake.NO_X
    if typed.startswith("0"):
        return NumberMistake.AREA_CODE if 7 <= len(typed) < 10 else None
    return NumberMistake.PHONE if len(typed) > 8 else None


def postcode_mistake(typed: str) -> NumberMistake | None:
    """Return what is wrong with the beginning of a postcode."""
    return NumberMistake.NO_X if "X" in typed else None
