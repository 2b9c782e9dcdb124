"""The demo's invented people and their records, from one readable file.

The virtual cards and the reference center both read it, so card and records agree.
Nothing here is a rule of any city: the years but 2018 are made up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Literal

from msgspec import field

from kiosk.config import Table, decode_toml
from kiosk.records import (
    CardState,
    ChargeKind,
    Contribution,
    Insurance,
    MedicalVisit,
    VisitKind,
)
from kiosk.resources import asset

LAST_BOOKED = datetime(2025, 1, 10, tzinfo=UTC)
"""When the invented records were last brought up to date."""
_CHINA = timezone(timedelta(hours=8))
_FEN = Decimal("0.01")
_ARRIVAL_DAY = 15

# The lowest base of 2018 is Ningbo's; the other years are synthetic multiples of it.
_LOWEST_2018, _HIGHEST_2018 = Decimal(3068), Decimal(15335)
_LEVELS = {
    **{2015: Decimal("0.78"), 2016: Decimal("0.85"), 2017: Decimal("0.92")},
    **{2018: Decimal("1.00"), 2019: Decimal("1.07"), 2020: Decimal("1.08")},
    **{2021: Decimal("1.20"), 2022: Decimal("1.30"), 2023: Decimal("1.36")},
    2024: Decimal("1.40"),
}

# Percent of the base, employer's and person's part: Ningbo 2018, kept for all years.
_RATES = {
    Insurance.PENSION: (Decimal(14), Decimal(8)),
    Insurance.MEDICAL: (Decimal(9), Decimal(2)),
    Insurance.MATERNITY: (Decimal("0.7"), Decimal(0)),
}


class PersonCard(Table, frozen=True):
    """The card of a person as its chip and the center know it."""

    id: str
    """32 hexadecimal digits."""
    number: str
    generation: int
    issued: date
    valid_until: date
    pin: str = ""
    """Empty: the chip's PIN was never set."""
    tries: int = 6
    card_class: str = "3"
    state: CardState = CardState.NORMAL


class Job(Table, frozen=True):
    """A time of work: who paid, from which to which month, on which bases."""

    employer: str
    first: str
    last: str
    bases: dict[str, Decimal]
    """The contribution base by year, such as `{"2018": 6500}`.

    Other years follow the nearest one that is named.
    """
    kind: Literal["employee", "farm"] = "employee"
    """A contract worker of a farming household pays no unemployment part."""
    injury_rate: Decimal = Decimal("0.4")
    """Percent, by the employer's trade."""
    paid_later: dict[str, str] = field(default_factory=dict)
    """Months that were paid back, with the month in which that was done."""
    not_arrived: tuple[str, ...] = ()


class Visit(Table, frozen=True, kw_only=True):
    """One medical settlement; the person's parts follow from these amounts."""

    at: datetime
    place: str
    department: str = ""
    kind: VisitKind
    total: Decimal
    fund: Decimal
    account: Decimal
    balance: Decimal
    began: date | None = None
    ended: date | None = None
    cancelled: bool = False
    outside_city: bool = False


class Person(Table, frozen=True):
    """One invented person; the number's area code exists nowhere."""

    name: str
    number: str
    sex: str
    nation: str
    birthplace: str
    born: date
    card: PersonCard
    jobs: tuple[Job, ...] = ()
    visits: tuple[Visit, ...] = ()
    address: str = ""
    phone: str = ""
    marital: str = ""
    """A code of the card's list: 1 single, 2 married, 3 widowed, 4 divorced."""
    education: str = ""
    retired: date | None = None


class Cast(Table, frozen=True):
    """The file: people by key."""

    people: dict[str, Person]


def load_people(path: Path | None = None) -> dict[str, Person]:
    """Return the demo people by key, in the file's order.

    :raises kiosk.config.ConfigError: when the file does not fit.
    """
    return decode_toml(path or asset("demo", "people.toml"), Cast).people


def contributions_of(person: Person) -> list[Contribution]:
    """Return every month of all five insurances, in order of month and insurance."""
    lines = [
        _line(job, insurance, month)
        for job in person.jobs
        for month in _months(job.first, job.last)
        for insurance in Insurance
    ]
    return sorted(lines, key=lambda line: line.month)


def visits_of(person: Person) -> list[MedicalVisit]:
    """Return the medical settlements, newest first."""
    visits = sorted(person.visits, key=lambda visit: visit.at, reverse=True)
    return [_visit(person, visit) for visit in visits]


def last_month_of(jobs: tuple[Job, ...]) -> str:
    """Return the last month of the last job; "" without any."""
    return max((job.last for job in jobs), default="")


def base_of(job: Job, year: int) -> Decimal:
    """Return the month's base of a year in whole yuan, within that year's limits."""
    named = min((int(y) for y in job.bases), key=lambda y: abs(y - year))
    scale = _LEVELS[year] / _LEVELS[named]
    lowest, highest = (_yuan(b * _LEVELS[year]) for b in (_LOWEST_2018, _HIGHEST_2018))
    return max(lowest, min(highest, _yuan(job.bases[str(named)] * scale)))


def rates_of(job: Job, insurance: Insurance, month: str) -> tuple[Decimal, Decimal]:
    """Return the employer's and the person's percent of the base in a month."""
    if insurance is Insurance.INJURY:
        return job.injury_rate, Decimal(0)
    if insurance is Insurance.UNEMPLOYMENT:
        half = Decimal("0.5")
        employer = half if month >= "2017-05" else Decimal(1)
        return employer, Decimal(0) if job.kind == "farm" else half
    return _RATES[insurance]


def _line(job: Job, insurance: Insurance, month: str) -> Contribution:
    base = base_of(job, int(month[:4]))
    employer, personal = rates_of(job, insurance, month)
    paid = job.paid_later.get(month, month)
    arrived = date(int(paid[:4]), int(paid[5:]), _ARRIVAL_DAY)
    return Contribution(
        insurance=insurance,
        month=month,
        paid_month=paid,
        employer=job.employer,
        base=base.quantize(_FEN),
        employer_amount=_percent(base, employer),
        personal_amount=_percent(base, personal),
        arrived=None if month in job.not_arrived else arrived,
        kind=ChargeKind.NORMAL if paid == month else ChargeKind.BACK_PAYMENT,
    )


def _visit(person: Person, visit: Visit) -> MedicalVisit:
    own = visit.total - visit.fund
    return MedicalVisit(
        id=f"{visit.at:%Y%m%d%H%M%S}{person.card.number[1:5]}",
        settled=visit.at.replace(tzinfo=_CHINA),
        institution=visit.place,
        department=visit.department,
        kind=visit.kind,
        began=visit.began,
        ended=visit.ended,
        total=visit.total,
        fund=visit.fund,
        person=own,
        account=visit.account,
        cash=own - visit.account,
        balance_after=visit.balance,
        cancelled=visit.cancelled,
        outside_city=visit.outside_city,
    )


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while (text := f"{year}-{month:02d}") <= last:
        yield text
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _percent(base: Decimal, rate: Decimal) -> Decimal:
    """Return a part of the base, rounded half up to the fen once per line."""
    return (base * rate / 100).quantize(_FEN, ROUND_HALF_UP)


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
