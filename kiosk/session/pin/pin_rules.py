"""Which new PINs are too weak, and which PIN a region issues cards with.

Pure rules over what a person typed; the card itself judges no such thing.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise

from kiosk.domain.records import HolderData
from kiosk.domain.region.region_rules import PinRules
from kiosk.domain.secret import Pin
from kiosk.session.loss.id_number import LENGTH

TAIL = 6
"""How many of the social security number's last characters count."""


class PinMistake(StrEnum):
    """Why a new PIN is not taken; the words are `pin_mistake__<mistake>`."""

    NOT_DIGITS = "not_digits"
    LENGTH = "length"
    SAME_AS_OLD = "same_as_old"
    ALL_EQUAL = "all_equal"
    RUN = "run"
    INITIAL = "initial"
    BIRTH_DATE = "birth_date"
    NUMBER_TAIL = "number_tail"


def mistake_in(
    new: Pin, rules: PinRules, holder: HolderData, old: Pin | None = None
) -> PinMistake | None:
    """Return the first reason against a new PIN; None when there is none.

    What is not known of the holder forbids nothing.

    :param old: the PIN that it replaces, where that is known.
    """
    digits = new.reveal()
    if not digits.isdecimal():
        return PinMistake.NOT_DIGITS
    reasons = {
        PinMistake.LENGTH: len(digits) != rules.length,
        PinMistake.SAME_AS_OLD: new == old,
        PinMistake.ALL_EQUAL: len(set(digits)) == 1,
        PinMistake.RUN: is_run(digits),
        PinMistake.INITIAL: digits == initial_digits(rules, holder),
        PinMistake.BIRTH_DATE: digits in set(_birth_dates(holder)),
        PinMistake.NUMBER_TAIL: digits in set(_number_tails(holder)),
    }
    return next((mistake for mistake, found in reasons.items() if found), None)


def is_initial(pin: Pin, rules: PinRules, holder: HolderData) -> bool:
    """Tell whether what a person typed is the PIN that cards are issued with."""
    return pin.reveal() == initial_digits(rules, holder)


def initial_digits(rules: PinRules, holder: HolderData) -> str | None:
    """Return the region's initial PIN for a holder; None where it is not known."""
    return rules.initial_for(holder.number or "")


def is_run(digits: str) -> bool:
    """Tell whether each digit follows the one before, up or down, 9 next to 0."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return steps in ({1}, {9})


def _birth_dates(holder: HolderData) -> Iterator[str]:
    """Yield the birth date in every order that people write it."""
    born = holder.born or _born_by_number(holder.number or "")
    if born is None:
        return
    for form in (
        *("%y%m%d", "%m%d%y", "%d%m%y", "%Y%m", "%m%Y", "%m%d", "%Y"),
        *("%Y%m%d", "%m%d%Y", "%d%m%Y"),
    ):
        # Done by hand: strftime does not fill years below 1000 everywhere.
        yield (
            form.replace("%Y", f"{born.year:04}")
            .replace("%y", f"{born.year % 100:02}")
            .replace("%m", f"{born.month:02}")
            .replace("%d", f"{born.day:02}")
        )


def _born_by_number(number: str) -> date | None:
    """Return characters 7 to 14 of an 18-character number as a date."""
    digits = number[6:14]
    if len(number) != LENGTH or not (digits.isascii() and digits.isdecimal()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _number_tails(holder: HolderData) -> Iterator[str]:
    """Yield the end of the number, with and without a last letter."""
    number = holder.number or ""
    if len(number) >= TAIL:
        yield number[-TAIL:]
        yield number.rstrip("Xx")[-TAIL:]
