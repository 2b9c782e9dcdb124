"""Wrong tries of a number: how long it waits at a kiosk before the next one.

A number that does not exist is counted like one that does, so that waiting tells
nothing. What each counter protects and costs is in docs/acts.md, what they come to in
`bench/guessing.py`. Functions over a connection, in the caller's transaction.
"""

import math
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, update

from kiosk.center.applications.applications_tables import number_try, own_place
from kiosk.center.database.expiry import forget
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, insert_new, one, put

LOSS = "loss"
"""The subject of PINs that are typed with a number."""
LOSS_BY_NAME = "loss.id_card"
"""That of names that are read with a number: no stranger can fill it by typing."""
BY_ID_CARD = "loss.id_card.done"
"""That of reports that were accepted by ID card."""
PROGRESS = "progress"
OLD_PIN = "pin"
"""That of old PINs: only who proved the card's own PIN comes so far."""
CONTACT_CODE = "contact.sending"
"""That of codes that were sent to a person's number on record."""
CONTACT_NUMBER = "contact.number"
"""That of new mobile numbers that were looked up for a person."""
TAKEN = "contact.taken"
"""That of the new mobile number itself: only held, never counted."""
CHALLENGE = "challenge"
"""That of card ids that nobody has."""
REGISTRATION = "registration.id_card"
"""That of names that are read with a number at a hospital."""
REGISTERED = "registration.id_card.done"
"""That of people who were known there by ID card: each question counts."""
HOLDS = "registration.hold"
"""That of seats asked for, by whatever proof."""

_DAY = 86400.0
_FREE = 3
_WAITS = (60.0, 300.0, 1800.0, 7200.0, 21600.0, _DAY)
"""Seconds after the third miss in a row and each one after it, at one kiosk."""


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
_POOLED = (LOSS, OLD_PIN, CONTACT_CODE, CONTACT_NUMBER, TAKEN)


class TriedNumber(NamedTuple):
    """A number, by its keyed hash, that is tried at a kiosk."""

    subject: str
    tag: bytes
    kiosk: str

    @property
    def here(self) -> str:
        """Return the name of the place of its misses at this kiosk alone."""
        return f"at {self.kiosk}"


Rows = dict[str, Row]
"""A number's misses by where they were made, held by this transaction."""


def number_wait(db: Connection, tried: TriedNumber, now: float) -> int | None:
    """Return how many seconds a number still has to wait here; None: none.

    Whoever asks next, at whatever node, waits until this transaction is over.
    """
    rows = _held(db, tried, now)
    wait = _open_wait(rows, tried, now)
    if wait > 0 and _is_own(db, tried, now):
        wait = min(wait, _pool_wait(rows, "own", OWN, now))
    return seconds(wait)


def hold_number(db: Connection, tried: TriedNumber, now: float) -> None:
    """Let whoever asks for the same number wait until this transaction is over."""
    _held(db, tried, now)


def number_missed(db: Connection, tried: TriedNumber, now: float) -> None:
    """Count a wrong try where it was let through."""
    rows = _held(db, tried, now)
    if _open_wait(rows, tried, now) > 0:
        _fill(db, tried, "own", rows, OWN, now)
    else:
        misses = _misses(rows, tried, now) + 1
        _put(db, tried, tried.here, misses, _HERE, now)
        if tried.subject in _POOLED:
            _fill(db, tried, "all", rows, ANYWHERE, now)
    # Invented numbers leave no rows: what is back at nothing goes.
    forget(db, number_try, number_try.c.over < now)


def number_right(db: Connection, tried: TriedNumber, now: float) -> None:
    """Forget a number's misses at this kiosk; those of all kiosks only time forgets."""
    own = {"subject": tried.subject, "tag": tried.tag, "place": tried.here}
    db.execute(delete(number_try).filter_by(**own))
    if tried.subject == LOSS:
        owner_seen(db, tried.tag, tried.kiosk, now)


