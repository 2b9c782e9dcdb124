"""Wrong tries: how long a number at a kiosk, or a kiosk, waits before the next one.

A number that does not exist is counted like one that does, so that waiting tells
nothing. What each counter protects and costs is in docs/acts.md, what they come to in
`bench/guessing.py`. Functions over a connection, in the caller's transaction.
"""

import math
import sqlite3
from typing import NamedTuple

from kiosk.center.server import alarms

LOSS = "loss"
"""The subject of PINs that are typed with a number."""
LOSS_BY_NAME = "loss.id_card"
"""That of names that are read with a number: no stranger can fill it by typing."""
BY_ID_CARD = "loss.id_card.done"
"""That of reports that were accepted by ID card."""
PROGRESS = "progress"
OLD_PIN = "pin"
"""That of old PINs: only who proved the card's own PIN comes so far."""
CHALLENGE = "challenge"
"""That of card ids that nobody has."""

_DAY = 86400.0
_FREE = 3
_WAITS = (60.0, 300.0, 1800.0, 7200.0, 21600.0, _DAY)
"""Seconds after the third miss in a row and each one after it, at one kiosk."""
LATE = 2.0
"""Seconds by which an answer may be late instead of a refusal; see `late.py`."""


class TryPool(NamedTuple):
    """So many misses at once, and one more each time so many seconds are over."""

    most: float
    seconds: float


ANYWHERE = TryPool(20, _DAY / 2)
"""All kiosks together, for one number: 750 misses a year."""
OWN = TryPool(5, 2 * _DAY)
"""Kept for the kiosks where the owner was seen: 188 a year. Both pools together stay
under a thousand of a million PINs."""
_HERE = TryPool(_FREE, _DAY)
_OWN_PLACES, _OWN_FOR = 3, 400 * _DAY
_POOLED = (LOSS, OLD_PIN)


class TryPace(NamedTuple):
    """After so many tries in a window, one each time so many seconds are over."""

    window: float
    most: int
    seconds: float


PACES = {
    LOSS: (TryPace(600.0, 30, LATE),),
    LOSS_BY_NAME: (TryPace(600.0, 10, LATE), TryPace(_DAY, 50, 20.0)),
    BY_ID_CARD: (TryPace(600.0, 10, 60.0), TryPace(_DAY, 60, 600.0)),
    PROGRESS: (TryPace(600.0, 20, LATE), TryPace(_DAY, 200, 20.0)),
    CHALLENGE: (TryPace(600.0, 30, LATE),),
}
"""Of one kiosk. A hall's worth of honest mistakes is below; who has the key of a
machine is slowed down and raises an alarm."""


class TriedNumber(NamedTuple):
    """A number, by its keyed hash, that is tried at a kiosk."""

    subject: str
    tag: bytes
    kiosk: str


def number_wait(db: sqlite3.Connection, tried: TriedNumber, now: float) -> int | None:
    """Return how many seconds a number still has to wait here; None: none."""
    _put_right(db, now)
    wait = _open_wait(db, tried, now)
    if wait > 0 and _is_own(db, tried, now):
        wait = min(wait, _pool_wait(db, tried, "own", OWN, now))
    return _seconds(wait)


def number_missed(db: sqlite3.Connection, tried: TriedNumber, now: float) -> None:
    """Count a wrong try where it was let through."""
    # Invented numbers leave no rows: what is back at nothing goes.
    db.execute("DELETE FROM number_try WHERE over < ?", [now])
    if _open_wait(db, tried, now) > 0:
        _fill(db, tried, "own", OWN, now)
        return
    misses = _misses(db, tried, now) + 1
    _put(db, tried, f"at {tried.kiosk}", misses, _HERE, now)
    if tried.subject in _POOLED:
        _fill(db, tried, "all", ANYWHERE, now)


def number_right(db: sqlite3.Connection, tried: TriedNumber, now: float) -> None:
    """Forget a number's misses at this kiosk; those of all kiosks only time forgets."""
    db.execute(
        "DELETE FROM number_try WHERE subject=? AND tag=? AND place=?",
        [tried.subject, tried.tag, f"at {tried.kiosk}"],
    )
    if tried.subject == LOSS:
        owner_seen(db, tried.tag, tried.kiosk, now)


def owner_seen(db: sqlite3.Connection, tag: bytes, kiosk: str, now: float) -> None:
    """Remember a kiosk where the owner of a number proved a PIN, the newest few."""
    db.execute("INSERT OR REPLACE INTO own_place VALUES (?, ?, ?)", [tag, kiosk, now])
    db.execute(
        "DELETE FROM own_place WHERE tag=?1 AND (at<?2 OR kiosk NOT IN (SELECT kiosk "
        "FROM own_place WHERE tag=?1 ORDER BY at DESC LIMIT ?3))",
        [tag, now - _OWN_FOR, _OWN_PLACES],
    )


