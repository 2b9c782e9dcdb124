"""Which editions machines should have and have not: what pulses are answered with.

Asked for all machines of a turn at once: a few statements, however many they are.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.center.editions.edition_places import EditionAt, places_of
from kiosk.center.editions.ring_rules import in_ring
from kiosk.center.editions.rollouts import offered_percent
from kiosk.center.editions.shelf import ALL, RING, newest_for, sizes
from kiosk.sync.wire.downward.editions_wire import MOST_KINDS, EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse

Marks = tuple[EditionMark, ...]


class EditionView(NamedTuple):
    """How one machine is with one kind, for a page."""

    kind: str
    wanted: int
    """The newest that is for it; 0: there is none."""
    at: EditionAt | None
    """What it told; None: nothing yet."""

    @property
    def is_due(self) -> bool:
        """Tell whether the machine has not decided on the newest yet."""
        known = 0 if self.at is None else max(self.at.applied, self.at.refused)
        return self.wanted > known


def wanted_editions(db: Connection, kiosk: str, pulse: Pulse, now: float) -> Marks:
    """Return the newest edition of each kind that a machine has not decided on yet."""
    return wanted_by_all(db, {kiosk: pulse})[kiosk]


def wanted_by_all(db: Connection, pulses: Mapping[str, Pulse]) -> dict[str, Marks]:
    """Return what each of some machines has not decided on yet."""
    percent = offered_percent(db)
    spoken = {
        kiosk: audiences(kiosk, pulse.site, percent) for kiosk, pulse in pulses.items()
    }
    newest = newest_for(db, {each for names in spoken.values() for each in names})
    fresh = {
        kiosk: _fresh(pulse, [newest.get(each, {}) for each in spoken[kiosk]])
        for kiosk, pulse in pulses.items()
    }
    size = sizes(db, {pair for found in fresh.values() for pair in found.items()})
    return {
        kiosk: tuple(
            EditionMark(kind, number, size[kind, number])
            for kind, number in sorted(found.items())[:MOST_KINDS]
        )
        for kiosk, found in fresh.items()
    }


def _fresh(pulse: Pulse, newest: list[dict[str, int]]) -> dict[str, int]:
    """Return the newest number of each kind that a machine does not know."""
    known: dict[str, int] = {}
    for place in (*pulse.editions, *pulse.editions_refused):
        known[place.kind] = max(known.get(place.kind, 0), place.number)
    wanted = newest_of(newest)
    return {kind: n for kind, n in wanted.items() if n > known.get(kind, 0)}


def newest_of(newest: list[dict[str, int]]) -> dict[str, int]:
    """Return the greatest number of each kind."""
    found: dict[str, int] = {}
    for kind, number in (pair for each in newest for pair in each.items()):
        found[kind] = max(found.get(kind, 0), number)
    return found


def audiences(kiosk: str, site: str, percent: float) -> list[str]:
    """Return as whom a machine is spoken to.

    :param site: the hall, as the machine names it.
    :param percent: for how much of the fleet a release is offered.
    """
    found = [ALL, f"kiosk:{kiosk}"]
    if site:
        found.append(f"site:{site}")
    if in_ring(kiosk, percent):
        found.append(RING)
    return found


def newest_of_machine(db: Connection, kiosk: str, site: str) -> dict[str, int]:
    """Return the number of each kind that is for a machine now."""
    spoken = audiences(kiosk, site, offered_percent(db))
    return newest_of(list(newest_for(db, set(spoken)).values()))


def editions_of(db: Connection, kiosk: str, site: str) -> list[EditionView]:
    """Return how a machine is with each kind of which there is anything to say."""
    wanted = newest_of_machine(db, kiosk, site)
    told = {each.kind: each for each in places_of(db, kiosk)}
    kinds = sorted({*wanted, *told})
    return [EditionView(kind, wanted.get(kind, 0), told.get(kind)) for kind in kinds]
