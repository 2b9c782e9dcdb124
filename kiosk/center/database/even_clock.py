"""Tells whether a clock has gone evenly for a while; only then is anything forgotten.

A clock that is ahead for a minute must not delete what it alone takes for old.
"""

from kiosk.center.database.center_clock import Clock, since_start

CALM = 3600.0
"""Seconds without a leap or a start: by then whoever set it wrong has seen that."""
LEAP = 60.0


class EvenClock:
    """Compares a clock with the seconds since the machine's start."""

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
