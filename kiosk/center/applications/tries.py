"""Wrong tries: how long a number at a kiosk, or a kiosk, waits before the next one.

A number that does not exist is counted like one that does, so that waiting tells
nothing. What each counter protects and costs is in docs/acts.md, what they come to in
`bench/guessing.py`. Functions over a connection, in the caller's transaction.
"""

import math
import os
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from kiosk.center.applications.applications_tables import (
    kiosk_try,
    number_try,
    own_place,
)
from kiosk.center.database.forgetting import forget
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, insert_new, one, put
from kiosk.center.identity import identity_tables
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


def number_wait(db: Connection, tried: TriedNumber, now: float) -> int | None:
    """Return how many seconds a number still has to wait here; None: none.

    Whoever asks next, at whatever node, waits until this try is counted or let go.
    """
    _hold_number(db, tried, now)
    wait = _open_wait(db, tried, now)
    if wait > 0 and _is_own(db, tried, now):
        wait = min(wait, _pool_wait(db, tried, "own", OWN, now))
    return _seconds(wait)


def number_missed(db: Connection, tried: TriedNumber, now: float) -> None:
    """Count a wrong try where it was let through."""
    # Invented numbers leave no rows: what is back at nothing goes.
    forget(db, number_try, number_try.c.over < now)
    if _open_wait(db, tried, now) > 0:
        _fill(db, tried, "own", OWN, now)
        return
    misses = _misses(db, tried, now) + 1
    _put(db, tried, _here(tried), misses, _HERE, now)
    if tried.subject in _POOLED:
        _fill(db, tried, "all", ANYWHERE, now)


def number_right(db: Connection, tried: TriedNumber, now: float) -> None:
    """Forget a number's misses at this kiosk; those of all kiosks only time forgets."""
    own = {"subject": tried.subject, "tag": tried.tag, "place": _here(tried)}
    db.execute(delete(number_try).filter_by(**own))
    if tried.subject == LOSS:
        owner_seen(db, tried.tag, tried.kiosk, now)


def owner_seen(db: Connection, tag: bytes, kiosk: str, now: float) -> None:
    """Remember a kiosk where the owner of a number proved a PIN, the newest few."""
    put(db, own_place, tag=tag, kiosk=kiosk, at=now)
    own = own_place.c
    newest = select(own.kiosk).filter_by(tag=tag).order_by(own.at.desc(), own.kiosk)
    kept = [row["kiosk"] for row in every(db, newest.limit(_OWN_PLACES))]
    over = or_(own.at < now - _OWN_FOR, own.kiosk.not_in(kept))
    db.execute(delete(own_place).where(own.tag == tag, over))


def kiosk_wait(
    db: Connection,
    subject: str,
    kiosk: str,
    now: float,
    waited: float = 0.0,
) -> int | None:
    """Return how many seconds a kiosk still has to wait; None: none.

    The kiosk's next request waits until this one's transaction is over.

    :param waited: so many seconds it was held back for this already.
    """
    hold(db, identity_tables.kiosk, id=kiosk)
    ahead = update(kiosk_try).filter_by(kiosk=kiosk, subject=subject)
    # What a clock counted that was ahead counts as of now, else nobody could try
    # before the clock has come to that moment again.
    db.execute(ahead.where(kiosk_try.c.at > now).values(at=now))
    waits = [
        last + pace.seconds - now - waited
        for pace, count, last in _counted(db, subject, kiosk, now)
        if count >= pace.most
    ]
    return _seconds(max(waits, default=0.0))


def kiosk_tried(db: Connection, subject: str, kiosk: str, now: float) -> None:
    """Count a try of a kiosk; too many of them are an alarm."""
    forget(db, kiosk_try, kiosk_try.c.at < now - _DAY)
    row = {"subject": subject, "kiosk": kiosk, "at": now, "id": os.urandom(8)}
    db.execute(insert(kiosk_try).values(**row))
    if any(count >= pace.most for pace, count, _ in _counted(db, subject, kiosk, now)):
        alarms.sound(db, kiosk, subject, now)


