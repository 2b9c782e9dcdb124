"""Who has to wait before the next try, and for how long: never shut, never extended.

A try is counted before it is judged, so that many at once gain nothing, and taken back
when it was right. Tries during a wait count nowhere. Who comes with a device that was
let in before has a count of its own, which strangers cannot fill.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from kiosk.center.database.expiry import expire
from kiosk.center.database.transactions import every, hold, insert_new, put
from kiosk.center.desk.entrance.entrance_tables import desk_wait

KEPT = 3600.0
"""Seconds after the last wait in which a miss is remembered."""
_MOST_DOUBLED = 20


class WaitRule(NamedTuple):
    """How many misses are free, then the first wait, which doubles, and the longest."""

    free: int
    first: float
    longest: float

    def wait(self, misses: int) -> float:
        """Return the seconds to wait after so many misses."""
        over = misses - self.free
        if over < 0:
            return 0.0
        return min(self.longest, self.first * 2.0 ** min(over, _MOST_DOUBLED))


RULES = {
    "pair": WaitRule(5, 15.0, 900.0),  # one name from one net
    "net": WaitRule(20, 5.0, 300.0),  # whatever names from one net
    "name": WaitRule(30, 1.0, 60.0),  # one name from everywhere; its own devices pass
    "nobody": WaitRule(100, 1.0, 30.0),  # names that nobody has, from everywhere
    "device": WaitRule(10, 15.0, 300.0),  # a device that was let in before
    "codes": WaitRule(5, 30.0, 900.0),  # the right password with wrong codes
}
"""By kind; a key is `kind:` and a keyed hash of what it is about."""


def count(db: Connection, keys: Iterable[str], now: float) -> bool:
    """Count a try against all keys, or against none when one of them has to wait.

    In the caller's transaction. Two at once for one key wait for each other at its row.
    """
    ordered = sorted(keys)
    known = select(desk_wait).where(desk_wait.c.who.in_(ordered))
    if any(now < row["until"] for row in every(db, known)):
        return False  # before a row is made: who waits cannot fill the table
    expire(db, desk_wait, now)
    fresh = {"misses": 0, "until": now, "expires": now + KEPT}
    insert_new(db, desk_wait, [{"who": key, **fresh} for key in ordered])
    rows = every(db, known.order_by(desk_wait.c.who).with_for_update())
    if any(now < row["until"] for row in rows):
        return False
    before = {row["who"]: row["misses"] for row in rows if now < row["expires"]}
    for key in ordered:
        _write(db, key, before.get(key, 0) + 1, now)
    return True


def take_back(db: Connection, keys: Iterable[str], now: float) -> None:
    """Take one try back: it was right."""
    held = select(desk_wait).where(desk_wait.c.who.in_(sorted(keys)))
    for row in every(db, held.order_by(desk_wait.c.who).with_for_update()):
        own = desk_wait.c.who == row["who"]
        fewer = max(0, row["misses"] - 1)
        db.execute(update(desk_wait).where(own).values(misses=fewer, until=now))


def forget(db: Connection, keys: Iterable[str]) -> None:
    """Forget all misses of these keys: whom they are about has come in."""
    db.execute(delete(desk_wait).where(desk_wait.c.who.in_(sorted(keys))))


def _write(db: Connection, key: str, misses: int, now: float) -> None:
    until = now + RULES[key.partition(":")[0]].wait(misses)
    put(db, desk_wait, who=key, misses=misses, until=until, expires=until + KEPT)


def first_since(db: Connection, key: str, now: float, seconds: float) -> bool:
    """Tell whether this is the first time in so many seconds, and remember it."""
    row = hold(db, desk_wait, who=key)
    if row is not None and now < row["expires"]:
        return False
    put(db, desk_wait, who=key, misses=0, until=now, expires=now + seconds)
    return True
