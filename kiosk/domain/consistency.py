"""The sums that a person's records must obey, each checked in every way it can be.

Pure functions: they say what is off and by how much, never repair or hide anything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from kiosk.domain.own_records import AnnualStatement
from kiosk.domain.records import MedicalVisit, Record


class SumState(StrEnum):
    """What a check came to."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"
    INCOMPLETE = "incomplete"
    """Nothing contradicts itself, but a part is missing to be sure."""


class Sum(StrEnum):
    """Which figure was held against its parts."""

    OPENING = "opening"
    CLOSING = "closing"
    FOLLOWS = "follows"
    """The opening balance against the closing one of the year before."""
    TOTAL = "total"
    SCOPE = "scope"
    """The total against own parts and the part in scope."""
    FUND = "fund"
    PERSON = "person"


class Off(Record, frozen=True):
    """A figure that is not the sum of its parts."""

    sum: Sum
    amount: Decimal
    """The figure less the sum of its parts, in yuan; never zero."""


class SumMistake(Record, frozen=True):
    """What a check of one record found."""

    off: tuple[Off, ...] = ()
    unsure: tuple[Sum, ...] = ()
    """Figures that could not be checked: they or a part of them are missing."""
    ahead: bool = False
    """The record is dated after the day that the records are as of."""

    @property
    def verdict(self) -> SumState:
        """Return what was found in one word; a date ahead contradicts too."""
        if self.off or self.ahead:
            return SumState.INCONSISTENT
        return SumState.INCOMPLETE if self.unsure else SumState.CONSISTENT

    @property
    def consistent(self) -> bool:
        """Tell whether everything was there and agreed."""
        return self.verdict is SumState.CONSISTENT


def check_statement(
    statement: AnnualStatement,
    before: AnnualStatement | None = None,
    as_of: datetime | None = None,
) -> SumMistake:
    """Check a year of the pension account, against the year before when given.

    closing = opening + interest on both parts + both credits with their interest
    - payments (aae252 + aae259 + aae260 + aae262 to aae265 - payments).
    """
    s = statement
    grown = [
        *(s.opening, s.interest_on_employer, s.interest_on_personal),
        *(s.employer_credit, s.employer_credit_interest),
        *(s.personal_credit, s.personal_credit_interest),
        None if s.payments is None else -s.payments,
    ]
    checks = [(Sum.CLOSING, s.closing, grown)]
    parts = [
        *(s.opening_employer_principal, s.opening_employer_interest),
        *(s.opening_personal_principal, s.opening_personal_interest),
    ]
    # A center may keep the opening balance undivided; then there is nothing to hold.
    if any(part is not None for part in parts):
        checks.append((Sum.OPENING, s.opening, parts))
    if before is not None and before.year == s.year - 1:
        checks.append((Sum.FOLLOWS, s.opening, [before.closing]))
    return _sum_mistake(checks, as_of is not None and s.year > as_of.year)


def check_statements(
    statements: Sequence[AnnualStatement], as_of: datetime | None = None
) -> list[SumMistake]:
    """Check every year, oldest first, and that each begins as the last one ended."""
    earlier: list[AnnualStatement | None] = [None, *statements[:-1]]
    pairs = zip(statements, earlier, strict=False)
    return [check_statement(year, before, as_of) for year, before in pairs]


def check_visit(visit: MedicalVisit, as_of: datetime | None = None) -> SumMistake:
    """Check one medical settlement.

    total = fund + person (+ the hospital's part); person = account + cash (+ a
    relative's account); the fund's parts and the scopes are held only when named.
    """
    v = visit
    checks = [
        (Sum.TOTAL, v.total, [v.fund, v.person, v.hospital or Decimal(0)]),
        (Sum.PERSON, v.person, [v.account, v.cash, v.shared_account or Decimal(0)]),
    ]
    if v.fund_parts:
        checks.append((Sum.FUND, v.fund, [part.amount for part in v.fund_parts]))
    scopes = [v.wholly_own, v.over_limit, v.own_share_first, v.in_scope]
    if any(part is not None for part in scopes):
        checks.append((Sum.SCOPE, v.total, scopes))
    ahead = as_of is not None and v.settled is not None and v.settled > as_of
    return _sum_mistake(checks, ahead)


def _sum_mistake(
    checks: Iterable[tuple[Sum, Decimal | None, Sequence[Decimal | None]]], ahead: bool
) -> SumMistake:
    off, unsure = [], []
    for name, figure, parts in checks:
        known = [part for part in parts if part is not None]
        if figure is None or len(known) < len(parts):
            unsure.append(name)
        elif difference := figure - sum(known, Decimal(0)):
            off.append(Off(name, difference))
    return SumMistake(tuple(off), tuple(unsure), ahead)
