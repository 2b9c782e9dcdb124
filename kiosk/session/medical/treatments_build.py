"""Treatments as pages: a year's list, and one with all parts of its payment.

Sums are checked and never repaired; a cancelled settlement stays, and counts in none.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

from msgspec.structs import replace

from kiosk.domain.consistency import SumMistake, SumState, check_visit
from kiosk.domain.records import MedicalVisit, VisitKind
from kiosk.session.medical.pages import VisitPage, VisitsPage
from kiosk.session.pages.record import (
    Count,
    Fact,
    Listing,
    ListingRow,
    Note,
    Section,
    Word,
)
from kiosk.session.pages.record_times import (
    AHEAD,
    chosen_year,
    in_year,
    local,
    local_day,
    years_of,
)
from kiosk.sync.wire.own_records_wire import VisitCounts, VisitsAnswer

_ZERO = Decimal("0.00")
CANCELLED = Word("mark", "cancelled")
OUTSIDE = Word("mark", "outside_city")
SUMS_OFF = Word("mark", "sums_off")


def visits_page(
    told: VisitsAnswer, year: int | None, kind: VisitKind | None, zone: tzinfo | None
) -> VisitsPage:
    """Return the treatments of one year, the newest when None, all or of one kind."""
    days = {visit.id: local_day(visit.settled, zone) for visit in told.visits}
    years = years_of(days.values())
    shown = chosen_year(years, year)
    found = [
        visit
        for visit in in_year(told.visits, lambda visit: days[visit.id], shown)
        if kind is None or visit.kind is kind
    ]
    valid_ones = [visit for visit in found if not visit.cancelled]
    return VisitsPage(
        as_of=local(told.as_of, zone),
        subject=str(kind) if kind is not None else "all",
        year=shown,
        empty=not told.visits,
        lead=(
            Fact("visit_count", Count(len(valid_ones), "visits"), private=False),
            Fact("visits_total", _sum([visit.total for visit in valid_ones])),
            Fact("visits_fund", _sum([visit.fund for visit in valid_ones])),
            Fact("visits_person", _sum([visit.person for visit in valid_ones])),
        ),
        listings=(
            Listing(
                "visits",
                ("day", "visit_kind", "total", "person"),
                tuple(_row(visit, days[visit.id], told.as_of) for visit in found),
            ),
        ),
        views=("filter",) if counted(told, zone).all > 1 else (),
        can_print=True,
    )


def counted(told: VisitsAnswer, zone: tzinfo | None) -> VisitCounts:
    """Return how many there are, as the center says it or as all that are here."""
    if told.counts is not None:
        return told.counts
    days = [local_day(one.settled, zone) for one in told.visits]
    years = Counter(day.year for day in days if day is not None)
    kinds = Counter(one.kind for one in told.visits)
    return VisitCounts(
        len(told.visits),
        tuple((year, years[year]) for year in sorted(years, reverse=True)),
        tuple((kind, kinds[kind]) for kind in VisitKind if kinds[kind]),
    )


def with_older_visits(told: VisitsAnswer, older: VisitsAnswer) -> VisitsAnswer:
    """Return both together; those without a day stay the last."""
    dated = [one for one in told.visits if one.settled is not None]
    undated = [one for one in told.visits if one.settled is None]
    visits = (*dated, *older.visits, *undated)
    return replace(told, visits=visits, more=older.more)


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum; None while a part is unknown."""
    if any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), _ZERO)


def _row(visit: MedicalVisit, day: date | None, as_of: datetime) -> ListingRow:
    kind = Word("visit_kind", visit.kind) if visit.kind is not None else None
    return ListingRow(
        (day, kind, visit.total, visit.person),
        heading=visit.institution or "",
        opens=visit.id,
        marks=_marks(visit, check_visit(visit, as_of)),
    )


def _marks(visit: MedicalVisit, mistake: SumMistake) -> tuple[Word, ...]:
    marks = {
        CANCELLED: visit.cancelled,
        OUTSIDE: visit.outside_city,
        AHEAD: mistake.ahead,
        SUMS_OFF: bool(mistake.off),
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def visit_page(told: VisitsAnswer, opens: str, zone: tzinfo | None) -> VisitPage:
    """Return one treatment with all parts of its payment.

    :raises StopIteration: when there is none of that id.
    """
    visit = next(visit for visit in told.visits if visit.id == opens)
    return VisitPage(
        as_of=local(told.as_of, zone),
        subject=str(visit.kind) if visit.kind is not None else "",
        notes=_notes(visit, check_visit(visit, told.as_of)),
        lead=(
            Fact("total", visit.total, bold=True),
            Fact("person_part", visit.person, bold=True),
        ),
        sections=(
            Section("treatment", _treatment(visit, zone)),
            Section("funds", _funds(visit)),
            Section("own_parts", _own(visit)),
            Section("scopes", _scopes(visit)),
        ),
        can_print=True,
    )


def _notes(visit: MedicalVisit, mistake: SumMistake) -> tuple[Note, ...]:
    notes = [Note("cancelled")] if visit.cancelled else []
    notes += [Note("outside_city", calm=True)] if visit.outside_city else []
    notes += [Note("visit_ahead")] if mistake.ahead else []
    notes += [Note(f"off_{one.sum}") for one in mistake.off]
    if mistake.verdict is SumState.INCOMPLETE:
        notes.append(Note("unsure", calm=True))
    return tuple(notes)


def _treatment(visit: MedicalVisit, zone: tzinfo | None) -> tuple[Fact, ...]:
    kind = Word("visit_kind", visit.kind) if visit.kind is not None else None
    settled = local(visit.settled, zone) if visit.settled is not None else None
    facts = [Fact("institution", visit.institution)]
    if visit.department:
        facts.append(Fact("department", visit.department))
    facts += [Fact("visit_kind", kind), Fact("settled", settled, private=False)]
    inside = visit.kind is VisitKind.INPATIENT
    if inside or visit.began is not None:
        facts.append(Fact("admitted", visit.began, private=False))
    if inside or visit.ended is not None:
        facts.append(Fact("discharged", visit.ended, private=False))
    return tuple(facts)


def _funds(visit: MedicalVisit) -> tuple[Fact, ...]:
    parts = tuple(Fact(f"fund_{part.kind}", part.amount) for part in visit.fund_parts)
    return (*parts, Fact("fund", visit.fund, bold=True))


def _own(visit: MedicalVisit) -> tuple[Fact, ...]:
    facts = [Fact("from_account", visit.account)]
    if visit.shared_account:
        facts.append(Fact("shared_account", visit.shared_account))
    facts.append(Fact("cash", visit.cash))
    if visit.hospital:
        facts.append(Fact("hospital", visit.hospital))
    return (*facts, Fact("balance_after", visit.balance_after))


def _scopes(visit: MedicalVisit) -> tuple[Fact, ...]:
    return (
        Fact("wholly_own", visit.wholly_own),
        Fact("over_limit", visit.over_limit),
        Fact("own_share_first", visit.own_share_first),
        Fact("in_scope", visit.in_scope),
        Fact("deductible", visit.deductible),
    )
