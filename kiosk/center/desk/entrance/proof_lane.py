"""Judges passwords off the event loop, a few at once, with an end to the line.

Each costs 64 MiB and a tenth of a second: without an end that is a stranger's lever.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.domain.secret import Password
from kiosk.settings.login.passwords import NOBODYS, password_hash, password_matches
from kiosk.settings.login.weak_passwords import MOST

T = TypeVar("T")


class ProofLane:
    """A line of passwords and the threads that judge them."""

    def __init__(self, threads: int, most: int) -> None:
        """Begin.

        :param most: how many may be inside, those that wait among them.
        """
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="proof")
        self._most, self._inside = most, 0

    @property
    def full(self) -> bool:
        """Tell whether nobody more may come."""
        return self._inside >= self._most

    async def matches(self, password: Password, hashed: str | None) -> bool:
        """Tell whether a password fits; None: nobody's, which takes as long.

        :raises DeskRefusal: when too many are before it.
        """
        text = password.reveal()
        fit = len(text) <= MOST and hashed is not None
        # What is too long is judged as something short: it takes as long as any.
        judged = password if len(text) <= MOST else Password("")
        right = await self._run(password_matches, judged, hashed or NOBODYS)
        return right and fit

    async def hashed(self, password: Password) -> str:
        """Return what is kept of a new password.

        :raises DeskRefusal: when too many are before it.
        """
        return await self._run(password_hash, password)

    async def _run(self, work: Callable[..., T], *values: object) -> T:
        if self.full:
            raise DeskRefusal(503, "busy")
        self._inside += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, work, *values)
        finally:
            self._inside -= 1

    def close(self) -> None:
        """End; what was begun is finished."""
        self._threads.shutdown()
