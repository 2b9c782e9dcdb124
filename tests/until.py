"""Waiting for a thing itself, as long as a busy machine may take, and no longer."""

import asyncio
import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds; it ends a test that fails, and says nothing about how long a thing takes."""


async def until(seen: Callable[[], bool], what: str = "it never was so") -> None:
    """Wait on a loop until something is so."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.01)


def wait_until(seen: Callable[[], bool], what: str = "it never was so") -> None:
    """Wait on a thread until something is so."""
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.01)
