"""How a list of contributions becomes the page of one year: pure functions.

Nothing here asks anybody for the list or shows the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from kiosk.domain.records import ChargeKind, Contribution, Insurance
from kiosk.session.contributions.pages import ContributionsPage, MonthMark, MonthRow

_ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, repr=False)
class History:
    """All the center told about one insurance of one person."""

    insurance: Insurance
    contributions: tuple[Contribution, ...]
    as_of: datetime
    """In the machine's own zone."""

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years from the first to the last month, newest first."""
        found = [c.year for c in self.contributions]
        return tuple(range(max(found), min(found) - 1, -1)) if found else ()

    def of_year(self, year: int) -> tuple[Contribution, ...]:
        """Return what was charged for the months of one year."""
        return tuple(c for c in self.contributions if c.year == year)


def month_rows(history: History, year: int) -> tuple[MonthRow, ...]:
    """Return the year's months in order, gaps between first and last included.

    A gap is a month without a charge between a person's first and last one; months
    before and after say nothing and are left out. A month charged twice, such as a
    correction beside the charge, keeps both rows.
    """
    charged = sorted(history.contributions, key=lambda c: (c.month, c.paid_month))
    if not charged:
        return ()
    first, last = charged[0].month, charged[-1].month
    rows: list[MonthRow] = []
    for month in (f"{year:04d}-{number:02d}" for number in range(1, 13)):
        found = [c for c in charged if c.month == month]
        rows.extend(_row(c, f"{history.as_of:%Y-%m}") for c in found)
        if not found and first < month < last:
            rows.append(MonthRow(month, MonthMark.GAP, ""))
    return tuple(rows)


def _row(contribution: Contribution, known: str) -> MonthRow:
    mark = MonthMark.PAID
    if contribution.month > known:
        mark = MonthMark.AHEAD
    elif contribution.arrived is None:
        mark = MonthMark.NOT_ARRIVED
    elif contribution.kind is ChargeKind.BACK_PAYMENT:
        mark = MonthMark.BACK_PAYMENT
    return MonthRow(
        contribution.month,
        mark,
        contribution.employer,
        contribution.base,
        contribution.employer_amount,
        contribution.personal_amount,
    )


def arrived(contributions: Iterable[Contribution]) -> list[Contribution]:
    """Return those whose money arrived; only they count in a total."""
    return [c for c in contributions if c.arrived is not None]


def months_paid(contributions: Iterable[Contribution]) -> int:
    """Return how many different months were paid for, with money that arrived."""
    return len({c.month for c in arrived(contributions)})


def chart_of(contributions: Sequence[Contribution]) -> tuple[Decimal, ...]:
    """Return both parts together for January to December."""
    totals = [_ZERO] * 12
    for contribution in arrived(contributions):
        totals[int(contribution.month[5:]) - 1] += contribution.total
    return tuple(totals)


def year_page(history: History, year: int | None, can_print: bool) -> ContributionsPage:
    """Return the page for a year, the newest when None."""
    years = history.years
    shown = year if year in years else (years[0] if years else history.as_of.year)
    rows = month_rows(history, shown)
    counted = arrived(history.of_year(shown))
    return ContributionsPage(
        insurance=history.insurance,
        years=years,
        year=shown,
        rows=rows,
        chart=chart_of(history.of_year(shown)),
        months_paid=months_paid(counted),
        employer_total=sum((c.employer_amount for c in counted), _ZERO),
        personal_total=sum((c.personal_amount for c in counted), _ZERO),
        all_months=months_paid(history.contributions),
        as_of=history.as_of,
        can_print=can_print and bool(rows),
    )
