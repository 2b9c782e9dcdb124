"""Pages that show what a person has a right to see."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from kiosk.records import Insurance
from kiosk.session.pages.base import Page, Part


class HomePage(Page, frozen=True):
    """The choices after the PIN; answers ServiceChosen or FINISH."""

    name: ClassVar[str] = "home"
    private: ClassVar[bool] = True
    holder: str
    """The masked name; empty when the card does not tell it."""
    services: tuple[str, ...]
    """At most six, in order; words from `service__<name>` and `__hint`."""
    online: bool


class MonthMark(StrEnum):
    """What is special about a month of a contributions table."""

    PAID = "paid"
    NOT_ARRIVED = "not_arrived"
    BACK_PAYMENT = "back_payment"
    GAP = "gap"
    AHEAD = "ahead"
    """Dated after the month that the records are as of."""


class MonthRow(Part, frozen=True):
    """One month of the table; amounts are None in a gap."""

    month: str
    """`YYYY-MM`."""
    mark: MonthMark
    employer: str
    base: Decimal | None = None
    employer_amount: Decimal | None = None
    personal_amount: Decimal | None = None


class ContributionsPage(Page, frozen=True):
    """One insurance, one year; answers YearChosen, PRINT, BACK, FINISH."""

    name: ClassVar[str] = "contributions"
    private: ClassVar[bool] = True
    insurance: Insurance
    years: tuple[int, ...]
    """Newest first; empty when there is no record at all."""
    year: int
    rows: tuple[MonthRow, ...]
    """The year's months in order, gaps between the first and the last included."""
    chart: tuple[Decimal, ...]
    """Both parts together for the twelve months of the year, 0 where none."""
    months_paid: int
    employer_total: Decimal
    personal_total: Decimal
    all_months: int
    """Months paid over all years."""
    as_of: datetime
    can_print: bool


class ChipFact(Part, frozen=True):
    """One line of what the card holds; words from `chip_fact__<name>`."""

    name: str
    value: str | int | date | Decimal | None
    """None: it stands on the card and cannot be read. A text may be a code with words
    of its own, `chip_code__<name>__<value>`."""
    months: bool = False


class ChipSettlement(Part, frozen=True):
    """One medical settlement as the card noted it; None where unreadable."""

    at: datetime | None
    fund: Decimal | None
    account: Decimal | None
    cash: Decimal | None


class ChipFactsPage(Page, frozen=True):
    """What the chip itself holds about one insurance, and since when; answers BACK."""

    name: ClassVar[str] = "chip_facts"
    private: ClassVar[bool] = True
    insurance: Insurance
    facts: tuple[ChipFact, ...]
    """Only what has a value; empty when nothing is written there."""
    settlements: tuple[ChipSettlement, ...]
    """The newest first; the medical insurance alone has them."""
    as_of: date | None
    """The card's own date of the information; None when it has none."""
    issued: date | None
    readable: bool
    """False: the card does not give this file at all."""
    hotline: str
