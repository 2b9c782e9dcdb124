"""A stick as the rest of the kiosk knows it, and every way that one can fail."""

import errno
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class StickFault(StrEnum):
    """Why nothing can be written; what to do follows from it."""

    FULL = "full"
    READ_ONLY = "read_only"
    PULLED = "pulled"
    """It is gone, or answers with errors: nobody can tell these apart."""
    THERE = "there"
    """A folder of that name lies there already."""
    NOT_A_STICK = "not_a_stick"
    """What is mounted there is none, or nothing is mounted any more."""
    CHANGED = "changed"
    """What was read back is not what was written."""
    TOO_LONG = "too_long"
    """It takes no file that long, or no name."""
    SILENT = "silent"
    """It did not answer in time."""


class StickError(Exception):
    """A stick failed; its text is the fault's name."""

    def __init__(self, fault: StickFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick that is mounted; all of it is a claim until something was written."""

    folder: Path
    label: str
    """As it may be shown: a stick can be called anything."""
    kind: str
    """The file system's."""
    writable: bool
    free: int
    """Bytes."""


_FAULTS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), StickFault.FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), StickFault.READ_ONLY),
    errno.EEXIST: StickFault.THERE,
    errno.ENOTEMPTY: StickFault.THERE,
    **dict.fromkeys((errno.ELOOP, errno.ENOTDIR), StickFault.NOT_A_STICK),
    **dict.fromkeys((errno.EFBIG, errno.ENAMETOOLONG), StickFault.TOO_LONG),
}


def fault_of(error: OSError) -> StickFault:
    """Return what an error of the system means; most of them mean that it is gone."""
    return _FAULTS.get(error.errno or 0, StickFault.PULLED)