def kiosk_wait(
    db: sqlite3.Connection,
    subject: str,
    kiosk: str,
    now: float,
    waited: float = 0.0,
) -> int | None:
    """Return how many seconds a kiosk still has to wait; None: none.

    :param waited: so many seconds it was held back for this already.
    """
    _put_right(db, now)
    waits = [
        last + pace.seconds - now - waited
        for pace, count, last in _counted(db, subject, kiosk, now)
        if count >= pace.most
    ]
    return _seconds(max(waits, default=0.0))


def kiosk_tried(db: sqlite3.Connection, subject: str, kiosk: str, now: float) -> None:
    """Count a try of a kiosk; too many of them are an alarm."""
    db.execute("DELETE FROM kiosk_try WHERE at < ?", [now - _DAY])
    db.execute("INSERT INTO kiosk_try VALUES (?, ?, ?)", [subject, kiosk, now])
    if any(count >= pace.most for pace, count, _ in _counted(db, subject, kiosk, now)):
        alarms.sound(db, kiosk, subject, now)


def _put_right(db: sqlite3.Connection, now: float) -> None:
    """Let what was counted by a clock that was ahead count as of now.

    Else nobody could try before the clock has come to that moment again.
    """
    db.execute("UPDATE kiosk_try SET at=?1 WHERE at>?1", [now])
    db.execute("UPDATE number_try SET over=over-at+?1, at=?1 WHERE at>?1", [now])
    db.execute("UPDATE own_place SET at=?1 WHERE at>?1", [now])


def _counted(
    db: sqlite3.Connection, subject: str, kiosk: str, now: float
) -> list[tuple[TryPace, int, float]]:
    """Return each pace with how many tries fell into its window and when the last."""
    found = []
    for pace in PACES[subject]:
        row = db.execute(
            "SELECT count(*) AS tries, max(at) AS last FROM kiosk_try "
            "WHERE subject=? AND kiosk=? AND at>?",
            [subject, kiosk, now - pace.window],
        ).fetchone()
        found.append((pace, int(row["tries"]), float(row["last"] or 0.0)))
    return found


def _open_wait(db: sqlite3.Connection, tried: TriedNumber, now: float) -> float:
    """Return the wait by the misses at this kiosk and by those at all kiosks."""
    row = _row(db, tried, f"at {tried.kiosk}")
    misses, wait = _misses(db, tried, now), 0.0
    if row is not None and misses >= _FREE:
        step = _WAITS[min(misses - _FREE, len(_WAITS) - 1)]
        wait = float(row["at"]) + step - now
    if tried.subject in _POOLED:
        wait = max(wait, _pool_wait(db, tried, "all", ANYWHERE, now))
    return max(wait, 0.0)


def _misses(db: sqlite3.Connection, tried: TriedNumber, now: float) -> int:
    """Return a number's misses at this kiosk; each day without one forgets one."""
    row = _row(db, tried, f"at {tried.kiosk}")
    if row is None:
        return 0
    return max(0, int(row["level"]) - int((now - row["at"]) // _DAY))


def _pool_wait(
    db: sqlite3.Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> float:
    over = _level(db, tried, place, pool, now) + 1 - pool.most
    return max(0.0, over * pool.seconds)


def _fill(
    db: sqlite3.Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> None:
    _put(db, tried, place, _level(db, tried, place, pool, now) + 1, pool, now)


def _level(
    db: sqlite3.Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> float:
    row = _row(db, tried, place)
    if row is None:
        return 0.0
    return max(0.0, float(row["level"]) - (now - float(row["at"])) / pool.seconds)


def _is_own(db: sqlite3.Connection, tried: TriedNumber, now: float) -> bool:
    if tried.subject != LOSS:
        return False
    row = db.execute(
        "SELECT 1 FROM own_place WHERE tag=? AND kiosk=? AND at>=?",
        [tried.tag, tried.kiosk, now - _OWN_FOR],
    ).fetchone()
    return row is not None


def _row(db: sqlite3.Connection, tried: TriedNumber, place: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT level, at FROM number_try WHERE subject=? AND tag=? AND place=?",
        [tried.subject, tried.tag, place],
    ).fetchone()
    return row


def _put(
    db: sqlite3.Connection,
    tried: TriedNumber,
    place: str,
    level: float,
    pool: TryPool,
    at: float,
) -> None:
    """Write a level down, with the moment when it is back at nothing."""
    over = at + level * pool.seconds
    db.execute(
        "INSERT OR REPLACE INTO number_try VALUES (?, ?, ?, ?, ?, ?)",
        [tried.subject, tried.tag, place, level, at, over],
    )


def _seconds(left: float) -> int | None:
    return math.ceil(left) if left > 1e-6 else None
