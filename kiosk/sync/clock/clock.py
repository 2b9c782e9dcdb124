"""Time as the journal needs it: the wall, the time since the boot, and which boot.

Passed in everywhere, so a test can step the wall clock; nothing here waits.
"""

import time
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from kiosk.settings.config import DEFAULT_ZONE

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
FIRST, LAST = date(2024, 1, 1), date(2049, 12, 31)
"""No copy of this program is older, and none is in use so much later, so a clock that
shows another day is wrong."""


class Clock(Protocol):
    """Three ways to say when; only the second never jumps."""

    def now(self) -> datetime:
        """Return the wall time with its zone."""
        ...

    def monotonic(self) -> float:
        """Return seconds since the boot; sleep counts, setting the clock does not."""
        ...

    def boot_id(self) -> str:
        """Return a text that changes with every boot."""
        ...


class Certainty(StrEnum):
    """From where the time is known."""

    AGREED = "agreed"
    """The center told it in this boot, so only the time since then was counted."""
    PLAUSIBLE = "plausible"
    """The wall clock says it, and nothing speaks against it."""
    UNSURE = "unsure"
    """The wall clock says what cannot be, or was found wrong before."""


class TrueClock(Clock, Protocol):
    """A clock that says where it does not know; `timekeeper.py` has the real one."""

    @property
    def certainty(self) -> Certainty:
        """Return from where the time is known."""
        ...

    @property
    def off_by(self) -> float:
        """Return by how many seconds the machine's own clock is ahead of it."""
        ...

    def since_agreed(self) -> float | None:
        """Return for how many seconds the center told the time; None: not here."""
        ...

    def known(self) -> datetime | None:
        """Return the time with its zone; None where nobody knows it."""
        ...


def plausible(day: date) -> bool:
    """Tell whether a clock that shows this day can be right at all."""
    return FIRST <= day <= LAST


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, zone: str = DEFAULT_ZONE) -> None:
        """Take the zone from the settings: an image's own one may be UTC."""
        self._boot_id = _BOOT_ID.read_text("ascii").strip()
        self._zone = ZoneInfo(zone)
        self.shift = timedelta()
        """By how much the demo lets the wall clock be wrong."""

    def now(self) -> datetime:
        """Return the wall time in the machine's zone."""
        if self.shift:
            return (datetime.now(UTC) + self.shift).astimezone(self._zone)
        return datetime.now(self._zone)

    def monotonic(self) -> float:
        """Return CLOCK_BOOTTIME, which goes on while the machine sleeps."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def boot_id(self) -> str:
        """Return the kernel's boot id."""
        return self._boot_id


def wall_us(clock: Clock) -> int:
    """Return the wall time in microseconds since 1970."""
    return int(clock.now().timestamp() * 1_000_000)


def mono_us(clock: Clock) -> int:
    """Return the microseconds since the boot."""
    return int(clock.monotonic() * 1_000_000)
