"""The control socket's commands: describe, tap, and the demo's surroundings.

For tests and acceptance, and for the dock's buttons. It exists only in demo mode and
acts like a person and a technician would: it has no way around a page.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.devices.virtual.jsonlines import CommandRefused, Reply
from kiosk.machine.demo.surroundings import Surroundings
from kiosk.machine.demo.window_control import WindowControl
from kiosk.machine.running_kiosk import RunningKiosk
from kiosk.screens.window.window import Window
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.part_rows import part_rows
from kiosk.sync.clock.clock import SystemClock


class Control(WindowControl):
    """Carries out commands; lives on the session thread."""

    def __init__(
        self,
        machine: RunningKiosk,
        window: Window,
        around: Surroundings,
        forward: Callable[[float], None],
        stop: Callable[[], None],
    ) -> None:
        super().__init__(window, stop)
        self._machine, self._around = machine, around
        self._forward = forward

    async def handle(self, command: dict[str, Any]) -> Reply:
        """Carry out one command.

        :raises CommandRefused: when it is unknown or cannot be done now.
        """
        match command["do"]:
            case "clock":
                return self._clock(command)
            case "status":
                return await self._status()
            case "card" | "reader" | "printer" | "center" | "idcard" | "camera":
                return await self._surroundings(command)
        return await super().handle(command)

    async def from_dock(self, command: dict[str, Any]) -> None:
        """Carry out a dock button's command and show the reply in the dock."""
        try:
            reply = await self.handle(command)
        except CommandRefused as error:
            reply = {"error": str(error)}
        said, state = _for_dock(command, reply)
        dock = self._window.dock
        if dock is not None:
            await self._on_window(lambda: dock.say(said, state))

    def _clock(self, command: dict[str, Any]) -> Reply:
        if "wall" in command:
            return self._wall(command["wall"])
        seconds = command.get("forward")
        if not isinstance(seconds, int | float) or not 0 < seconds <= 86400:
            raise CommandRefused("clock needs forward: 1 to 86400 seconds, or wall")
        self._forward(float(seconds))
        return {"ok": True, "forward": seconds}

    def _wall(self, text: object) -> Reply:
        """Let the machine's wall clock be wrong, as one without a battery is."""
        clock = self._machine.journal.clock
        try:
            wanted = datetime.fromisoformat(str(text))
            shift = wanted - datetime.now(wanted.tzinfo)
        except (ValueError, OverflowError) as error:
            raise CommandRefused("wall needs a time: 1970-01-01T00:00:00") from error
        assert isinstance(clock, SystemClock)
        clock.shift = shift
        return {"ok": True, "certainty": self._machine.parts.clock.certainty}

    async def _surroundings(self, command: dict[str, Any]) -> Reply:
        if self._around.client is None:
            raise CommandRefused("this kiosk uses real parts: demo.surroundings is off")
        return await self._around.client.ask(command)

    async def _status(self) -> Reply:
        parts = self._machine.parts
        numbers = parts.journal.numbers()
        reply: Reply = {
            "ok": True,
            "machine": parts.config.machine.id,
            "devices": {
                row.part: {
                    "health": row.health,
                    "state": [_word(value) for value in row.state],
                    "age": row.age_seconds,
                    "fault": row.fault,
                }
                for row in part_rows(parts)
            },
            "journal": {
                "epoch": numbers.epoch,
                "last": numbers.last_seq,
                "acked": numbers.acked_seq,
                "durable": numbers.durable_seq,
                "waiting": numbers.waiting,
                "rejected": numbers.rejected,
            },
            "acts": {
                "can_seal": parts.acts.can_seal,
                "waiting": parts.acts.numbers().waiting,
            },
            "staff_needed": parts.dialog.staff_needed,
            "versions": dict(parts.versions),
        }
        if self._around.client is not None:
            stage = await self._around.client.ask({"do": "status"})
            reply["surroundings"] = {k: v for k, v in stage.items() if k != "ok"}
        return reply


def _for_dock(command: dict[str, Any], reply: Reply) -> tuple[str, tuple[str, ...]]:
    """Return the line about the last command and the lines about the state."""
    word = " ".join(f"{key}={value}" for key, value in command.items())
    said = str(reply.get("error", f"{word}: ok"))
    known = ("card", "center", "receipts", "apdus")
    return said, tuple(f"{key}: {reply[key]}" for key in known if key in reply)


def _word(value: Word | Count) -> str | int:
    """Return what a part's state says, for a script."""
    return value.code if isinstance(value, Word) else value.number
