"""The demo's invented people: their contributions and medical visits.

The virtual cards and the reference center both read it, so card and records agree.
Nothing here is a rule of any city: the years but 2018 are made up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from kiosk.devices.virtual.people.cast import Employment, Person, Treatment
from kiosk.domain.china_time import CHINA
from kiosk.domain.records import (
    ChargeKind,
    Contribution,
    FundKind,
    FundPart,
    Insurance,
    MedicalVisit,
)

LAST_BOOKED = datetime(2025, 1, 10, tzinfo=UTC)
"""When the invented records were last brought up to date."""
_FEN = Decimal("0.01")
_ARRIVAL_DAY = 15

# The lowest base of 2018 is Ningbo's; the other years are synthetic multiples of it.
_LOWEST_2018, _HIGHEST_2018 = Decimal(3068), Decimal(15335)
_LEVELS = {
    **{1989: Decimal("0.04"), 1990: Decimal("0.04"), 1991: Decimal("0.05")},
    **{1992: Decimal("0.06"), 1993: Decimal("0.07"), 1994: Decimal("0.09")},
    **{1995: Decimal("0.11"), 1996: Decimal("0.12"), 1997: Decimal("0.13")},
    **{1998: Decimal("0.14"), 1999: Decimal("0.15"), 2000: Decimal("0.17")},
    **{2001: Decimal("0.20"), 2002: Decimal("0.23"), 2003: Decimal("0.26")},
    **{2004: Decimal("0.29"), 2005: Decimal("0.32")},
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


def contributions_of(person: Person) -> list[Contribution]:
    """Return every month of all five insurances, in order of month and insurance."""
    lines = [
        _line(job, insurance, month)
        for job in person.jobs
        for month in months_between(job.first, job.last)
        for insurance in job.insurances
    ]
    return sorted(lines, key=lambda line: line.month)


def visits_of(person: Person) -> list[MedicalVisit]:
    """Return the medical settlements, newest first."""
    visits = sorted(person.visits, key=lambda visit: visit.at, reverse=True)
    return [_visit(person, visit) for visit in visits]


def last_month_of(jobs: tuple[Employment, ...]) -> str:
    """Return the last month of the last job; "" without any."""
    return max((job.last for job in jobs), default="")


def base_of(job: Employment, year: int) -> Decimal:
    """Return the month's base of a year in whole yuan, within that year's limits."""
    named = min((int(y) for y in job.bases), key=lambda y: abs(y - year))
    scale = _LEVELS[year] / _LEVELS[named]
    lowest, highest = (_yuan(b * _LEVELS[year]) for b in (_LOWEST_2018, _HIGHEST_2018))
    return max(lowest, min(highest, _yuan(job.bases[str(named)] * scale)))


def rates_of(
    job: Employment, insurance: Insurance, month: str
) -> tuple[Decimal, Decimal]:
    """Return the employer's and the person's percent of the base in a month."""
    if insurance is Insurance.INJURY:
        return job.injury_rate, Decimal(0)
    if insurance is Insurance.UNEMPLOYMENT:
        half = Decimal("0.5")
        employer = half if month >= "2017-05" else Decimal(1)
        return employer, Decimal(0) if job.kind == "farm" else half
    return _RATES[insurance]


def _line(job: Employment, insurance: Insurance, month: str) -> Contribution:
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


def _visit(person: Person, visit: Treatment) -> MedicalVisit:
    own = visit.total - visit.fund if visit.person is None else visit.person
    outside = visit.wholly_own + visit.over_limit + visit.own_share_first
    parts = visit.parts or ({FundKind.POOL: visit.fund} if visit.fund else {})
    record = MedicalVisit(
        id=f"{visit.at:%Y%m%d%H%M%S}{person.card.number[1:5]}",
        settled=visit.at.replace(tzinfo=CHINA),
        institution=visit.place,
        department=visit.department,
        kind=visit.kind,
        began=visit.began,
        ended=visit.ended,
        total=visit.total,
        wholly_own=visit.wholly_own,
        over_limit=visit.over_limit,
        own_share_first=visit.own_share_first,
        in_scope=visit.total - outside,
        deductible=visit.deductible,
        fund_parts=tuple(FundPart(kind, amount) for kind, amount in parts.items()),
        fund=visit.fund,
        person=own,
        account=visit.account,
        shared_account=visit.shared,
        cash=visit.total - visit.fund - visit.account - visit.shared,
        balance_after=visit.balance,
        cancelled=visit.cancelled,
        outside_city=visit.outside_city,
    )
    return msgspec.structs.replace(record, **dict.fromkeys(visit.missing))


def months_between(first: str, last: str) -> Iterator[str]:
    """Yield every month of a time, both ends included."""
    year, month = int(first[:4]), int(first[5:])
    while (text := f"{year}-{month:02d}") <= last:
        yield text
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _percent(base: Decimal, rate: Decimal) -> Decimal:
    """Return a part of the base, rounded half up to the fen once per line."""
    return (base * rate / 100).quantize(_FEN, ROUND_HALF_UP)


def _yuan(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
