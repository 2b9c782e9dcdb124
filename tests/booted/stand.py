"""A person before the machine: sees, touches, waits; writes down when what was seen."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.booted.hall import Hall
from tests.booted.machine import Machine
from tests.booted.seer import Ink, Sight, key_of, title_of

PATIENCE = 90.0
"""Seconds to wait for a page; the emulated processor is fifty times slower than one."""

REACTION_S = 0.8
"""From seeing to touching, as a person needs: a page that has just come takes no touch
for 0.4 s, and on a slow machine that begins after it was drawn."""


class NotSeen(Exception):
    """What was expected did not come; the text and the last picture say more."""


@dataclass
class Stand:
    """One run: the machine, what is around it, and the record."""

    machine: Machine
    hall: Hall
    out: Path
    began: float = field(default_factory=time.monotonic)
    record: list[tuple[float, str]] = field(default_factory=list)
    pictures: int = 0
    secret: str = field(default="", repr=False)
    """The first account's, as a telephone read it from the panel."""

    def say(self, text: str) -> None:
        """Write down what was seen."""
        at = time.monotonic() - self.began
        self.record.append((at, text))
        print(f"{at:7.1f} s  {text}", flush=True)

    def sight(self, name: str = "now") -> Sight:
        """Look at the panel."""
        return Sight(self.machine.monitor.picture(self.out / f"{name}.png"))

    def keep(self, name: str) -> None:
        """Keep the picture of this moment."""
        self.pictures += 1
        self.sight(f"{self.pictures:02}-{name}")

    def wait(self, ink: Ink, what: str, limit: float = PATIENCE) -> tuple[int, int]:
        """Wait until it is seen, and return where to touch it.

        :raises NotSeen: when it does not come.
        """
        end = time.monotonic() + limit
        while time.monotonic() < end:
            where = self.sight().find(ink)
            if where is not None:
                time.sleep(REACTION_S)
                return where
            time.sleep(0.3)
        self.keep("not-seen")
        raise NotSeen(f"{what} is not seen after {limit:.0f} s")

    def see(self, page: str, limit: float = PATIENCE) -> None:
        """Wait for a page by its heading."""
        self.wait(title_of(page), f"the page {page}", limit)

    def touch(self, page: str, name: str, limit: float = PATIENCE) -> None:
        """Touch a key of a page once it is there."""
        x, y = self.wait(key_of(page, name), f"{name} of {page}", limit)
        self.at(x, y)

    def at(self, x: int, y: int) -> None:
        """Touch a place."""
        width, height = self.sight().size
        self.machine.monitor.touch((x + 0.5) / width, (y + 0.5) / height)

    def until(self, holds: Callable[[], bool], what: str, limit: float = 60.0) -> float:
        """Wait for a fact outside the machine; return the seconds that it took.

        :raises NotSeen: when it does not come true.
        """
        begin = time.monotonic()
        while not holds():
            if time.monotonic() - begin > limit:
                self.keep("not-so")
                raise NotSeen(f"{what}: not so after {limit:.0f} s")
            time.sleep(0.3)
        return time.monotonic() - begin
