"""What was done on days: sums by day, hall or machine, one bounded piece at a time.

A piece is one day of all machines, or a few machines of all days; between two pieces
others have their turn. Only the days that somebody names are read.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from kiosk.center.database.transactions import every
from kiosk.center.fleet.fleet_tables import machine, machine_count
from kiosk.center.fleet.shown.machine_list import HALL
from kiosk.center.identity.identity_tables import kiosk as kiosk_table

MOST_DAYS = 93
"""A quarter; who wants more asks again."""
MACHINES_AT_ONCE = 20
FAMILIES = ("visit", "end", "service", "wait", "fault", "trouble", "print", "machine")
_OWN = machine_count.c


class Figure(NamedTuple):
    """How many times something was in one group."""

    group: str
    what: str
    times: int


class DaySpan(NamedTuple):
    """Days from one to another, both counted."""

    first: date
    last: date

    @property
    def days(self) -> list[str]:
        """Return each of them, the oldest first."""
        count = (self.last - self.first).days + 1
        return [(self.first + timedelta(days=n)).isoformat() for n in range(count)]


class WrongSpan(Exception):
    """These days cannot be shown; the text is a key."""


def span_of(first: str, last: str, today: date) -> DaySpan:
    """Return the days that somebody named; nothing named: the last seven.

    :raises WrongSpan: when they are none, or too many.
    """
    try:
        end = date.fromisoformat(last) if last else today
        begin = date.fromisoformat(first) if first else end - timedelta(days=6)
    except (ValueError, OverflowError) as error:
        raise WrongSpan("no_day") from error
    if begin > end:
        raise WrongSpan("turned")
    if (end - begin).days >= MOST_DAYS:
        raise WrongSpan("too_long")
    return DaySpan(begin, end)


def day_sums(db: Connection, day: str, hall: str | None = None) -> dict[str, int]:
    """Return what was done on a day, everywhere or in one hall."""
    found = select(_OWN.what, func.sum(_OWN.times).label("times")).where(
        _OWN.day == day
    )
    if hall is not None:
        found = found.join(machine, machine.c.kiosk == _OWN.kiosk)
        found = found.where(HALL.in_((hall,)))
    rows = every(db, found.group_by(_OWN.what))
    return {row["what"]: int(row["times"]) for row in rows}


def hall_sums(db: Connection, day: str) -> list[Figure]:
    """Return what was done on a day in each hall, as the halls are named now."""
    hall = func.coalesce(HALL, "").label("hall")
    found = (
        select(hall, _OWN.what, func.sum(_OWN.times).label("times"))
        .select_from(machine_count.outerjoin(machine, machine.c.kiosk == _OWN.kiosk))
        .where(_OWN.day == day)
        .group_by(hall, _OWN.what)
        .order_by(hall, _OWN.what)
    )
    return [
        Figure(row["hall"], row["what"], int(row["times"])) for row in every(db, found)
    ]


def families(sums: dict[str, int]) -> dict[str, dict[str, int]]:
    """Return sums by what they are about, the most frequent word first."""
    found: dict[str, Counter[str]] = {name: Counter() for name in FAMILIES}
    for what, times in sums.items():
        family, _, word = what.partition(".")
        if family in found:
            found[family][word] += times
    return {name: dict(words.most_common()) for name, words in found.items()}


def machine_names(db: Connection, after: str) -> list[str]:
    """Return the next few machines by name, for a file that is written in pieces."""
    own = kiosk_table.c.id
    names = select(own).where(own > after).order_by(own).limit(MACHINES_AT_ONCE)
    return list(db.execute(names).scalars())


def machine_figures(
    db: Connection, names: Sequence[str], span: DaySpan
) -> list[tuple[str, str, str, int]]:
    """Return machine, day, what and how often for a few machines."""
    few = (
        select(machine_count)
        .where(_OWN.kiosk.in_(names))
        .where(_OWN.day.between(span.first.isoformat(), span.last.isoformat()))
        .order_by(_OWN.kiosk, _OWN.day, _OWN.what)
    )
    rows = every(db, few)
    return [(row["kiosk"], row["day"], row["what"], row["times"]) for row in rows]
