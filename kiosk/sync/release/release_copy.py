"""A release copied out of a folder that somebody else may write: block by block.

Only names of releases are opened, never through a link, and never more of them than
was signed. A copy that was cut goes on where it was; what counts is the checksum at its
end. All of it blocks.
"""

import errno
import itertools
import os
import stat
from contextlib import suppress
from pathlib import Path

from kiosk.sync.release.release_file import (
    MOST_LETTERS,
    NAME,
    PublicKeys,
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
    check_fits,
    read_release,
)
from kiosk.sync.release.release_part import ReleasePart, fault_of

BLOCK = 1024 * 1024
MOST_NAMES = 1000
"""So many names of a folder are looked at."""
MOST_RELEASES = 8
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_folder(*names: str | Path, below: int | None = None) -> int:
    """Open a folder step by step, none of them a link; the caller closes it.

    :raises OSError: when there is none.
    """
    folder = below
    for name in names:
        inner = os.open(name, _OPEN | os.O_DIRECTORY, dir_fd=folder)
        if folder is not None and folder != below:
            os.close(folder)
        folder = inner
    assert folder is not None
    return folder


def open_plain(folder: int, name: str) -> int:
    """Open a plain file of an open folder; the caller closes it.

    :raises ReleaseRefused: when it is not there, or no plain file.
    """
    try:
        file = os.open(name, _OPEN, dir_fd=folder)
    except OSError as error:
        gone = error.errno in (errno.ENOENT, errno.ELOOP, errno.ENXIO)
        why = ReleaseFault.MISSING if gone else ReleaseFault.UNREADABLE
        raise ReleaseRefused(why) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise ReleaseRefused(ReleaseFault.MISSING)
    return file


def read_signed(folder: int, name: str) -> bytes:
    """Return a signed file; one byte more than it may have is enough to refuse it.

    :raises ReleaseRefused: when there is none.
    """
    file = open_plain(folder, f"{name}.release")
    try:
        return os.read(file, MOST_LETTERS + 1)
    except OSError as error:
        raise ReleaseRefused(ReleaseFault.UNREADABLE) from error
    finally:
        os.close(file)


def newest_release(
    folder: int, keys: PublicKeys, architecture: str, floor: int
) -> tuple[ReleaseManifest, bytes]:
    """Return the newest release in a folder that this machine may take, as signed.

    :raises ReleaseRefused: when there is none; it says why the last one is not.
    """
    found: list[tuple[ReleaseManifest, bytes]] = []
    refused = ReleaseRefused(ReleaseFault.MISSING if keys else ReleaseFault.NO_KEYS)
    for name in _names(folder):
        try:
            data = read_signed(folder, name)
            manifest = read_release(data, keys)
            check_fits(manifest, architecture, floor)
        except ReleaseRefused as error:
            refused = error
            continue
        if manifest.file == name:
            found.append((manifest, data))
    if not found:
        raise refused
    return max(found, key=lambda pair: pair[0].serial)


def _names(folder: int) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            seen = [e.name for e in itertools.islice(entries, MOST_NAMES)]
    except OSError as error:
        raise ReleaseRefused(ReleaseFault.UNREADABLE) from error
    ends = ".release"
    bare = sorted(n.removesuffix(ends) for n in seen if n.endswith(ends))
    return [name for name in bare if NAME.fullmatch(name)][-MOST_RELEASES:]


class ReleaseCopy:
    """One package on its way out of a folder; each step copies a block."""

    def __init__(self, folder: int, manifest: ReleaseManifest, target: Path) -> None:
        """Begin, or go on with what an earlier copy of the same package left.

        :raises ReleaseRefused: when it is of another length, or there is no room.
        """
        self._size = manifest.size
        self._from = open_plain(folder, f"{manifest.file}.deb")
        try:
            self._check_length()
            self._part = ReleasePart(manifest, target)
        except OSError as error:
            self._let_go()
            raise ReleaseRefused(fault_of(error)) from error
        except ReleaseRefused:
            self._let_go()
            raise
        os.lseek(self._from, self._part.done, os.SEEK_SET)

    def _check_length(self) -> None:
        there = os.fstat(self._from).st_size
        if there != self._size:
            cut = there < self._size
            raise ReleaseRefused(ReleaseFault.CUT if cut else ReleaseFault.CHANGED)

    @property
    def percent(self) -> int:
        """Return how far it is."""
        return self._part.percent

    @property
    def done(self) -> int:
        """Return how many bytes are there."""
        return self._part.done

    def step(self) -> bool:
        """Copy one block; True when all of it is there and is what was signed.

        :raises ReleaseRefused: when it is not, or cannot be read or written.
        """
        left = self._size - self._part.done
        try:
            piece = os.read(self._from, min(BLOCK, left)) if left else b""
        except OSError as error:
            raise ReleaseRefused(fault_of(error)) from error
        if left and not piece:
            raise ReleaseRefused(ReleaseFault.CUT)
        return self._part.write(piece)

    def name(self, name: str) -> None:
        """Give the whole copy its name, durably.

        :raises OSError: when it cannot have it.
        """
        self._part.name(name)

    def close(self) -> None:
        """Close both files; what was copied stays for the next time."""
        self._let_go()
        self._part.close()

    def _let_go(self) -> None:
        if self._from >= 0:
            with suppress(OSError):
                os.close(self._from)
        self._from = -1
