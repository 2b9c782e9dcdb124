"""Time as the journal needs it: the wall, the time since the boot, and which boot.

Passed in everywhere, so a test can step the wall clock; nothing here waits.
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


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


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        self._boot_id = _BOOT_ID.read_text("ascii").strip()

    def now(self) -> datetime:
        """Return the wall time in the machine's zone."""
        return datetime.now(UTC).astimezone()

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
