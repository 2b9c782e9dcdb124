"""A scripted person before the real program: taps by name, waits for pages.

It speaks through the control socket only, as an acceptance test would.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.devices.virtual.jsonlines import LineClient, Reply

PATIENCE = 60.0
"""Seconds for a page to come, also on a machine that is busy."""
UNHURRIED = """
[times]
idle = 300
idle_reading = 300
idle_pin = 300
message = 200
card_query = 60
"""
"""Settings of its kiosk: a busy machine's slowness is nobody who went away."""


class Unexpected(Exception):
    """The visit did not go as it should; the text says what was expected."""


@dataclass
class Walk:
    """One scripted visit: what was done, when, and what was seen."""

    line: LineClient
    out: Path
    began: float = field(default_factory=time.monotonic)
    steps: list[dict[str, Any]] = field(default_factory=list)
    pictures: int = 0

    def step(self, text: str) -> None:
        """Say and note one step."""
        seconds = round(time.monotonic() - self.began, 3)
        self.steps.append({"at": seconds, "step": text})
        print(f"{seconds:7.2f} s  {text}", flush=True)

    def ask(self, **command: object) -> Reply:
        """Send one command.

        :raises Unexpected: when it is refused.
        """
        reply = self.line.ask(**command)
        if "error" in reply:
            raise Unexpected(f"{command}: {reply['error']}")
        return reply

    def until(self, page: str, **wanted: object) -> Reply:
        """Wait for a page, and for values in its description.

        :raises Unexpected: when another one stays.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            seen = self.ask(do="describe")
            if seen["page"] == page and all(
                seen.get(k) == v for k, v in wanted.items()
            ):
                return seen
            time.sleep(0.02)
        raise Unexpected(f"the page {page!r} did not come; this one stays: {seen}")

    def picture(self, name: str) -> None:
        """Take a screenshot."""
        self.pictures += 1
        path = self.out / "screens" / f"{self.pictures:02d}-{name}.png"
        self.ask(do="screenshot", path=str(path.resolve()))

    def tap(self, button: str) -> None:
        """Touch a button as soon as it can be touched."""
        end = time.monotonic() + PATIENCE
        while (reply := self.line.ask(do="tap", button=button)).get("error"):
            if time.monotonic() > end:
                raise Unexpected(f"tap {button}: {reply['error']}")
            time.sleep(0.02)

    def print_paper(self) -> Reply:
        """Print what a page offers, by its preview, and wait for how it ended."""
        self.tap("print")
        self.until("preview")
        self.tap("print")
        return self.until("printed")

    def choose(self, *services: str) -> None:
        """Go through menus to a service."""
        for service in services:
            self.tap(f"service-{service}")

    def type_pin(self, pin: str) -> None:
        """Type a PIN on the keypad and confirm it."""
        for character in pin:
            self.tap(f"key-{character.lower()}")
        self.tap("ok")