def _hold_number(db: Connection, tried: TriedNumber, now: float) -> None:
    """Hold a number's rows, made where there are none, and put their time right.

    What was counted by a clock that was ahead counts as of now.
    """
    own, key = number_try.c, {"subject": tried.subject, "tag": tried.tag}
    places, empty = _places(tried), {"level": 0.0, "at": now, "over": now}
    insert_new(db, number_try, [{**key, "place": each, **empty} for each in places])
    theirs = select(number_try).filter_by(**key).where(own.place.in_(places))
    every(db, theirs.order_by(own.place).with_for_update())
    ahead = update(number_try).filter_by(**key).where(own.place.in_(places))
    moved = ahead.where(own.at > now)
    db.execute(moved.values(at=now, over=own.over - own.at + now))
    seen = update(own_place).filter_by(tag=tried.tag).where(own_place.c.at > now)
    db.execute(seen.values(at=now))


def _places(tried: TriedNumber) -> list[str]:
    """Return where a number's misses are counted, in the order of their locks."""
    pools = ["all"] if tried.subject in _POOLED else []
    return [*pools, _here(tried), *(["own"] if tried.subject == LOSS else [])]


def _here(tried: TriedNumber) -> str:
    return f"at {tried.kiosk}"


def _counted(
    db: Connection, subject: str, kiosk: str, now: float
) -> list[tuple[TryPace, int, float]]:
    """Return each pace with how many tries fell into its window and when the last."""
    found = []
    own = kiosk_try.c
    tries, last = func.count().label("tries"), func.max(own.at).label("last")
    theirs = select(tries, last).filter_by(subject=subject, kiosk=kiosk)
    for pace in PACES[subject]:
        row = db.execute(theirs.where(own.at > now - pace.window)).mappings().one()
        found.append((pace, int(row["tries"]), float(row["last"] or 0.0)))
    return found


def _open_wait(db: Connection, tried: TriedNumber, now: float) -> float:
    """Return the wait by the misses at this kiosk and by those at all kiosks."""
    row = _row(db, tried, _here(tried))
    misses, wait = _misses(db, tried, now), 0.0
    if row is not None and misses >= _FREE:
        step = _WAITS[min(misses - _FREE, len(_WAITS) - 1)]
        wait = float(row["at"]) + step - now
    if tried.subject in _POOLED:
        wait = max(wait, _pool_wait(db, tried, "all", ANYWHERE, now))
    return max(wait, 0.0)


def _misses(db: Connection, tried: TriedNumber, now: float) -> int:
    """Return a number's misses at this kiosk; each day without one forgets one."""
    row = _row(db, tried, _here(tried))
    if row is None:
        return 0
    return max(0, int(row["level"]) - int((now - row["at"]) // _DAY))


def _pool_wait(
    db: Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> float:
    over = _level(db, tried, place, pool, now) + 1 - pool.most
    return max(0.0, over * pool.seconds)


def _fill(
    db: Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> None:
    _put(db, tried, place, _level(db, tried, place, pool, now) + 1, pool, now)


def _level(
    db: Connection, tried: TriedNumber, place: str, pool: TryPool, now: float
) -> float:
    row = _row(db, tried, place)
    if row is None:
        return 0.0
    return max(0.0, float(row["level"]) - (now - float(row["at"])) / pool.seconds)


def _is_own(db: Connection, tried: TriedNumber, now: float) -> bool:
    if tried.subject != LOSS:
        return False
    theirs = select(own_place.c.at).filter_by(tag=tried.tag, kiosk=tried.kiosk)
    return one(db, theirs.where(own_place.c.at >= now - _OWN_FOR)) is not None


def _row(db: Connection, tried: TriedNumber, place: str) -> Row | None:
    own = number_try.c
    key = {"subject": tried.subject, "tag": tried.tag, "place": place}
    return one(db, select(own.level, own.at).filter_by(**key))


def _put(
    db: Connection,
    tried: TriedNumber,
    place: str,
    level: float,
    pool: TryPool,
    at: float,
) -> None:
    """Write a level down, with the moment when it is back at nothing."""
    over = at + level * pool.seconds
    key = {"subject": tried.subject, "tag": tried.tag, "place": place}
    put(db, number_try, **key, level=level, at=at, over=over)


def _seconds(left: float) -> int | None:
    return math.ceil(left) if left > 1e-6 else None
