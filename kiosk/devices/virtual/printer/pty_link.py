"""A pseudo terminal with a name of its own, in place of a serial line.

Only the line: it can vanish and return like a plugged adapter. No protocol.
"""

import contextlib
import os
import tty
from pathlib import Path
from typing import Protocol


class PrinterLink(Protocol):
    """What a virtual printer hangs on."""

    flows: bool
    """Whether it keeps back what the printer has no room for."""

    @property
    def master(self) -> int | None:
        """Return what to watch for bytes, None while nothing can come."""

    def plug(self) -> None:
        """Make it appear."""

    def unplug(self) -> None:
        """Make it vanish."""

    def read(self, most: int) -> bytes:
        """Return what was sent to the printer."""

    def write(self, data: bytes) -> None:
        """Answer."""


class PtyLink:
    """The far end of a serial line; the near end is the symbolic link `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.flows = False
        self._master: int | None = None
        self._slave: int | None = None

    @property
    def master(self) -> int | None:
        """Return the far end, None while the line has vanished."""
        return self._master

    def plug(self) -> None:
        """Make the line appear; nothing happens when it is there already.

        The near end stays open here too, else reading fails whenever nobody has it.
        """
        if self.master is not None:
            return
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self.path)

    def unplug(self) -> None:
        """Make the line vanish, also for those who have it open."""
        self.path.unlink(missing_ok=True)
        for end in (self._master, self._slave):
            if end is not None:
                os.close(end)
        self._master = self._slave = None

    def read(self, most: int) -> bytes:
        """Return what was sent to the printer, at most `most` bytes."""
        if self.master is None:
            return b""
        try:
            return os.read(self.master, most)
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """Answer; what nobody reads is lost as on a wire."""
        if self.master is not None and data:
            with contextlib.suppress(OSError):
                os.write(self.master, data)
