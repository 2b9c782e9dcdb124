"""Long work beside people: a block, then the session thread turns, then the next.

Its page is live: it shows how far the work is, and a button that stops it.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Generic, TypeVar

from kiosk.session.dialog.dialog import Dialog
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.journal.blocks import Blocks

T = TypeVar("T")
PAUSE = 0.005
"""Seconds between two blocks, for whatever else this thread has to do."""


class InBlocks(Generic[T]):
    """One piece of long work; at most one of them runs on a page."""

    def __init__(
        self,
        dialog: Dialog,
        blocks: Blocks[T],
        total: int,
        ended: Callable[["T | None"], None],
    ) -> None:
        """Begin it.

        :param ended: told what came of it; None: it was stopped, or the store failed.
        """
        self._dialog, self._blocks, self._ended = dialog, blocks, ended
        self.done, self.total = 0, max(total, 1)
        self.running = True
        self._task = asyncio.create_task(self._go())

    @property
    def percent(self) -> int:
        """Return how far it is; never all of it before its end."""
        return min(99, 100 * self.done // self.total)

    async def stop(self) -> None:
        """Stop it and wait until it has ended."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def over(self) -> None:
        """Wait until it has ended; whoever stops waiting does not stop it."""
        await asyncio.wait((self._task,))

    async def _go(self) -> None:
        result: T | None = None
        try:
            result = await self._walk()
        except StoreError:
            # What is told of it is that nothing came of it.
            result = None
        finally:
            self._blocks.close()
            self.running = False
            self._ended(result)
            self._dialog.devices_changed()

    async def _walk(self) -> T:
        shown = 0
        while True:
            # Also before the first: the page that shows it has to stand.
            await asyncio.sleep(PAUSE)
            try:
                self.done = next(self._blocks)
            except StopIteration as end:
                value: T = end.value
                return value
            if self.percent != shown:
                shown = self.percent
                self._dialog.devices_changed()
