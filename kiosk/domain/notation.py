"""How an amount, a day and a moment are written: on every page, paper and answer alike.

Signs that mean the same in every language; words are in the locales.
"""

from datetime import date, datetime
from decimal import Decimal


def money(amount: Decimal) -> str:
    """Return yuan with two decimals, so that the points stand in line."""
    return f"{amount:,.2f}"


def day(when: date) -> str:
    """Return a day."""
    return f"{when:%Y-%m-%d}"


def minute(when: datetime) -> str:
    """Return a moment as exactly as records have it."""
    return f"{when:%Y-%m-%d %H:%M}"


def second(when: datetime) -> str:
    """Return a moment as exactly as a paper that is checked later needs it."""
    return f"{when:%Y-%m-%d %H:%M:%S}"
