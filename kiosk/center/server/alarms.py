"""What an operator should look at: a kiosk with more of something than a hall brings.

A row for each kiosk and subject, and a line in the log when one begins. Functions over
a connection, in the caller's transaction.
"""

import logging
from typing import NamedTuple

from sqlalchemy import Column, Connection, delete, select

from kiosk.center.database.schema import Number, Seconds, Words, table
from kiosk.center.database.transactions import every, hold, upsert

alarm = table(
    "alarm",
    Column("kiosk", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("first", Seconds, nullable=False),
    Column("last", Seconds, nullable=False),
    Column("times", Number, nullable=False),
)
_KEY = ["kiosk", "subject"]
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


def sound(db: Connection, kiosk: str, subject: str, now: float) -> None:
    """Write an alarm down; the log hears of it once an hour."""
    before = hold(db, alarm, kiosk=kiosk, subject=subject)
    new = upsert(db, alarm).values(
        kiosk=kiosk, subject=subject, first=now, last=now, times=1
    )
    again = {"last": new.excluded["last"], "times": alarm.c.times + 1}
    db.execute(new.on_conflict_do_update(index_elements=_KEY, set_=again))
    if before is None or now - before["last"] > _ANEW:
        log.warning("alarm: %s has too much of %s", kiosk, subject)


def alarms(db: Connection) -> list[Alarm]:
    """Return every alarm, the newest first."""
    newest = alarm.c.last.desc()
    rows = every(db, select(alarm).order_by(newest, alarm.c.kiosk, alarm.c.subject))
    return [Alarm(**row) for row in rows]


def settle(db: Connection, kiosk: str) -> bool:
    """Forget a kiosk's alarms: somebody has looked; False: there were none."""
    return db.execute(delete(alarm).where(alarm.c.kiosk == kiosk)).rowcount > 0
