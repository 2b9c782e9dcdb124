"""Sees that a center's clock is not behind what it served before, nor behind itself.

By a clock that stands in 1970 a report of loss would end on the day it is made.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from kiosk.center.database.center_clock import CenterClock
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import hold, one, put, transaction
from kiosk.center.records.records_tables import meta
from kiosk.domain.china_time import CHINA
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.domain.notation import minute
from kiosk.settings.told import Told

MADE = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
"""When this program was not made yet."""
LEEWAY = 3600.0
"""Seconds that a clock may be set back."""
STEP = 600.0
"""Seconds after which a center notes anew that it serves."""
_KEY = "served until"


class ClockBehind(Told, SetupError):
    """A center's clock is earlier than it can be."""


def check_clock(db: Connection, now: float) -> None:
    """Check a center's clock before it serves.

    :raises ClockBehind: when it is earlier than what was served before, or than 2026.
    """
    served = _served(db) or MADE
    if now < max(MADE, served - LEEWAY):
        told = {"now": _day(now), "least": _day(max(MADE, served))}
        raise ClockBehind(Message(f"operator__clock__{db.dialect.name}", **told))


def keep_clock(clock: CenterClock, db: Connection) -> None:
    """Set the center's clock right, and note until when it has served."""
    clock.look(db)
    note_served(db, clock())


def note_served(db: Connection, now: float) -> None:
    """Note until when a center has served; never backwards, whichever node says it."""
    served = _served(db)
    if served is not None and now < served + STEP:
        return
    with transaction(db):
        hold(db, meta, key=_KEY)
        if (_served(db) or 0.0) < now:
            put(db, meta, key=_KEY, value=f"{now:.0f}")


def believe_clock(db: Connection, now: float) -> None:
    """Forget that a clock was ahead once: it is right now."""
    with transaction(db):
        put(db, meta, key=_KEY, value=f"{now:.0f}")


def _served(db: Connection) -> float | None:
    row = one(db, select(meta).where(meta.c.key == _KEY))
    return None if row is None else float(row["value"])


def _day(at: float) -> str:
    return minute(datetime.fromtimestamp(at, CHINA))


def checked_clock(folder: Path) -> CenterClock:
    """Return the center's clock, before anything is made by it.

    :raises ClockBehind: when it cannot be right.
    """
    with closing(connect(folder)) as db:
        clock = CenterClock(db)
        check_clock(db, clock())
    return clock
