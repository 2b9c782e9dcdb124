"""Which parts of which kiosks are broken, as the kiosks tell it.

A row for each part and code that broke and is not well yet. What a kiosk says is a
claim: a code that nobody knows is not listed, and no kiosk has a long list.
"""

import re
import sqlite3
from typing import NamedTuple

from kiosk.domain.faults import Fault
from kiosk.sync.wire.events.machine_events import PartFault

TABLES = """
CREATE TABLE IF NOT EXISTS open_fault(
    kiosk TEXT NOT NULL, part TEXT NOT NULL, fault TEXT NOT NULL, since REAL NOT NULL,
    PRIMARY KEY(kiosk, part, fault)) STRICT, WITHOUT ROWID;
"""
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


def part_told(db: sqlite3.Connection, kiosk: str, told: PartFault, now: float) -> None:
    """Take note of what a kiosk says of a part."""
    if not _PART.fullmatch(told.part) or told.fault not in set(Fault):
        return
    key = [kiosk, told.part, told.fault]
    if not told.began:
        db.execute("DELETE FROM open_fault WHERE kiosk=? AND part=? AND fault=?", key)
        return
    rows = db.execute("SELECT count(*) FROM open_fault WHERE kiosk=?", [kiosk])
    if rows.fetchone()[0] < MOST:
        db.execute("INSERT OR IGNORE INTO open_fault VALUES (?, ?, ?, ?)", [*key, now])


def started_anew(db: sqlite3.Connection, kiosk: str) -> None:
    """Forget what was broken: a program that starts tells what still is."""
    db.execute("DELETE FROM open_fault WHERE kiosk=?", [kiosk])


def open_faults(db: sqlite3.Connection) -> list[OpenFault]:
    """Return the parts that are broken, the newest first; of very many the newest."""
    rows = db.execute(
        "SELECT * FROM open_fault ORDER BY since DESC, kiosk, part LIMIT ?", [LISTED]
    )
    return [OpenFault(*row) for row in rows]
