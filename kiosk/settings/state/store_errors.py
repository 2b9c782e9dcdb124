"""What goes wrong with the kiosk's one file, told apart by what is known after it."""

import errno
import shutil
import sqlite3
from pathlib import Path

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.settings.state.ownership import DENIED, denied
from kiosk.settings.told import Told, system_reason

_DENYING = (
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH),
)
_NO_ROOM = 64 * 1024
"""With less than this left, SQLite calls a full disk by many other names."""


class StoreError(Told):
    """The store cannot be used; the text says which file and why."""

    fault = Fault.STORE_BROKEN


class StoreFull(StoreError):
    """There is no room left on the disk; nothing of the block was written."""

    fault = Fault.STORE_FULL


class StoreUnsure(StoreError):
    """The disk failed while a block was made durable: look whether it is there.

    The file was opened anew before this was raised, and what can be read from it then
    is durable: what is seen now stays so.
    """

    fault = Fault.STORE_UNSURE


class StoreDenied(StoreError):
    """This user may not use the file, or nobody may write there; it is not broken."""

    fault = Fault.STORE_DENIED


class StoreBusy(StoreError):
    """Another program held the file for too long; nothing was written."""


def wrapped(path: Path, error: Exception) -> StoreError:
    """Return an error of SQLite or of the system as the store's own."""
    if isinstance(error, StoreError):
        return error
    if reason := _denial(path, error):
        return StoreDenied(reason)
    if _is_busy(error):
        return StoreBusy(Message("store__held", path=str(path)))
    kind = StoreFull if _is_full(path, error) else StoreError
    return kind(Message("store__failed", path=str(path), why=_reason(error)))


def _reason(error: Exception) -> Message:
    if isinstance(error, OSError):
        return system_reason(error)
    # SQLite's own words, which are for who examines the file.
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    return Message("store__sqlite", name=name, text=str(error))


def is_io(error: sqlite3.Error) -> bool:
    """Tell whether the disk itself failed."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_IOERR


def _is_busy(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_BUSY


def _denial(path: Path, error: Exception) -> Message | None:
    """Say who may not do what, where that is the reason; None: it is another one."""
    if isinstance(error, OSError):
        if error.errno not in DENIED:
            return None
    else:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _DENYING:
            return None
    # The file, its folder (for the log beside it), or something above.
    return denied(path) or denied(path.parent)


def _is_full(path: Path, error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return False
    if code & 0xFF == sqlite3.SQLITE_FULL:
        return True
    if code & 0xFF not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return False
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM
    except OSError:
        return False
