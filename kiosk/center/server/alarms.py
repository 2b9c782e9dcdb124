"""What an operator should look at: a kiosk with more of something than a hall brings.

A row for each kiosk and subject, and a line in the log when one begins. Functions over
a connection, in the caller's transaction.
"""

import logging
import sqlite3
from typing import NamedTuple

TABLES = """
CREATE TABLE IF NOT EXISTS alarm(
    kiosk TEXT NOT NULL, subject TEXT NOT NULL, first REAL NOT NULL,
    last REAL NOT NULL, times INTEGER NOT NULL, PRIMARY KEY(kiosk, subject))
    STRICT, WITHOUT ROWID;
"""
_ANEW = 3600.0
"""Seconds after which the log is told again."""
log = logging.getLogger(__name__)


class Alarm(NamedTuple):
    """One kiosk that did too much of one thing."""

    kiosk: str
    subject: str
    first: float
    last: float
    times: int


def sound(db: sqlite3.Connection, kiosk: str, subject: str, now: float) -> None:
    """Write an alarm down; the log hears of it once an hour."""
    row = db.execute(
        "SELECT last FROM alarm WHERE kiosk=? AND subject=?", [kiosk, subject]
    ).fetchone()
    db.execute(
        "INSERT INTO alarm VALUES (?1, ?2, ?3, ?3, 1) ON CONFLICT(kiosk, subject) "
        "DO UPDATE SET last=excluded.last, times=times+1",
        [kiosk, subject, now],
    )
    if row is None or now - row["last"] > _ANEW:
        log.warning("alarm: %s has too much of %s", kiosk, subject)


def alarms(db: sqlite3.Connection) -> list[Alarm]:
    """Return every alarm, the newest first."""
    rows = db.execute("SELECT * FROM alarm ORDER BY last DESC, kiosk, subject")
    return [Alarm(*row) for row in rows]


def settle(db: sqlite3.Connection, kiosk: str) -> None:
    """Forget a kiosk's alarms: somebody has looked."""
    db.execute("DELETE FROM alarm WHERE kiosk=?", [kiosk])
