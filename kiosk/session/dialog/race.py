"""The two words of concurrency that flows use: `race` and a one-place mailbox.

Nothing here knows a page, a card or a clock beyond the loop's own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


async def race(*runners: Awaitable[Any]) -> tuple[int, Any]:
    """Return (place, result) of the first to finish; the others are cancelled.

    A runner that raises wins like any other, and its exception goes on. Of two that
    finish in one turn of the loop the one named first wins, so the order of the
    arguments is the order of importance. The losers have ended when this returns.
    """
    tasks = [asyncio.ensure_future(runner) for runner in runners]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for place, task in enumerate(tasks):
        if not task.cancelled():
            return place, task.result()
    raise asyncio.CancelledError


class Mailbox(Generic[T]):
    """Room for one thing; a second one before the first is taken is a mistake."""

    def __init__(self) -> None:
        self._thing: T | None = None
        self._full = asyncio.Event()

    def put(self, thing: T) -> bool:
        """Leave a thing; False when the last one still lies there."""
        if self._full.is_set():
            return False
        self._thing = thing
        self._full.set()
        return True

    def clear(self) -> None:
        """Throw away what lies there."""
        self._thing = None
        self._full.clear()

    async def take(self) -> T:
        """Wait for a thing and take it out."""
        await self._full.wait()
        thing = self._thing
        self.clear()
        assert thing is not None
        return thing


class IdleTimer:
    """Ends when nobody did anything for a while; every touch begins anew."""

    def __init__(self) -> None:
        self._last = 0.0
        self.touch()

    def touch(self) -> None:
        """Begin anew; called for every touch, also beside all buttons."""
        try:
            self._last = asyncio.get_running_loop().time()
        except RuntimeError:
            self._last = 0.0

    @property
    def last(self) -> float:
        """Return when somebody was last here, by the loop's clock."""
        return self._last

    async def run_out(self, seconds: Callable[[], float]) -> None:
        """Return when so many seconds have passed since the last touch.

        They are asked for again at the end: who waits may have chosen more patience.
        """
        loop = asyncio.get_running_loop()
        # Not a poll: each touch moves the end, so the sleep may have been too short.
        while (left := self._last + seconds() - loop.time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)
