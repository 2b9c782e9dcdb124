"""Our window in a process of its own: a PIN page and a table, nothing behind them.

Any answer leads to the other page. It answers `describe`, `other` and `inside` on
standard input with a line of JSON; `inside` are the times that only the process sees.
"""

import json
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from typing import cast

from bench.peers.table import TablePage, table
from kiosk.screens.looks.look_table import PAGES
from kiosk.screens.window.window import Window
from kiosk.session.pages.page import Answer, Page
from kiosk.session.pin.pages import PinPage
from kiosk.settings.config import PanelSettings

TIMES = 30
PIN, TABLE = PinPage("", 6, 6), TablePage()


class Program:
    """The window and which of the two pages it shows."""

    def __init__(self) -> None:
        cast(dict[type[Page], object], PAGES)[TablePage] = table
        self.window = Window(
            PanelSettings(video="x11"), 1.0, self._answered, lambda: None, self._beat
        )
        self._serial = 0
        self._told = False
        self._painted = threading.Event()
        self._painted_at = 0.0
        self._table = True
        self.other()

    def other(self) -> None:
        """Show the page that is not shown."""
        self._table = not self._table
        self._serial += 1
        self.window.show(self._serial, TABLE if self._table else PIN)

    def _answered(self, serial: int, answer: Answer) -> None:
        self.other()

    def _beat(self) -> None:
        """Note the time: the loop beats after it has painted."""
        if self._told:
            self._told = False
            self._painted_at = time.perf_counter()
            self._painted.set()

    def switch(self) -> float:
        """Return the seconds from another page handed over to its picture shown."""
        self._painted.clear()
        began = time.perf_counter()
        self.other()
        self.window.call(self._tell)
        self._painted.wait(10)
        return self._painted_at - began

    def _tell(self) -> None:
        """Runs behind the new page's layout and ahead of its painting."""
        self._told = True

    def _type(self, name: str) -> float:
        """Return the seconds to touch, lift, type, paint and present one key."""
        began = time.perf_counter()
        why_not = self.window.tap(name)
        assert why_not is None, why_not
        return time.perf_counter() - began

    def inside(self) -> dict[str, float]:
        """Return milliseconds of what only the process sees; PIN page first."""
        cold = self.switch()
        self.switch()
        warm = [self.switch() for _ in range(2 * TIMES)]
        keys = [
            self.window.call(partial(self._type, name)).result(10)
            for name in ("key-5", "key-delete") * TIMES
        ]
        found = {
            "a key typed, painted and presented": middle(keys),
            "the table for the first time, cold glyphs": cold,
            "the table again": middle(warm[::2]),
            "the PIN page again": middle(warm[1::2]),
        }
        return {name: 1000 * seconds for name, seconds in found.items()}

    def serve(self) -> None:
        """Do what is asked, a word a line, until nobody asks any more."""
        try:
            for line in sys.stdin:
                print(json.dumps(self._answer(line.strip())), flush=True)
        finally:
            self.window.stop()

    def _answer(self, word: str) -> object:
        if word == "describe":
            return self.window.call(self.window.describe).result(10)
        if word == "inside":
            return self.inside()
        self.other()
        return None


def middle(values: Sequence[float]) -> float:
    """Return the median; `statistics` would only make the start slower."""
    return sorted(values)[len(values) // 2]


def main() -> None:
    """Open the window and serve it."""
    program = Program()
    threading.Thread(target=program.serve, daemon=True).start()
    program.window.run()


if __name__ == "__main__":
    main()
