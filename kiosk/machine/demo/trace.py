"""One line for each hand-over between rooms, so that a newcomer sees a visit flow.

Names only: which page, which kind of answer, which method, which event. No argument and
no result is printed, because these may be a person's.
"""

import inspect
import sys
import time
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any, TextIO

from kiosk.machine.running_kiosk import RunningKiosk
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.sync.line.exchange import Exchange
from kiosk.sync.line.https import HttpAnswer
from kiosk.sync.wire.events.journal_event import JournalEvent

SILENT = {"now", "status", "numbers", "kick", "note", "known", "pinpad"}
"""What is asked all the time and hands nothing over."""


class Trace:
    """Prints the hand-overs of one demo."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out, self._began = out, time.monotonic()

    def line(self, room: str, other: str, what: str) -> None:
        """Print one hand-over, with the seconds since the start."""
        seconds = time.monotonic() - self._began
        print(f"{seconds:8.3f}  {room} -> {other}: {what}", file=self._out, flush=True)

    def answer(self, answer: Answer) -> None:
        """Print that somebody touched something."""
        chosen = f" {answer}" if isinstance(answer, Tap) else ""
        self.line("screens", "session", type(answer).__name__ + chosen)

    def around(self, machine: RunningKiosk) -> None:
        """Put itself before every port through which a flow reaches another room."""
        ports = machine.parts
        ports.dialog.screen = _Traced(ports.dialog.screen, self, "screens")
        self._before_the_wire(machine.client)
        machine.parts = replace(
            ports,
            slot=_Traced(ports.slot, self, "devices.card"),
            printer=_Traced(ports.printer, self, "devices.printer"),
            center=_Traced(ports.center, self, "sync.line"),
            journal=_Traced(ports.journal, self, "sync.journal"),
            acts=_Traced(ports.acts, self, "sync.applications"),
        )

    def _before_the_wire(self, client: Exchange) -> None:
        exchange = client.exchange

        def asked(method: str, path: str, *rest: Any) -> Awaitable[HttpAnswer]:
            self.line("sync.line", "center", f"{method} {path}")
            return exchange(method, path, *rest)

        # An instance's own attribute: every request of the client goes through it.
        setattr(client, "exchange", asked)  # noqa: B010


class _Traced:
    """A port that says what is handed through it."""

    def __init__(self, port: object, trace: Trace, room: str) -> None:
        self._port, self._trace, self._room = port, trace, room

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name in SILENT or not callable(found):
            return found

        def handed(*arguments: Any, **named: Any) -> Any:
            self._trace.line("session", self._room, _told(name, arguments))
            return found(*arguments, **named)

        return handed


def _told(name: str, arguments: tuple[Any, ...]) -> str:
    """Return a method's name, with what is no person's: an event, a paper, a work."""
    for argument in arguments:
        if isinstance(argument, JournalEvent):
            return f"{name} {argument.about.name}"
        if isinstance(argument, Page):
            return f"{name} {argument.name}"
        if inspect.isroutine(argument):
            return f"{name} {argument.__qualname__.partition('.')[0]}"
        if kind := getattr(argument, "kind", None):
            return f"{name} {kind}"
    return name
