"""A package that comes in pieces, from a stick or over the line: what is there of it.

What was cut goes on where it was; what counts is the checksum at the end. All of it
blocks.
"""

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from kiosk.sync.release.release_file import (
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
)

PIECE = 1024 * 1024
ROOM = 64 * 1024 * 1024
"""So much stays free beside a copy."""


class ReleasePart:
    """One package that is not whole yet."""

    def __init__(self, manifest: ReleaseManifest, target: Path) -> None:
        """Begin, or go on with what is there of the same package.

        :raises ReleaseRefused: when there is no room.
        :raises OSError: when it cannot be read or written.
        """
        self._manifest, self._target = manifest, target
        self._path = target / f"{manifest.sha512[:32]}.part"
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.open(self._path, flags, 0o600)
        self._digest, self.done = hashlib.sha512(), 0
        try:
            self._go_on()
        except BaseException:
            self.close()
            raise

    def _go_on(self) -> None:
        """Take what is there already, and see that the rest fits beside it."""
        if os.fstat(self._file).st_size > self._manifest.size:
            os.ftruncate(self._file, 0)
        while piece := os.read(self._file, PIECE):
            self._digest.update(piece)
            self.done += len(piece)
        free = shutil.disk_usage(self._target).free
        if free < self._manifest.size - self.done + ROOM:
            raise ReleaseRefused(ReleaseFault.NO_ROOM)

    @property
    def percent(self) -> int:
        """Return how far it is."""
        return 100 * self.done // self._manifest.size

    def write(self, piece: bytes) -> bool:
        """Add a piece; True when all of it is there and is what was signed.

        :raises ReleaseRefused: when it is not, or cannot be written.
        """
        if self.done + len(piece) > self._manifest.size:
            raise self._changed()
        try:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self._digest.update(piece)
            self.done += len(piece)
            if self.done < self._manifest.size:
                return False
            os.fsync(self._file)
        except OSError as error:
            raise ReleaseRefused(fault_of(error)) from error
        if self._digest.hexdigest() != self._manifest.sha512:
            raise self._changed()
        return True

    def _changed(self) -> ReleaseRefused:
        with suppress(OSError):
            self._path.unlink()
        return ReleaseRefused(ReleaseFault.CHANGED)

    def name(self, name: str) -> None:
        """Give the whole package its name, durably.

        :raises OSError: when it cannot have it.
        """
        os.replace(self._path, self._target / name)
        folder = os.open(self._target, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        """Close the file; what is there stays for the next time."""
        if self._file >= 0:
            with suppress(OSError):
                os.close(self._file)
        self._file = -1


def fault_of(error: OSError) -> ReleaseFault:
    """Return what a failure of the system means for a package."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return ReleaseFault.NO_ROOM if full else ReleaseFault.UNREADABLE
