"""Wrong tries: how long a number, or a kiosk, has to wait before the next one.

A number that does not exist is counted like one that does, so that waiting tells
nothing. Functions over a connection, in the caller's transaction.
"""

import math
import sqlite3

_FREE, _FIRST_WAIT, _LONGEST_WAIT = 3, 60.0, 3600.0
_FORGOTTEN_AFTER = 24 * 3600.0
KIOSK_WINDOW = 600.0
"""Seconds in which a kiosk's tries are counted."""


def number_wait(
    db: sqlite3.Connection, subject: str, tag: bytes, now: float
) -> int | None:
    """Return how many seconds a number still has to wait; None: none."""
    row = db.execute(
        "SELECT misses, at FROM number_miss WHERE subject=? AND tag=?", [subject, tag]
    ).fetchone()
    if row is None or row["misses"] < _FREE:
        return None
    doublings = min(row["misses"] - _FREE, 16)
    wait = min(_FIRST_WAIT * 2.0**doublings, _LONGEST_WAIT)
    return _seconds(row["at"] + wait - now)


def number_missed(db: sqlite3.Connection, subject: str, tag: bytes, now: float) -> None:
    """Count a wrong try with a number; a day without one is forgotten."""
    db.execute("DELETE FROM number_miss WHERE at < ?", [now - _FORGOTTEN_AFTER])
    db.execute(
        "INSERT INTO number_miss VALUES (?, ?, 1, ?) ON CONFLICT(subject, tag) "
        "DO UPDATE SET misses=misses+1, at=excluded.at",
        [subject, tag, now],
    )


def number_right(db: sqlite3.Connection, subject: str, tag: bytes) -> None:
    """Forget the wrong tries of a number: it was tried rightly."""
    db.execute("DELETE FROM number_miss WHERE subject=? AND tag=?", [subject, tag])


def kiosk_wait(
    db: sqlite3.Connection, subject: str, kiosk: str, most: int, now: float
) -> int | None:
    """Return how many seconds a kiosk still has to wait; None: none.

    :param most: so many tries within the window; the next waits for one to pass.
    """
    row = db.execute(
        "SELECT at FROM kiosk_try WHERE subject=? AND kiosk=? AND at>? "
        "ORDER BY at DESC LIMIT 1 OFFSET ?",
        [subject, kiosk, now - KIOSK_WINDOW, most - 1],
    ).fetchone()
    return None if row is None else _seconds(row["at"] + KIOSK_WINDOW - now)


def kiosk_tried(db: sqlite3.Connection, subject: str, kiosk: str, now: float) -> None:
    """Count a try of a kiosk."""
    db.execute("DELETE FROM kiosk_try WHERE at < ?", [now - KIOSK_WINDOW])
    db.execute("INSERT INTO kiosk_try VALUES (?, ?, ?)", [subject, kiosk, now])


def _seconds(left: float) -> int | None:
    return math.ceil(left) if left > 0 else None
