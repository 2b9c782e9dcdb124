"""Tries of a kiosk, of whatever number: how long it waits before the next one.

A hall's worth of honest mistakes is free; who has the key of a machine is slowed down
and raises an alarm. Functions over a connection, in the caller's transaction.
"""

import os
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from kiosk.center.applications.applications_tables import kiosk_try
from kiosk.center.applications.tries import (
    BY_ID_CARD,
    CHALLENGE,
    CONTACT_CODE,
    HOLDS,
    LOSS,
    LOSS_BY_NAME,
    PROGRESS,
    REGISTERED,
    REGISTRATION,
    seconds,
)
from kiosk.center.database.expiry import forget
from kiosk.center.database.transactions import hold
from kiosk.center.identity import identity_tables
from kiosk.center.server import alarms

_DAY = 86400.0
LATE = 2.0
"""Seconds by which an answer may be late instead of a refusal; see `late.py`."""


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
    CONTACT_CODE: (TryPace(600.0, 10, 60.0), TryPace(_DAY, 60, 600.0)),
    CHALLENGE: (TryPace(600.0, 30, LATE),),
    REGISTRATION: (TryPace(600.0, 10, LATE), TryPace(_DAY, 50, 20.0)),
    REGISTERED: (TryPace(600.0, 120, LATE), TryPace(_DAY, 3000, 20.0)),
    HOLDS: (TryPace(600.0, 60, LATE), TryPace(_DAY, 1500, 30.0)),
}
"""Of one kiosk. A hall's worth of honest mistakes is below; who has the key of a
machine is slowed down and raises an alarm."""


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
    return seconds(max(waits, default=0.0))


def kiosk_tried(db: Connection, subject: str, kiosk: str, now: float) -> None:
    """Count a try of a kiosk; too many of them are an alarm."""
    forget(db, kiosk_try, kiosk_try.c.at < now - _DAY)
    row = {"subject": subject, "kiosk": kiosk, "at": now, "id": os.urandom(8)}
    db.execute(insert(kiosk_try).values(**row))
    if any(count >= pace.most for pace, count, _ in _counted(db, subject, kiosk, now)):
        alarms.sound(db, kiosk, subject, now)


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
