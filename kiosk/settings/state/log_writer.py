"""Writes the store's log back into its file, on a thread of its own.

SQLite does it at a commit otherwise: some hundred pages and two syncs in one piece,
while the thread that commits has people to serve. It loses nothing whenever it stops:
what is not written back is still in the log.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks at the log's length."""
SOON = 0.02
"""The same while more was written meanwhile."""
BREATH = 0.1
LONG = 4 * 1024 * 1024
"""Bytes; a log of this length is written back."""
KEPT = 2 * 1024 * 1024
"""Bytes that a log keeps of its file when it is begun anew; less than is long."""
LAST_RESORT = 8000
"""Pages; beyond them a commit writes back after all, so that the log has an end."""


class LogWriter:
    """One store's thread; it holds the file only while it writes."""

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._log = path.with_name(path.name + "-wal")
        self._connect = connect
        self._ending = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name="log-writer", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what it is writing is written first."""
        self._ending.set()
        self._thread.join()

    def breath(self) -> float:
        """Return for how many seconds who writes very much should write nothing.

        A log that grows all the time is never written back to its end.
        """
        try:
            return BREATH if self._log.stat().st_size >= 2 * LONG else 0.0
        except OSError:
            return 0.0

    def _run(self) -> None:
        left = False
        while not self._ending.wait(SOON if left else EVERY):
            left = False
            try:
                if self._log.stat().st_size >= LONG:
                    left = self._write_back()
            except (OSError, sqlite3.Error) as error:
                # The next commit meets whatever is wrong, and tells it.
                log.debug("the log was not written back: %s", type(error).__name__)

    def _write_back(self) -> bool:
        """Write back what nobody reads; True when more has come meanwhile.

        Only a log that is written back to its end is begun anew.
        """
        with closing(self._connect()) as connection:
            (found,) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        _, length, written = found
        return bool(written < length)