def owner_seen(db: Connection, tag: bytes, kiosk: str, now: float) -> None:
    """Remember a kiosk where the owner of a number proved a PIN, the newest few."""
    own = own_place.c
    ahead = update(own_place).where(own.tag == tag, own.at > now)
    db.execute(ahead.values(at=now))
    put(db, own_place, tag=tag, kiosk=kiosk, at=now)
    newest = select(own.kiosk).filter_by(tag=tag).order_by(own.at.desc(), own.kiosk)
    kept = [row["kiosk"] for row in every(db, newest.limit(_OWN_PLACES))]
    over = or_(own.at < now - _OWN_FOR, own.kiosk.not_in(kept))
    db.execute(delete(own_place).where(own.tag == tag, over))


def _held(db: Connection, tried: TriedNumber, now: float) -> Rows:
    """Return a number's rows and hold them; made where there are none."""
    own, key = number_try.c, {"subject": tried.subject, "tag": tried.tag}
    places = _places(tried)
    theirs = select(number_try).filter_by(**key).where(own.place.in_(places))
    locked = theirs.order_by(own.place).with_for_update()
    found = every(db, locked)
    while len(found) < len(places):
        # Nobody can hold what is not there; somebody may take it away meanwhile.
        empty = {**key, "level": 0.0, "at": now, "over": now}
        insert_new(db, number_try, [{**empty, "place": place} for place in places])
        found = every(db, locked)
    if any(row["at"] > now for row in found):
        _put_right(db, tried, now)
        found = every(db, theirs)
    return {row["place"]: row for row in found}


def _put_right(db: Connection, tried: TriedNumber, now: float) -> None:
    """Let what was counted by a clock that was ahead count as of now.

    Else nobody could try before the clock has come to that moment again.
    """
    own, key = number_try.c, {"subject": tried.subject, "tag": tried.tag}
    theirs = update(number_try).filter_by(**key).where(own.place.in_(_places(tried)))
    moved = {"at": now, "over": own.over - own.at + now}
    db.execute(theirs.where(own.at > now).values(**moved))


def _places(tried: TriedNumber) -> list[str]:
    """Return where a number's misses are counted, in the order of their locks."""
    pools = ["all"] if tried.subject in _POOLED else []
    return [*pools, tried.here, *(["own"] if tried.subject == LOSS else [])]


def _open_wait(rows: Rows, tried: TriedNumber, now: float) -> float:
    """Return the wait by the misses at this kiosk and by those at all kiosks."""
    misses, wait = _misses(rows, tried, now), 0.0
    if misses >= _FREE:
        step = _WAITS[min(misses - _FREE, len(_WAITS) - 1)]
        wait = float(rows[tried.here]["at"]) + step - now
    if tried.subject in _POOLED:
        wait = max(wait, _pool_wait(rows, "all", ANYWHERE, now))
    return max(wait, 0.0)


def _misses(rows: Rows, tried: TriedNumber, now: float) -> int:
    """Return a number's misses at this kiosk; each day without one forgets one."""
    row = rows[tried.here]
    return max(0, int(row["level"]) - int((now - row["at"]) // _DAY))


def _pool_wait(rows: Rows, place: str, pool: TryPool, now: float) -> float:
    over = _level(rows, place, pool, now) + 1 - pool.most
    return max(0.0, over * pool.seconds)


def _fill(
    db: Connection, tried: TriedNumber, place: str, rows: Rows, pool: TryPool, at: float
) -> None:
    _put(db, tried, place, _level(rows, place, pool, at) + 1, pool, at)


def _level(rows: Rows, place: str, pool: TryPool, now: float) -> float:
    row = rows[place]
    return max(0.0, float(row["level"]) - (now - float(row["at"])) / pool.seconds)


def _is_own(db: Connection, tried: TriedNumber, now: float) -> bool:
    if tried.subject != LOSS:
        return False
    theirs = select(own_place.c.at).filter_by(tag=tried.tag, kiosk=tried.kiosk)
    return one(db, theirs.where(own_place.c.at >= now - _OWN_FOR)) is not None


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


def seconds(left: float) -> int | None:
    """Return a wait as whole seconds; None: there is none."""
    return math.ceil(left) if left > 1e-6 else None
