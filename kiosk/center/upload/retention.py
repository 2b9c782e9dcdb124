"""Forgets what events said, after their time: in steps that nobody waits for.

What an event was, when, its digest and its link stay: chains still verify, and the same
event is still known when it comes again. Only what it said goes.
"""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one, put, transaction
from kiosk.center.upload.ingest import position
from kiosk.center.upload.stored import ITS_EVENT, in_order
from kiosk.center.upload.upload_tables import event, link, retention
from kiosk.sync.wire.chain import NOWHERE, EventPlace

LEAST_DAYS = 400
"""A kiosk keeps 180 days, and longer while the center promises nothing."""
BLOCK = 500
"""Events of one step: some milliseconds in which only these rows are held."""
_DAY = 86400.0


class Step(NamedTuple):
    """What one step did."""

    events: int
    ended: bool
    """Everything of this kiosk that is old enough is done."""


def forget_step(db: Connection, kiosk: str, days: float, now: float) -> Step:
    """Forget the next block of a kiosk's events that are so many days old.

    It goes on where the last one ended, also after a crash, and stops at the first one
    that is young or that no backup holds.
    """
    after, durable = _mark(db, kiosk), _durable(db, kiosk)
    rows = _next(db, kiosk, after, durable)
    old = [row for row in rows if row["received_at"] <= now - days * _DAY]
    if not old:
        return Step(0, ended=True)
    last = old[-1]
    ids = [row["id"] for row in old]
    gone = update(event).where(event.c.kiosk == kiosk, event.c.id.in_(ids))
    with transaction(db):
        db.execute(
            gone.where(event.c.forgotten_at.is_(None)).values(
                payload=b"", forgotten_at=now
            )
        )
        put(db, retention, kiosk=kiosk, epoch=last["epoch"], seq=last["seq"])
    return Step(len(old), ended=len(old) < len(rows) or len(rows) < BLOCK)


def _mark(db: Connection, kiosk: str) -> EventPlace:
    row = one(db, select(retention).where(retention.c.kiosk == kiosk))
    return NOWHERE if row is None else EventPlace(row["epoch"], row["seq"])


def _durable(db: Connection, kiosk: str) -> EventPlace:
    at = position(db, kiosk)
    return EventPlace(at.durable_epoch, at.durable_seq)


def _next(db: Connection, kiosk: str, after: EventPlace, end: EventPlace) -> list[Row]:
    """Return the next links of a journal with when their events came."""
    own = link.c
    rows = select(own.epoch, own.seq, own.id, event.c.received_at)
    found = in_order(rows.join(event, ITS_EVENT), kiosk, after, end)
    return every(db, found.limit(BLOCK))
