"""Contributions by year: one insurance with its chart, and all five for the statement.

Only money that arrived counts, as on the page of a year.
"""

from collections.abc import Sequence
from decimal import Decimal

from kiosk.domain.records import Contribution, Insurance
from kiosk.session.contributions.by_month import (
    History,
    arrived,
    month_rows,
    months_paid,
)
from kiosk.session.contributions.pages import (
    ContributionYearsPage,
    MonthMark,
    RightsStatementPage,
)
from kiosk.session.pages.record import Count, Fact, Listing, ListingRow, Note, Word

_ZERO = Decimal("0.00")
_COLUMNS = ("year", "months", "employer_part", "personal_part")
_MARKS = (MonthMark.NOT_ARRIVED, MonthMark.BACK_PAYMENT, MonthMark.GAP)


def years_page(history: History) -> ContributionYearsPage:
    """Return all years of one insurance, newest first."""
    paid = arrived(history.contributions)
    years = reversed(history.years)
    return ContributionYearsPage(
        as_of=history.as_of,
        subject=history.insurance,
        empty=not history.years,
        lead=_totals(paid),
        chart=tuple(
            (str(year), _sum([c.total for c in arrived(history.of_year(year))]))
            for year in years
        ),
        listings=(Listing("years", _COLUMNS, _lines(history)),),
        can_print=True,
    )


def rights_statement_page(histories: Sequence[History]) -> RightsStatementPage:
    """Return the years of all five insurances, those without any named as such."""
    found = [history for history in histories if history.years]
    missing = [history.insurance for history in histories if not history.years]
    return RightsStatementPage(
        as_of=min(history.as_of for history in histories),
        empty=not found,
        views=() if found else ("pension",),
        notes=tuple(_none(insurance) for insurance in missing) if found else (),
        lead=_totals([c for history in found for c in arrived(history.contributions)]),
        listings=tuple(
            Listing(f"insured_{history.insurance}", _COLUMNS, _lines(history))
            for history in found
        ),
        can_print=True,
    )


def _none(insurance: Insurance) -> Note:
    word = Word("insurance", insurance)
    return Note("no_contributions", calm=True, values=(("insurance", word),))


def _totals(paid: list[Contribution]) -> tuple[Fact, ...]:
    """Return what was paid over all years; months count once per insurance."""
    insurances = {c.insurance for c in paid}
    employer = _sum([c.employer_amount for c in paid])
    personal = _sum([c.personal_amount for c in paid])
    facts = [
        Fact("employer_sum", employer),
        Fact("personal_sum", personal),
        Fact("both_sum", employer + personal, bold=True),
    ]
    if len(insurances) == 1:
        months = Count(months_paid(paid))
        facts.insert(0, Fact("arrived_months", months, private=False))
    return tuple(facts)


def _lines(history: History) -> tuple[ListingRow, ...]:
    return tuple(_line(history, year) for year in history.years)


def _line(history: History, year: int) -> ListingRow:
    paid = arrived(history.of_year(year))
    marked = {row.mark for row in month_rows(history, year)}
    return ListingRow(
        (
            year,
            months_paid(paid),
            _sum([c.employer_amount for c in paid]),
            _sum([c.personal_amount for c in paid]),
        ),
        marks=tuple(Word("month_mark", mark) for mark in _MARKS if mark in marked),
    )


def _sum(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, _ZERO)
