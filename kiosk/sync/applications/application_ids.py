"""Ids of acts: UUIDv7 as text, never going back in one run of the program."""

from datetime import UTC, datetime

from kiosk.domain.applications import ActId
from kiosk.sync.clock.clock import Clock, wall_us
from kiosk.sync.clock.uuid7 import next_uuid7


class ActIds:
    """Makes ids and says the time that goes with them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: bytes | None = None

    def next(self) -> ActId:
        """Return a new id."""
        self._last = next_uuid7(wall_us(self._clock) // 1000, self._last)
        return self._last.hex()

    def now(self) -> datetime:
        """Return the wall time in UTC."""
        return self._clock.now().astimezone(UTC)
