"""What root's side tells of the releases on this machine; read, never written here."""

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

from kiosk.settings.state.bounded_file import read_bounded

BASE = Path("/opt/kiosk")
MOST_LINES = 64
_MOST_BYTES = 16 * 1024
_WORD = re.compile(r"[a-z0-9_.-]{1,64}")


class ReleaseChange(NamedTuple):
    """One line of the history."""

    number: int
    kind: str
    """`switch`, `kept` or `back`."""
    version: str
    before: str
    why: str


class ReleasePlace:
    """The folder that holds all releases."""

    def __init__(self, base: Path = BASE, prefix: str = sys.prefix) -> None:
        """Take the folder, and where the running program lies."""
        self._base, self._prefix = base, Path(prefix)

    @property
    def own(self) -> str:
        """Return the release that this program is; empty where it is none of them."""
        kept = self._base / "kept"
        return self._prefix.parent.name if kept in self._prefix.parents else ""

    @property
    def current(self) -> str:
        """Return the release that the next start runs; empty where there is none."""
        try:
            return os.path.basename(os.readlink(self._base / "current"))
        except OSError:
            return ""

    @property
    def trial(self) -> str:
        """Return the release that is on trial; empty where there is none."""
        words = self._words("trial")
        return words[0] if words and words[0] == self.current else ""

    @property
    def floor(self) -> int:
        """Return the serial of the newest update that was installed."""
        words = self._words("serial")
        return int(words[0][:16]) if words and words[0].isdecimal() else 0

    @property
    def result(self) -> tuple[str, str]:
        """Return why an update was not installed, and its file; empty where it was."""
        words = self._words("update-result")
        if len(words) != 2 or not all(map(_is_word, words)):
            return "", ""
        return words[0], words[1]

    def history(self) -> tuple[ReleaseChange, ...]:
        """Return what was switched, kept and taken back, oldest first."""
        found = []
        for line in self._read("history").splitlines()[-MOST_LINES:]:
            number, *rest = line.split(" ")
            if number.isdecimal() and len(rest) == 4 and all(map(_is_word, rest)):
                found.append(ReleaseChange(int(number[:12]), *rest))
        return tuple(found)

    def _words(self, name: str) -> list[str]:
        return self._read(name).split()

    def _read(self, name: str) -> str:
        with contextlib.suppress(OSError):
            data = read_bounded(self._base / name, _MOST_BYTES)
            return data.decode("utf-8", "replace")
        return ""


def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None
