"""What the time is for a center: the same for all its nodes, however they are set.

Waits, sessions and acts are counted between requests that came to different nodes.
Where the database is a server, its clock is everybody's.
"""

import time
from collections.abc import Callable

from sqlalchemy import Connection, Double, cast, func, select

from kiosk.center.database.engine import POSTGRESQL

Clock = Callable[[], float]
CALM = 3600.0
"""Seconds without a leap or a start: by then whoever set it wrong has seen that."""
LEAP = 60.0
EVERY = 60.0
"""Seconds between two looks at the database server's clock."""
_SLOW = 1.0
"""Seconds of a look that says too little: half of them may be wrong."""


def since_start() -> float:
    """Return seconds that nobody sets, and that go on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def now_of(db: Connection) -> float:
    """Return what the time is for the center of a database."""
    if db.dialect.name != POSTGRESQL:
        return time.time()
    server = func.extract("epoch", func.clock_timestamp())
    return float(db.execute(select(cast(server, Double))).scalar_one())


class CenterClock:
    """The database server's clock, carried on between two looks at it.

    Where the database is a file, it is this machine's.
    """

    def __init__(self, db: Connection, ticks: Clock = since_start) -> None:
        """Look for the first time.

        :param ticks: what carries it on.
        """
        self._ticks = ticks
        self._ahead: float | None = None
        self.look(db)

    def __call__(self) -> float:
        """Return what the time is."""
        return time.time() if self._ahead is None else self._ahead + self._ticks()

    def look(self, db: Connection) -> None:
        """Set it by the server's clock, as of the middle of question and answer."""
        if db.dialect.name != POSTGRESQL:
            return
        asked = self._ticks()
        found = now_of(db)
        answered = self._ticks()
        if self._ahead is None or answered - asked < _SLOW:
            self._ahead = found - (asked + answered) / 2


class EvenClock:
    """Tells whether a clock has gone evenly for a while.

    A clock that is ahead for a minute must not delete what it alone takes for old.
    """

    def __init__(self, now: Clock, ticks: Clock = since_start) -> None:
        self._now, self._ticks = now, ticks
        self._since, self._apart = ticks(), now() - ticks()

    def is_even(self) -> bool:
        """Tell whether there was no leap for an hour; to be asked each minute."""
        ticks = self._ticks()
        apart = self._now() - ticks
        if abs(apart - self._apart) > LEAP:
            self._since = ticks
        self._apart = apart
        return ticks - self._since >= CALM
