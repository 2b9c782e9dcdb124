"""One file of a stick, by its fixed name: nothing on the stick is looked through.

Whoever had the stick before chose what lies there: links, pipes, files without end.
Only a plain file of the expected size is read, and no link is followed. All blocks.
"""

import os
import stat
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path

from kiosk.devices.stick.stick_port import fault_of


class ReadFault(StrEnum):
    """Why a file that is there is not read."""

    ODD = "odd"
    """A link, a folder, a pipe: no plain file."""
    BIG = "big"
    PULLED = "pulled"
    """The stick went away, or answers with errors."""


class StickUnread(Exception):
    """A file of a stick cannot be read; its text is the fault's name."""

    def __init__(self, fault: ReadFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe is opened at once and not waited for, a terminal becomes nobody's.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def read_named(stick: Path, name: str, most: int, below: str = "") -> bytes | None:
    """Return a file of a stick, or of one folder on it; None: there is none.

    :raises StickUnread: when it is there and cannot be read.
    """
    with ExitStack() as opened:
        try:
            folder = _open(opened, stick, _FOLDER)
            if below:
                folder = _open(opened, below, _FOLDER, folder)
            file = _open(opened, name, _FILE, folder)
            return _read(file, most)
        except FileNotFoundError:
            return None
        except OSError as error:
            odd = fault_of(error).value in ("not_a_stick", "read_only")
            raise StickUnread(ReadFault.ODD if odd else ReadFault.PULLED) from error


def _open(
    opened: ExitStack, name: str | Path, flags: int, folder: int | None = None
) -> int:
    found = os.open(name, flags, dir_fd=folder)
    opened.callback(os.close, found)
    return found


def _read(file: int, most: int) -> bytes:
    seen = os.fstat(file)
    if not stat.S_ISREG(seen.st_mode):
        raise StickUnread(ReadFault.ODD)
    if seen.st_size > most:
        raise StickUnread(ReadFault.BIG)
    data = b""
    while piece := os.read(file, most + 1 - len(data)):
        data += piece
        if len(data) > most:
            # It grew while it was read, or it said another size than it has.
            raise StickUnread(ReadFault.BIG)
    return data
