"""The wall: all machines by hall, so that what needs a person is seen first.

One read of the registry (10,000 short rows) gives the totals, the halls and the picture
alike: so they never disagree.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.shown.machine_list import (
    HALL,
    HERE,
    NOT_REVOKED,
    OWN,
    need_of,
)
from kiosk.center.identity.identity_tables import kiosk as kiosk_table

WORST = 3
"""Machines that a hall's row names."""


class WorstMachine(NamedTuple):
    """A machine that a hall's row names."""

    kiosk: str
    need: Need
    reason: str
    """The weightiest; empty: it says none."""


class Hall(NamedTuple):
    """The machines of one hall."""

    name: str
    needs: Sequence[Need]
    """Each machine's, the worst first."""
    worst: Sequence[WorstMachine]
    never: int = 0
    """Of the silent ones those that never said a word."""

    @property
    def counts(self) -> Mapping[Need, int]:
        """Return how many machines are how."""
        return Counter(self.needs)

    @property
    def all_silent(self) -> bool:
        """Tell whether it is the hall's line rather than its machines."""
        return len(self.needs) > 1 and set(self.needs) == {Need.SILENT}


class Wall(NamedTuple):
    """All machines at one moment."""

    at: float
    """When this center looked."""
    halls: Sequence[Hall]
    """The worst first: by its worst machine, then by how many of these."""
    never: int
    """Of the silent ones those that never said a word."""

    @property
    def totals(self) -> Mapping[Need, int]:
        """Return how many machines are how."""
        total: Counter[Need] = Counter()
        for hall in self.halls:
            total.update(hall.needs)
        return total

    @property
    def machines(self) -> int:
        """Return how many there are."""
        return sum(len(hall.needs) for hall in self.halls)


def wall(db: Connection, now: float) -> Wall:
    """Return all machines by hall."""
    need = need_of(now)
    found = db.execute(
        select(kiosk_table.c.id, need, HALL, OWN.reasons, OWN.heard)
        .select_from(HERE)
        .where(NOT_REVOKED)
        .order_by(need.desc(), kiosk_table.c.id)
    ).all()  # row by row it takes half as long again
    halls: defaultdict[str, list[tuple[str, int, str | None]]] = defaultdict(list)
    never: Counter[str] = Counter()
    for kiosk, worst, hall, reasons, heard in found:
        halls[hall].append((kiosk, worst, reasons))
        if heard is None:
            never[hall] += 1
    made = [_hall(name, rows, never[name]) for name, rows in halls.items()]
    return Wall(now, sorted(made, key=_worst_first), never.total())


def _hall(name: str, rows: list[tuple[str, int, str | None]], never: int) -> Hall:
    worst = [
        WorstMachine(kiosk, Need(need), (reasons or "").partition(" ")[0])
        for kiosk, need, reasons in rows[:WORST]
        if need > Need.WELL
    ]
    return Hall(name, [_NEEDS[need] for _, need, _ in rows], worst, never)


_NEEDS = list(Need)


def _worst_first(hall: Hall) -> tuple[object, ...]:
    counts = hall.counts
    return (*(-counts[need] for need in reversed(Need) if need), hall.name)
