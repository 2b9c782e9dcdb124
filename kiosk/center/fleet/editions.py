"""Which editions a machine should have and has not: what its pulse is answered with."""

from sqlalchemy import Connection

from kiosk.center.editions.rollouts import is_offered
from kiosk.center.editions.shelf import ALL, RING, newest_for, sizes
from kiosk.sync.wire.downward.editions_wire import MOST_KINDS, EditionMark
from kiosk.sync.wire.downward.pulse_wire import Pulse


def wanted_editions(
    db: Connection, kiosk: str, pulse: Pulse, now: float
) -> tuple[EditionMark, ...]:
    """Return the newest edition of each kind that a machine has not decided on yet."""
    known: dict[str, int] = {}
    for place in (*pulse.editions, *pulse.editions_refused):
        known[place.kind] = max(known.get(place.kind, 0), place.number)
    wanted = newest_for(db, audiences_of(db, kiosk, pulse.site))
    fresh = {kind: n for kind, n in wanted.items() if n > known.get(kind, 0)}
    size = sizes(db, fresh)
    marks = [EditionMark(kind, n, size[kind]) for kind, n in sorted(fresh.items())]
    return tuple(marks[:MOST_KINDS])


def audiences_of(db: Connection, kiosk: str, site: str) -> list[str]:
    """Return as whom a machine is spoken to.

    :param site: the hall, as the machine names it.
    """
    found = [ALL, f"kiosk:{kiosk}"]
    if site:
        found.append(f"site:{site}")
    if is_offered(db, kiosk):
        found.append(RING)
    return found
