"""The virtual printer without its line: receive buffer, real-time ear, mechanism.

Pure but for the pictures: the time is handed in, answers are handed out.
"""

from collections.abc import Callable

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.printer.command_ear import RealtimeEar, take_command
from kiosk.devices.virtual.printer.print_head import Effect, Piece, PrintHead
from kiosk.devices.virtual.printer.sensors import Sensors

_CUT_S = 0.3
_SIP = 16
"""Bytes the engine takes from the buffer at a time; a picture passes through so."""

_CLEAR = 8
_CLEARED = b"\x37\x25\x00"


class PrinterWorks:
    """Takes bytes as they arrive and prints them as fast as paper moves."""

    def __init__(
        self,
        profile: PrinterProfile,
        sensors: Sensors,
        reply: Callable[[bytes], None],
        dropped: Callable[[Piece, bytes], None],
    ) -> None:
        """`dropped` gets each piece of paper with the bytes that made it."""
        self.press = PrintHead(profile)
        self.sensors = sensors
        self._mm_s = profile.mechanism.speed_mm_s
        self._size = profile.mechanism.buffer_bytes
        self._clears = profile.answers.clear_dc4
        self._reply = reply
        self._dropped = dropped
        self._ear = RealtimeEar()
        self._buffer = bytearray()
        self._work = bytearray()
        self._taken = bytearray()
        self._head_free = 0.0
        self._automatic = b""

    def receive(self, data: bytes) -> None:
        """Take bytes from the line; real-time commands act at once, even offline."""
        plain, urgent = self._ear.hear(data)
        for command in urgent:
            self._urgent(command)
        room = self._size - len(self._buffer)
        if len(plain) > room:
            self.press.fault(f"{len(plain) - room} bytes did not fit the buffer")
        self._buffer += plain[:room]

    def _urgent(self, command: bytes) -> None:
        if command[1] == 0x04:
            self._reply(bytes((self.sensors.realtime(command[2]),)))
        elif command[1] == 0x14 and command[2] == _CLEAR and self._clears:
            self._buffer.clear()
            self._work.clear()
            self.press.drop_line()
            self._reply(_CLEARED)

    def run(self, now: float) -> None:
        """Carry out what the paper's speed allows until `now`."""
        while now >= self._head_free and not self.sensors.offline:
            work = bytes(self._work)
            command = take_command(self._work, self.press.modes.chinese)
            if command is None:
                if not self._buffer:
                    break
                self._work += self._buffer[:_SIP]
                del self._buffer[:_SIP]
                continue
            effect = self.press.execute(command)
            if not (effect.reply or effect.asks_paper):
                # Questions leave no mark; they stand after the cut that they ask for.
                self._taken += work[: len(work) - len(self._work)]
            self._after(effect, now)
        self._tell_automatically()

    def _after(self, effect: Effect, now: float) -> None:
        """Let time and paper pass, answer, and drop what was cut off."""
        self._head_free = max(self._head_free, now - 0.1) + effect.mm / self._mm_s
        self.sensors.feed(effect.mm)
        if effect.asks_paper:
            self._reply(bytes((self.sensors.roll_bits(),)))
        self._reply(effect.reply)
        if effect.piece is not None:
            self._head_free += _CUT_S
            data, self._taken = bytes(self._taken), bytearray()
            self._dropped(effect.piece, data)

    def wait(self, now: float) -> float:
        """Return the seconds until `run` has more to do if no byte arrives."""
        if (
            not (self._buffer or self._work)
            or self.sensors.offline
            or now >= self._head_free
        ):
            return 3600.0
        return self._head_free - now

    def restart(self) -> None:
        """Lose everything but the paper."""
        self._buffer.clear()
        self._work.clear()
        self._ear = RealtimeEar()
        self._head_free = 0.0
        self.press.restart()

    def _tell_automatically(self) -> None:
        """Send the four status bytes when GS a asked for it and they changed."""
        if not self.press.modes.automatic:
            self._automatic = b""
            return
        status = self.sensors.automatic()
        if status != self._automatic:
            self._automatic = status
            self._reply(status)
