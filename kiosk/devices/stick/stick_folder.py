"""One folder on a stick, written so that it may be pulled out at any time.

Everything goes into a folder with a temporary name; each file is synced, read back and
compared; only the whole one gets its name. All paths hang on open folders, so nothing
on the stick can lead elsewhere. All of it blocks.
"""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kiosk.devices.stick.stick_port import StickError, StickFault, fault_of

UNFINISHED = ".part"
_CHUNK = 256 * 1024


def is_mounted(folder: Path) -> bool:
    """Tell whether something is mounted there now, of another device than its place."""
    return folder.stat(follow_symlinks=False).st_dev != folder.parent.stat().st_dev


class StickFolder:
    """A folder that comes into being on a stick."""

    def __init__(
        self,
        stick: Path,
        name: str,
        mounted: Callable[[Path], bool] = is_mounted,
    ) -> None:
        """Begin it under its temporary name.

        :raises StickError: when it cannot be begun.
        """
        self._name, self._files = name, list[str]()
        self._stick = self._folder = -1
        try:
            if not mounted(stick):
                raise StickError(StickFault.NOT_A_STICK)
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            self._stick = os.open(stick, flags)
            if _is_there(self._stick, name):
                raise StickError(StickFault.THERE)
            os.mkdir(name + UNFINISHED, 0o700, dir_fd=self._stick)
            self._folder = os.open(name + UNFINISHED, flags, dir_fd=self._stick)
        except OSError as error:
            self._close()
            raise StickError(fault_of(error)) from error
        except StickError:
            self._close()
            raise

    def write(self, name: str, data: bytes) -> str:
        """Write one file, sync it and read it back; return its SHA-256.

        :raises StickError: when it is not there as it was written.
        """
        wanted = hashlib.sha256(data).hexdigest()
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            file = os.open(name, flags, 0o600, dir_fd=self._folder)
            self._files.append(name)
            try:
                _write_all(file, data)
                os.fsync(file)
                # Read from the stick itself, not from what is still in memory.
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                found = _digest(file)
            finally:
                os.close(file)
        except OSError as error:
            raise StickError(fault_of(error)) from error
        if found != wanted:
            raise StickError(StickFault.CHANGED)
        return wanted

    def finish(self) -> None:
        """Give it its name; when this returns the stick may be pulled out.

        :raises StickError: when it has none, or nobody knows.
        """
        try:
            os.fsync(self._folder)
            if _is_there(self._stick, self._name):
                raise StickError(StickFault.THERE)
            os.rename(
                *(self._name + UNFINISHED, self._name),
                src_dir_fd=self._stick,
                dst_dir_fd=self._stick,
            )
            os.fsync(self._stick)
        except OSError as error:
            raise StickError(fault_of(error)) from error
        finally:
            self._close()

    def throw_away(self) -> None:
        """Take away what was begun, as far as the stick lets it."""
        with suppress(OSError):
            for name in self._files:
                with suppress(OSError):
                    os.unlink(name, dir_fd=self._folder)
            os.rmdir(self._name + UNFINISHED, dir_fd=self._stick)
        self._close()

    def _close(self) -> None:
        for open_one in (self._folder, self._stick):
            if open_one >= 0:
                with suppress(OSError):
                    os.close(open_one)
        self._stick = self._folder = -1


def _is_there(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _write_all(file: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(file, left[:_CHUNK]) :]


def _digest(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    digest = hashlib.sha256()
    while piece := os.read(file, _CHUNK):
        digest.update(piece)
    return digest.hexdigest()
