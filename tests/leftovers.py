"""What test servers leave in memory when even their guards are killed."""

import shutil
import socket
import time
from collections.abc import Iterable
from pathlib import Path

PREFIX = "kiosk-pg-"
"""With it begins the name of each server's folder."""
_STALE = 3600.0
"""No server needs so many seconds from its folder to its socket."""


def remove_leftovers(places: Iterable[str] = ("/dev/shm", "/tmp")) -> None:
    """Remove old folders in which no server answers; whoever made them is dead."""
    found = [folder for place in places for folder in Path(place).glob(PREFIX + "*")]
    for folder in found:
        try:
            old = time.time() - folder.lstat().st_mtime > _STALE
            if old and not _answers(folder):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # it goes this moment, or is another user's


def _answers(folder: Path) -> bool:
    """Tell whether a server listens here: its socket tells in every namespace.

    :raises OSError: when that cannot be known.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        try:
            line.connect(str(folder / ".s.PGSQL.5432"))
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True
