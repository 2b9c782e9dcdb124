"""Threads with connections of their own: work waits in line for one of them.

No statement runs on the event loop, so a busy database never keeps the server from
answering that it is busy. What failed because the database changed its mind or its
machine is done again as a whole; everything that runs here can stand that.
"""

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from kiosk.center.database.connecting import connect
from kiosk.center.database.database_away import DatabaseAway, state_of
from kiosk.center.database.transactions import InDoubt
from kiosk.center.server.refusals import Refusal
from kiosk.settings.known_types import know_types
from kiosk.settings.told import Told

T = TypeVar("T")
log = logging.getLogger(__name__)
PATIENCE = 6.0
"""Seconds to go on trying; a standby takes over in one or two."""
LONGEST = 14.0
"""Seconds after which an answer is given all the same; a kiosk waits thirty."""
_PAUSE = 0.05
_AGAIN = ("40001", "40P01", "57P01", "57P02", "57P03", "25006", "53300")
"""Overtaken, deadlocked, stopped, starting, a standby, full house."""
_TWICE = "23505"
"""Two nodes were at it at once: the second time it is there to be seen."""
_FULL = ("53100", "SQLITE_FULL")


class Workers:
    """A line of work and the threads that do it."""

    def __init__(self, folder: Path, name: str, threads: int = 1) -> None:
        """Begin; the first connection is opened now, so that a mistake shows.

        :raises DatabaseAway: when the database does not open.
        :raises NewerDatabase: when it is of a newer program.
        """
        know_types()
        self._folder, self._own = folder, threading.local()
        self._all: list[Connection] = []
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._threads.submit(self._connection).result()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` with a connection and return its result.

        :raises Refusal: `busy` or `full` when the database cannot now.
        """
        # A caller that goes away stops no commit: its answer would be a lie. What has
        # not begun is left out.
        begun = self._threads.submit(self._tried, work)
        result = asyncio.wrap_future(begun)
        try:
            done, _ = await asyncio.wait({result}, timeout=PATIENCE)
        except asyncio.CancelledError:
            begun.cancel()
            raise
        if not done and begun.cancel():
            log.warning("nobody was free for what waited in line")
            raise Refusal(503, "busy", "Too many are before you.")
        done, _ = await asyncio.wait({result}, timeout=LONGEST)
        if not done:
            # It goes on, and nobody knows yet how it ends: ask again says just that.
            log.warning("the database holds work for too long")
            raise Refusal(503, "busy", "The database does not answer.")
        return await result

    def close(self) -> None:
        """Finish what was begun and close."""
        self._threads.shutdown()
        for connection in self._all:
            with suppress(DBAPIError):
                connection.close()

    def _tried(self, work: Callable[[Connection], T]) -> T:
        until, twice = time.monotonic() + PATIENCE, False
        while True:
            try:
                return work(self._connection())
            except InDoubt:
                self._give_up_after(until, None)
            except (DBAPIError, DatabaseAway) as failed:
                self._let_go()
                # What an operator is told of a database is not for a kiosk.
                error = failed.__cause__ if isinstance(failed, Told) else failed
                assert isinstance(error, DBAPIError)
                if not _passes(error) and (twice or state_of(error) != _TWICE):
                    raise error from error.orig
                twice = state_of(error) == _TWICE
                self._give_up_after(until, error)

    def _give_up_after(self, until: float, error: DBAPIError | None) -> None:
        """Pause before the next try.

        :raises Refusal: when it was tried for long enough, or is no use.
        """
        state = "in doubt" if error is None else state_of(error)
        if state in _FULL or state.startswith(("SQLITE_IOERR", "SQLITE_READONLY")):
            log.error("the database cannot be written: %s", state)
            raise Refusal(503, "full", "The database cannot be written.")
        if time.monotonic() > until or state.startswith("57014"):
            log.warning("the database is away: %s", state)
            raise Refusal(503, "busy", "The database does not answer.")
        time.sleep(_PAUSE * random.uniform(0.5, 1.5))  # noqa: S311

    def _connection(self) -> Connection:
        """Return this thread's connection, a new one after a break."""
        found: Connection | None = getattr(self._own, "connection", None)
        if found is None:
            found = self._own.connection = connect(self._folder)
            self._all.append(found)
        return found

    def _let_go(self) -> None:
        """Close a connection of which nobody knows what it holds."""
        broken: Connection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if broken is not None:
            self._all.remove(broken)
            with suppress(DBAPIError):
                broken.invalidate()
            with suppress(DBAPIError):
                broken.close()


def _passes(error: DBAPIError) -> bool:
    """Tell whether the database's state is at fault and not the statement."""
    state = state_of(error)
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return state in (*_AGAIN, *_FULL) or state[:2] in ("08", "57", "25")
