"""A pseudo terminal with a name of its own, in place of a serial line.

Only the line: it can vanish and return like a plugged adapter. No protocol.
"""

import contextlib
import os
import tty
from pathlib import Path


class PtyLink:
    """The far end of a serial line; the near end is the symbolic link `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.master: int | None = None
        self._slave: int | None = None

    def plug(self) -> None:
        """Make the line appear; nothing happens when it is there already.

        The near end stays open here too, else reading fails whenever nobody has it.
        """
        if self.master is not None:
            return
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(self._slave))
        fresh.replace(self.path)

    def unplug(self) -> None:
        """Make the line vanish, also for those who have it open."""
        self.path.unlink(missing_ok=True)
        for end in (self.master, self._slave):
            if end is not None:
                os.close(end)
        self.master = self._slave = None

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
