"""One running center for one file: a lock in its folder that ends with the process.

What is in PostgreSQL may have many nodes, and a folder of each: nothing is locked then.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.center.database.engine import SQLITE, database_url
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

FILE = "center.lock"


class CenterRuns(Told, SetupError):
    """A center runs on this folder, or is moved out of it."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one that serves or moves the file of a folder.

    The kernel lets go when the process ends, however it ends; the file stays.

    :raises CenterRuns: when another one does.
    """
    if database_url(folder).get_backend_name() != SQLITE:
        yield
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CenterRuns(Message("operator__runs", folder=str(folder))) from None
        yield
    finally:
        os.close(lock)
