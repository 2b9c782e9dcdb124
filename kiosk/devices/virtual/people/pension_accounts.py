"""The demo people's pension accounts, year by year, from their contributions.

The yearly rates are those that were published; when and from what a pension is taken
out of the account is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from kiosk.devices.virtual.people.cast import Person
from kiosk.devices.virtual.people.invented_records import LAST_BOOKED, contributions_of
from kiosk.domain.own_records import AnnualStatement, PensionAccount
from kiosk.domain.records import Contribution, Insurance

RATES = {
    **{2016: Decimal("8.31"), 2017: Decimal("7.12"), 2018: Decimal("8.29")},
    **{2019: Decimal("7.61"), 2020: Decimal("6.04"), 2021: Decimal("6.69")},
    **{2022: Decimal("6.12"), 2023: Decimal("3.97"), 2024: Decimal("2.62")},
}
"""Percent a year; the statements begin with the first of these years."""
_ZERO, _FEN = Decimal("0.00"), Decimal("0.01")


@dataclass(frozen=True, slots=True, repr=False)
class _Parts:
    """The four parts of a balance; the order is the one a pension is taken in."""

    personal_interest: Decimal = _ZERO
    personal_principal: Decimal = _ZERO
    employer_interest: Decimal = _ZERO
    employer_principal: Decimal = _ZERO

    @property
    def all(self) -> tuple[Decimal, ...]:
        return (
            *(self.personal_interest, self.personal_principal),
            *(self.employer_interest, self.employer_principal),
        )

    @property
    def sum(self) -> Decimal:
        return sum(self.all, _ZERO)

    def less(self, amount: Decimal) -> "_Parts":
        """Return what stays when an amount was taken out."""
        stays = []
        for part in self.all:
            taken = min(part, amount)
            amount -= taken
            stays.append(part - taken)
        return _Parts(*stays)


def pension_of(
    person: Person,
) -> tuple[PensionAccount | None, tuple[AnnualStatement, ...]]:
    """Return the account and its statements, oldest first; no pension, no account."""
    lines = _arrived(person)
    if not lines and person.pension_start is None:
        return None, ()
    years = list(_years(person, lines))
    statements = tuple(statement for statement, _ in years)
    last = years[-1][1] if years else _Parts()
    account = PensionAccount(
        opened=person.pension_start.opened if person.pension_start else lines[0].month,
        principal=last.personal_principal + last.employer_principal,
        interest=last.personal_interest + last.employer_interest,
        paid_out=sum((s.payments or _ZERO for s in statements), _ZERO),
        balance=last.sum,
        valid=True,
    )
    return account, tuple(_spoilt(person, statement) for statement in statements)


def months_of(person: Person) -> int | None:
    """Return for how many months a pension was paid for; None: for none ever.

    A month counts once, however often it was charged, and only when its money arrived;
    the months before the first statement are those the account began with.
    """
    lines = _arrived(person)
    if not lines and person.pension_start is None:
        return person.pension_pay.months if person.pension_pay else None
    _, months = _start(person, lines)
    later = {line.month for line in lines if not _early(line)}
    return months + len(later - _counted(lines))


def _arrived(person: Person) -> list[Contribution]:
    return [
        line
        for line in contributions_of(person)
        if line.insurance is Insurance.PENSION and line.arrived
    ]


def _early(line: Contribution) -> bool:
    """Tell whether it was paid before the first year that has a statement."""
    return int(line.paid_month[:4]) < min(RATES)


def _counted(lines: list[Contribution]) -> set[str]:
    """Return the months that the first statement begins with."""
    return {line.month for line in lines if _early(line)}


def _years(
    person: Person, lines: list[Contribution]
) -> Iterator[tuple[AnnualStatement, _Parts]]:
    """Yield each year's statement and the parts of its closing balance."""
    begin, months = _start(person, lines)
    counted = _counted(lines)
    for year in range(min(RATES), LAST_BOOKED.year):
        own = [line for line in lines if int(line.paid_month[:4]) == year]
        if not (own or months):
            continue
        new = {line.month for line in own} - counted
        counted |= new
        months += len(new)
        statement, begin = _year(person, year, begin, own, (len(new), months))
        yield statement, begin


