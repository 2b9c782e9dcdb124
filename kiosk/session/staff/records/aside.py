"""Work that may hang for good, such as a dead stick's: on a thread that is left behind.

The loop's own threads are few and waited for at the end, so nothing that can hang runs
on them. Of one place only one piece of work hangs at a time.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


class Aside:
    """One place where work may hang."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    @property
    def hangs(self) -> bool:
        """Tell whether work of earlier is still out there."""
        return self._thread is not None and self._thread.is_alive()

    async def do(self, work: Callable[[], T], limit: float) -> T:
        """Do work on a thread of its own and return what came of it.

        :raises TimeoutError: when it took longer, or work of earlier still hangs.
        """
        if self.hangs:
            raise TimeoutError
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def run() -> None:
            try:
                came = work()
            except Exception as error:
                _tell(loop, future, partial(future.set_exception, error))
            else:
                _tell(loop, future, partial(future.set_result, came))

        self._thread = threading.Thread(target=run, name=self._name, daemon=True)
        self._thread.start()
        try:
            async with asyncio.timeout(limit):
                return await future
        finally:
            if future.done() and not future.cancelled():
                # What has told its end, with an error too, is about to end.
                self._thread = None


def _tell(
    loop: asyncio.AbstractEventLoop,
    future: "asyncio.Future[T]",
    tell: Callable[[], None],
) -> None:
    def now() -> None:
        if not future.done():
            tell()

    # A loop that is closed has nobody left to tell.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(now)
