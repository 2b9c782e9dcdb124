"""Contributions: one year of an insurance, all its years, all five insurances."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.records import Insurance
from kiosk.session.pages.page import Page, Part
from kiosk.session.pages.record import RecordPage


class ContributionYearsPage(RecordPage, frozen=True, kw_only=True):
    """One insurance over all years, as a chart and in figures."""

    name: ClassVar[str] = "contribution_years"
    receipt: ClassVar[str] = "contributions"
    family: ClassVar[str] = "insurance"


class RightsStatementPage(RecordPage, frozen=True, kw_only=True):
    """All five insurances by year: the statement of what was contributed."""

    name: ClassVar[str] = "rights_statement"
    receipt: ClassVar[str] = "rights_statement"
    certificate: ClassVar[bool] = True


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
