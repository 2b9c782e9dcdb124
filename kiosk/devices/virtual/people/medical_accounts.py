"""The demo people's medical accounts, derived from their visits.

What the visits leave open between two balances was credited month by month.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from kiosk.devices.virtual.people.cast import Person
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    months_between,
    visits_of,
)
from kiosk.domain.china_time import CHINA
from kiosk.domain.own_records import AccountMovement, MedicalAccount, MovementKind
from kiosk.domain.records import MedicalVisit

_CREDIT_DAY = 10
_FEN = Decimal("0.01")


def medical_of(
    person: Person,
) -> tuple[MedicalAccount | None, tuple[AccountMovement, ...]]:
    """Return the medical account and its movements, newest first."""
    money = person.medical
    if money is None:
        return None, ()
    moves = tuple(_movements(person))
    balance = moves[-1].balance_after if moves else money.balance
    opened = money.opened or (person.jobs[0].first if person.jobs else None)
    account = MedicalAccount(
        current_year=None if balance is None else balance - money.prior,
        prior_years=money.prior,
        opened=opened,
        valid=money.valid,
    )
    return account, moves[::-1]


def _movements(person: Person) -> Iterator[AccountMovement]:
    """Yield every movement, oldest first; credits fill up what visits leave open."""
    before: MedicalVisit | None = None
    for visit in reversed(visits_of(person)):
        yield from _between(before, visit)
        paid, left = visit.account, visit.balance_after
        if paid and visit.settled is not None:
            if visit.cancelled and left is not None:
                left -= paid
            yield _move(visit, visit.settled, MovementKind.OUT, paid, left)
            if visit.cancelled:
                later = visit.settled + timedelta(minutes=18)
                yield _move(visit, later, MovementKind.IN, paid, visit.balance_after)
        before = visit


def _between(
    before: MedicalVisit | None, visit: MedicalVisit
) -> Iterator[AccountMovement]:
    """Yield what was credited between two visits whose balances are known."""
    if before is None or before.settled is None or visit.settled is None:
        return
    has, had = visit.balance_after, before.balance_after
    if has is None or had is None:
        return
    if visit.account and not visit.cancelled:
        has += visit.account
    yield from _credits(before.settled, min(visit.settled, LAST_BOOKED), had, has)


def _move(
    visit: MedicalVisit,
    time: datetime,
    kind: MovementKind,
    amount: Decimal,
    balance: Decimal | None,
) -> AccountMovement:
    return AccountMovement(
        serial=visit.id + ("R" if kind is MovementKind.IN else ""),
        time=time,
        kind=kind,
        amount=amount,
        merchant=visit.institution or "",
        balance_after=balance,
    )


def _credits(
    since: datetime, until: datetime, had: Decimal, has: Decimal
) -> Iterator[AccountMovement]:
    """Yield monthly credits that lead from one balance to the next."""
    times = [
        datetime(int(m[:4]), int(m[5:]), _CREDIT_DAY, 2, tzinfo=CHINA)
        for m in months_between(f"{since:%Y-%m}", f"{until:%Y-%m}")
    ]
    times = [time for time in times if since < time < until]
    if has <= had:
        return
    times = times or [since + (until - since) / 2]
    share = ((has - had) / len(times)).quantize(_FEN)
    for place, time in enumerate(times, start=1):
        after = has if place == len(times) else had + share
        yield AccountMovement(
            serial=f"{time:%Y%m%d%H%M%S}C",
            time=time,
            kind=MovementKind.IN,
            amount=after - had,
            balance_after=after,
        )
        had = after
