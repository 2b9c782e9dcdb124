"""Which parts of which kiosks are broken, as the kiosks tell it.

A row for each part and code that broke and is not well yet. What a kiosk says is a
claim: a code that nobody knows is not listed, and no kiosk has a long list.
"""

import re
from typing import NamedTuple

from sqlalchemy import Column, Connection, delete, func, select

from kiosk.center.database.schema import Seconds, Words, table
from kiosk.center.database.transactions import every, insert_new
from kiosk.domain.faults import Fault
from kiosk.sync.wire.events.machine_events import PartFault

open_fault = table(
    "open_fault",
    Column("kiosk", Words, primary_key=True),
    Column("part", Words, primary_key=True),
    Column("fault", Words, primary_key=True),
    Column("since", Seconds, nullable=False),
)
MOST = 32
"""Rows of one kiosk; a machine has fewer parts."""
LISTED = 1000
_PART = re.compile(r"[a-z][a-z_]{0,31}")


class OpenFault(NamedTuple):
    """One part that is broken."""

    kiosk: str
    part: str
    fault: str
    since: float
    """By the center's clock: when it heard of it."""


def part_told(db: Connection, kiosk: str, told: PartFault, now: float) -> None:
    """Take note of what a kiosk says of a part."""
    if not _PART.fullmatch(told.part) or told.fault not in set(Fault):
        return
    own, of = open_fault.c, {"kiosk": kiosk, "part": told.part, "fault": told.fault}
    if not told.began:
        db.execute(delete(open_fault).filter_by(**of))
        return
    counted = select(func.count()).select_from(open_fault).where(own.kiosk == kiosk)
    if db.execute(counted).scalar_one() < MOST:
        insert_new(db, open_fault, [{**of, "since": now}])


def started_anew(db: Connection, kiosk: str) -> None:
    """Forget what was broken: a program that starts tells what still is."""
    db.execute(delete(open_fault).where(open_fault.c.kiosk == kiosk))


def open_faults(db: Connection) -> list[OpenFault]:
    """Return the parts that are broken, the newest first; of very many the newest."""
    own = open_fault.c
    ordered = select(open_fault).order_by(own.since.desc(), own.kiosk, own.part)
    return [OpenFault(**row) for row in every(db, ordered.limit(LISTED))]
