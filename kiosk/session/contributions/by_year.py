"""Contributions by year: one insurance with its chart, and all five for the statement.

Only money that arrived counts, as on the page of a year.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from kiosk.domain.records import Contribution, Insurance
from kiosk.session.contributions.arrived import (
    arrived_sums,
    charged_years,
    months_span,
    of_year,
)
from kiosk.session.contributions.by_month import (
    BACK_PAYMENT,
    GAP,
    NOT_ARRIVED,
    month_lines,
)
from kiosk.session.contributions.pages import ContributionYearsPage, RightsStatementPage
from kiosk.session.pages.record import Count, Fact, Listing, ListingRow, Note, Word
from kiosk.session.pages.record_times import local
from kiosk.sync.wire.visit_wire import Contributions

_COLUMNS = ("year", "months", "employer_part", "personal_part")
_MARKS = (NOT_ARRIVED, BACK_PAYMENT, GAP)


def years_page(
    told: Contributions, insurance: Insurance, zone: tzinfo | None
) -> ContributionYearsPage:
    """Return all years of one insurance, newest first."""
    charged = told.contributions
    years = charged_years(charged)
    return ContributionYearsPage(
        as_of=local(told.as_of, zone),
        subject=insurance,
        empty=not years,
        lead=_totals(charged),
        chart=tuple(
            (str(year), arrived_sums(of_year(charged, year)).both)
            for year in reversed(years)
        ),
        listings=(Listing("years", _COLUMNS, _lines(told, zone)),),
        can_print=True,
    )


def rights_statement_page(
    told: Mapping[Insurance, Contributions], zone: tzinfo | None
) -> RightsStatementPage:
    """Return the years of the insurances, those without any named as such."""
    found = {kind: one for kind, one in told.items() if one.contributions}
    missing = [kind for kind in told if kind not in found]
    return RightsStatementPage(
        as_of=local(min(one.as_of for one in told.values()), zone),
        empty=not found,
        views=() if found else ("pension",),
        notes=tuple(_none(insurance) for insurance in missing) if found else (),
        lead=_totals([c for one in found.values() for c in one.contributions]),
        listings=tuple(
            Listing(f"insured_{insurance}", _COLUMNS, _lines(one, zone))
            for insurance, one in found.items()
        ),
        can_print=True,
    )


def _none(insurance: Insurance) -> Note:
    word = Word("insurance", insurance)
    return Note("no_contributions", calm=True, values=(("insurance", word),))


def _totals(charged: list[Contribution]) -> tuple[Fact, ...]:
    """Return what was paid over all years; months of one insurance only."""
    paid = arrived_sums(charged)
    facts = [
        Fact("employer_sum", paid.employer),
        Fact("personal_sum", paid.personal),
        Fact("both_sum", paid.both, bold=True),
    ]
    if len({c.insurance for c in charged if c.arrived is not None}) == 1:
        facts.insert(0, Fact("arrived_months", Count(paid.months), private=False))
    return tuple(facts)


def _lines(told: Contributions, zone: tzinfo | None) -> tuple[ListingRow, ...]:
    as_of = local(told.as_of, zone)
    years = charged_years(told.contributions)
    return tuple(_line(told, year, as_of) for year in years)


def _line(told: Contributions, year: int, as_of: datetime) -> ListingRow:
    charged = told.contributions
    paid = arrived_sums(of_year(charged, year))
    lines = month_lines(charged, year, as_of, months_span(told))
    marked = {mark for line in lines for mark in line.marks}
    return ListingRow(
        (year, paid.months, paid.employer, paid.personal),
        marks=tuple(mark for mark in _MARKS if mark in marked),
    )
