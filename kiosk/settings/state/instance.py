"""One running kiosk for one state folder: a lock that ends with the process."""

import fcntl
import os
from pathlib import Path

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.ownership import must_be_ours
from kiosk.settings.state.store_errors import wrapped
from kiosk.settings.told import Told

LOCK = "kiosk.lock"


class AnotherRuns(Told, SetupError):
    """Another kiosk runs on the same folder."""


class Instance:
    """The right to run on a folder.

    The kernel takes it back when the process ends, however it ends.
    """

    def __init__(self, state: Path) -> None:
        self._state = state
        self._held: int | None = None

    def take(self) -> None:
        """Take the right, or keep it.

        :raises AnotherRuns: when another process holds it.
        :raises OtherOwner: when root would take it from its owner.
        :raises StoreError: when the folder cannot be used.
        """
        if self._held is not None:
            return
        must_be_ours(self._state)
        path = self._state / LOCK
        try:
            self._state.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise wrapped(path, error) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            number = os.read(lock, 20).decode("ascii", "replace").strip() or "?"
            os.close(lock)
            raise AnotherRuns(
                Message("store__in_use", path=str(self._state), number=number)
            ) from error
        os.truncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode("ascii"))
        self._held = lock

    def give_back(self) -> None:
        """Let another one run here."""
        lock, self._held = self._held, None
        if lock is not None:
            os.close(lock)