def _start(person: Person, lines: list[Contribution]) -> tuple[_Parts, int]:
    """Return the balance and the months before the first statement."""
    start = person.pension_start
    if start is not None:
        parts = _Parts(
            *(start.personal_interest, start.personal_principal),
            *(start.employer_interest, start.employer_principal),
        )
        return parts, start.months
    # No rate of the years before is known, so their money counts without interest.
    principal = sum((x.personal_amount for x in lines if _early(x)), _ZERO)
    return _Parts(personal_principal=principal), len(_counted(lines))


def _year(
    person: Person,
    year: int,
    begin: _Parts,
    own: list[Contribution],
    months: tuple[int, int],
) -> tuple[AnnualStatement, _Parts]:
    """Return a year; `months` are those it added, and all up to its end."""
    rate = RATES[year]
    wanted = _taken(person, year)
    rest = begin.less(wanted)
    payments = begin.sum - rest.sum
    on_personal = _percent(rest.personal_interest + rest.personal_principal, rate)
    on_employer = _percent(rest.employer_interest + rest.employer_principal, rate)
    credit = sum((line.personal_amount for line in own), _ZERO)
    credit_interest = sum((_month_interest(line, rate) for line in own), _ZERO)
    end = _Parts(
        rest.personal_interest + on_personal + credit_interest,
        rest.personal_principal + credit,
        rest.employer_interest + on_employer,
        rest.employer_principal,
    )
    statement = AnnualStatement(
        year=year,
        opening=begin.sum,
        opening_employer_principal=begin.employer_principal,
        opening_employer_interest=begin.employer_interest,
        opening_personal_principal=begin.personal_principal,
        opening_personal_interest=begin.personal_interest,
        interest_on_employer=on_employer,
        interest_on_personal=on_personal,
        employer_credit=_ZERO,
        employer_credit_interest=_ZERO,
        personal_credit=credit,
        personal_credit_interest=credit_interest,
        payments=payments,
        closing=end.sum,
        months=months[0],
        months_total=months[1],
        months_owed=_owed(person, year),
        base=_mean(own),
    )
    return statement, end


def _spoilt(person: Person, statement: AnnualStatement) -> AnnualStatement:
    """Return the statement as the center has it: off, or with nothing in places."""
    year = str(statement.year)
    changes: dict[str, Decimal | None] = {}
    if year in person.wrong_years and statement.closing is not None:
        changes["closing"] = statement.closing + person.wrong_years[year]
    changes.update(dict.fromkeys(person.missing_years.get(year, ())))
    return msgspec.structs.replace(statement, **changes)


def _taken(person: Person, year: int) -> Decimal:
    pay = person.pension_pay
    if pay is None or int(pay.began[:4]) > year:
        return _ZERO
    first = int(pay.began[5:]) if int(pay.began[:4]) == year else 1
    return pay.from_account * (13 - first)


def _owed(person: Person, year: int) -> int:
    late = {month for job in person.jobs for month in job.not_arrived}
    return sum(int(month[:4]) == year for month in late)


def _month_interest(line: Contribution, rate: Decimal) -> Decimal:
    """Return the interest on a month's credit for the months left of the year."""
    left = 12 - int(line.paid_month[5:])
    return (line.personal_amount * rate * left / 1200).quantize(_FEN, ROUND_HALF_UP)


def _mean(own: list[Contribution]) -> Decimal | None:
    if not own:
        return None
    total = sum((line.base for line in own), _ZERO)
    return (total / len(own)).quantize(_FEN, ROUND_HALF_UP)


def _percent(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate / 100).quantize(_FEN, ROUND_HALF_UP)
