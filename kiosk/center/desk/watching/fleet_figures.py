"""How the whole fleet is in a few numbers: what alerts and metrics are made of.

Words of machines are claims: only the most frequent few are named, the rest is one sum.
"""

import time
from collections import Counter
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from kiosk.center.database.transactions import every
from kiosk.center.fleet.fleet_state import PAPER_LOW_MM, Need
from kiosk.center.fleet.fleet_tables import desk_order
from kiosk.center.fleet.orders import OrderState
from kiosk.center.fleet.shown.machine_list import HERE, NOT_REVOKED, OWN, need_of
from kiosk.center.server.alarms import alarm

MOST_REASONS, MOST_VERSIONS = 40, 20
OTHER = "other"
_MINUTE = 60.0


class FleetFigures(NamedTuple):
    """Counts of machines, but where something else is said."""

    at: float
    needs: dict[Need, int]
    reasons: dict[str, int]
    """Of machines that are not silent."""
    versions: dict[str, int]
    waiting: int
    """Events, of all machines."""
    waiting_most: int
    paper_low: int
    pulses: int
    """Machines that spoke in the last minute."""
    orders_waiting: int
    alarms: int
    certificates: int
    queued: int
    """Machines that say so of themselves, whatever else is frequent."""
    database_s: float
    """Seconds that one short question took."""

    @property
    def machines(self) -> int:
        """Return how many there are."""
        return sum(self.needs.values())


def fleet_figures(db: Connection, now: float) -> FleetFigures:
    """Count."""
    began = time.monotonic()
    orders = select(func.count()).where(desk_order.c.state == OrderState.WAITING)
    orders_waiting = int(db.execute(orders).scalar_one())
    took = time.monotonic() - began
    alarms = int(db.execute(select(func.count()).select_from(alarm)).scalar_one())
    waiting, most, low, pulses = _sums(db, now)
    reasons, versions = _words(db, now)
    words = now, _needs(db, now), _few(reasons, MOST_REASONS), versions
    sums = waiting, most, low, pulses, orders_waiting, alarms
    return FleetFigures(*words, *sums, reasons["certificate"], reasons["queue"], took)


def _needs(db: Connection, now: float) -> dict[Need, int]:
    need = need_of(now).label("need")
    found = select(need, func.count().label("times")).select_from(HERE)
    rows = every(db, found.where(NOT_REVOKED).group_by(need))
    counts = {int(row["need"]): int(row["times"]) for row in rows}
    return {need: counts.get(int(need), 0) for need in Need}


def _sums(db: Connection, now: float) -> tuple[int, int, int, int]:
    low = OWN.paper_mm < PAPER_LOW_MM
    spoke = OWN.heard > now - _MINUTE
    columns = (
        func.coalesce(func.sum(OWN.waiting), 0),
        func.coalesce(func.max(OWN.waiting), 0),
        func.coalesce(func.sum(case((low, 1), else_=0)), 0),
        func.coalesce(func.sum(case((spoke, 1), else_=0)), 0),
    )
    row = db.execute(select(*columns).select_from(HERE).where(NOT_REVOKED)).one()
    return int(row[0]), int(row[1]), int(row[2]), int(row[3])


def _words(db: Connection, now: float) -> tuple[Counter[str], dict[str, int]]:
    reasons, versions = Counter[str](), Counter[str]()
    times = func.count().label("times")
    speaks = need_of(now) != int(Need.SILENT)
    found = select(OWN.reasons, times).select_from(HERE).where(NOT_REVOKED, speaks)
    for row in every(db, found.group_by(OWN.reasons)):
        reasons.update(dict.fromkeys(row["reasons"].split(), row["times"]))
    named = select(OWN.version, times).select_from(HERE)
    known = named.where(NOT_REVOKED, OWN.version.is_not(None))
    for row in every(db, known.group_by(OWN.version)):
        versions[row["version"]] += row["times"]
    return reasons, _few(versions, MOST_VERSIONS)


def _few(counts: Counter[str], most: int) -> dict[str, int]:
    """Return the most frequent, and the rest as one."""
    named = dict(counts.most_common(most))
    rest = counts.total() - sum(named.values())
    return {**named, OTHER: named.get(OTHER, 0) + rest} if rest else named
