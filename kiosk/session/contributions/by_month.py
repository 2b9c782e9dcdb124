"""One insurance, one year: its totals, a chart, and its months with what is special.

Nothing here asks anybody for the contributions or shows the page.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from kiosk.domain.records import ChargeKind, Contribution, Insurance
from kiosk.session.contributions.arrived import (
    arrived_sums,
    months_arrived,
    months_span,
    of_year,
    years_told,
)
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.pages.record import Count, Fact, Listing, ListingRow, Word
from kiosk.session.pages.record_times import chosen_year, is_ahead, local
from kiosk.sync.wire.visit_wire import Contributions

GAP = Word("month_mark", "gap")
NOT_ARRIVED = Word("month_mark", "not_arrived")
BACK_PAYMENT = Word("month_mark", "back_payment")
MONTH_AHEAD = Word("month_mark", "ahead")
"""Dated after the month that the records are as of."""
MONTH_MARKS = (NOT_ARRIVED, BACK_PAYMENT, GAP, MONTH_AHEAD)
"""What can be special about a month."""

_COLUMNS = ("month_name", "base", "employer_part", "personal_part")


def year_page(
    told: Contributions, insurance: Insurance, year: int | None, zone: tzinfo | None
) -> ContributionsPage:
    """Return the page for a year, the newest when None."""
    as_of = local(told.as_of, zone)
    years = years_told(told)
    shown = chosen_year(years, year)
    if shown is None:
        # Who is retired pays nothing any more: what they look for is the pension.
        return ContributionsPage(
            as_of=as_of, subject=insurance, empty=True, views=("pension",)
        )
    months = month_lines(told.contributions, shown, as_of, months_span(told))
    return ContributionsPage(
        as_of=as_of,
        subject=insurance,
        year=shown,
        years=years,
        lead=_totals(told, shown),
        chart=tuple(
            (str(number), arrived_sums(_of_month(told.contributions, month)).both)
            for number, month in _months(shown)
        ),
        listings=(Listing("", _COLUMNS, months, grouped=True),),
        views=("by_year",) if len(years) > 1 else (),
        can_print=True,
    )


def month_lines(
    contributions: Sequence[Contribution],
    year: int,
    as_of: datetime,
    span: tuple[str, str],
) -> tuple[ListingRow, ...]:
    """Return the year's months in order, gaps between first and last included.

    A gap is a month without a charge between a person's first and last one; months
    before and after say nothing and are left out. A month charged twice, such as a
    correction beside the charge, keeps both lines.

    :param span: the first and the last month of all years.
    """
    first, last = span
    charged = sorted(contributions, key=lambda c: (c.month, c.paid_month))
    lines: list[ListingRow] = []
    for number, month in _months(year):
        name = Word("month_name", str(number))
        found = _of_month(charged, month)
        lines.extend(_line(name, c, as_of) for c in found)
        if not found and first < month < last:
            lines.append(ListingRow((name,), marks=(GAP,)))
    return tuple(lines)


def _months(year: int) -> list[tuple[int, str]]:
    """Return each month's number, and how the records write it."""
    return [(number, f"{year:04d}-{number:02d}") for number in range(1, 13)]


def _of_month(contributions: Sequence[Contribution], month: str) -> list[Contribution]:
    return [c for c in contributions if c.month == month]


def _line(name: Word, charge: Contribution, as_of: datetime) -> ListingRow:
    amounts = (charge.base, charge.employer_amount, charge.personal_amount)
    marks = _marks(charge, as_of)
    return ListingRow((name, *amounts), heading=charge.employer, marks=marks)


def _marks(charge: Contribution, as_of: datetime) -> tuple[Word, ...]:
    """Return the one thing that is most worth saying; nothing of a usual month."""
    if is_ahead(charge.month, as_of):
        return (MONTH_AHEAD,)
    if charge.arrived is None:
        return (NOT_ARRIVED,)
    return (BACK_PAYMENT,) if charge.kind is ChargeKind.BACK_PAYMENT else ()


def _totals(told: Contributions, year: int) -> tuple[Fact, ...]:
    """Return the four numbers people come for."""
    own = arrived_sums(of_year(told.contributions, year))
    return (
        Fact("year_paid_months", Count(own.months), private=False),
        Fact("all_paid_months", Count(months_arrived(told)), private=False),
        Fact("year_employer", own.employer),
        Fact("year_personal", own.personal),
    )
