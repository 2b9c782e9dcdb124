"""The virtual printer without its line: buffer, real-time ear, mechanism, power.

Pure but for the pictures: the time is handed in, answers are handed out.
"""

from collections.abc import Callable

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.printer.answer_delay import AnswerDelay
from kiosk.devices.virtual.printer.command_ear import (
    Command,
    RealtimeEar,
    take_command,
)
from kiosk.devices.virtual.printer.habits import Habits, habits_of
from kiosk.devices.virtual.printer.head.print_head import Effect, Piece, PrintHead
from kiosk.devices.virtual.printer.macro import Macro
from kiosk.devices.virtual.printer.presenter import Presenter
from kiosk.devices.virtual.printer.sensors import Sensors

_SIP = 16
"""Bytes the engine takes from the buffer at a time; a picture passes through so."""

_CLEAR, _FULL = 8, 20
_CLEARED = b"\x37\x25\x00"
_ID_HEAD = b"\x37\x22"


class PrinterWorks:
    """Takes bytes as they arrive and prints them as fast as paper moves."""

    def __init__(
        self,
        profile: PrinterProfile,
        sensors: Sensors,
        reply: Callable[[bytes], None],
        dropped: Callable[[Piece, bytes], None],
        habits: Habits | None = None,
    ) -> None:
        """`dropped` gets each piece of paper with the bytes that made it."""
        self.habits = habits or habits_of(profile)
        self.press = PrintHead(profile, self.habits)
        self.sensors = sensors
        self.answers = AnswerDelay(reply)
        self.macro = Macro()
        self.presenter = Presenter(self.habits.holds, self.habits.presents)
        self.ignores_clear = False
        """Pass over DLE DC4 8 although the profile claims it."""
        self.foreign_id = b""
        """Four characters of somebody else, said before each own process id."""
        self._mm_s = profile.mechanism.speed_mm_s
        self._size = profile.mechanism.buffer_bytes
        self._profile = profile
        self._dropped = dropped
        self._taken = bytearray()
        self._on_at = float("-inf")
        self.sensors.bit_7 = self.habits.bit_7
        self._forget()

    def _forget(self) -> None:
        """Begin with empty buffers, as at power-on."""
        self._ear = RealtimeEar()
        self._buffer = bytearray()
        self._work = bytearray()
        self._head_free = 0.0
        self._automatic = b""
        self._cut_due = False
        self._had_paper = True

    @property
    def room(self) -> int:
        """Return how many bytes its buffer still takes."""
        return self._size - len(self._buffer)

    def receive(self, data: bytes, now: float) -> None:
        """Take bytes from the line; real-time commands act at once, even offline."""
        if now < self._on_at:
            return
        for plain, command in self._ear.hear(data):
            self._keep(plain)
            if command:
                self._urgent(command, now)

    def _keep(self, plain: bytes) -> None:
        """Put bytes into the buffer; what does not fit is lost."""
        room = self.room
        if len(plain) > room:
            self.press.fault(f"{len(plain) - room} bytes did not fit the buffer")
        self._buffer += plain[:room]

    def _urgent(self, command: bytes, now: float) -> None:
        self.sensors.receipt = self.presenter.occupied
        if command[:2] == b"\x10\x04" and command[2] == _FULL:
            if self.habits.full_status:
                self.answers.say(self.sensors.full(), now)
        elif command[1] == 0x04:
            self.answers.say(bytes((self.sensors.realtime(command[2]),)), now)
        elif command[1] == 0x14 and command[2] == _CLEAR:
            self._clear(now)

    def _clear(self, now: float) -> None:
        if self._profile.answers.clear_dc4 and not self.ignores_clear:
            self._drop()
            self.answers.say(_CLEARED, now)

    def _drop(self) -> None:
        """Lose what is buffered and not printed."""
        self._buffer.clear()
        self._work.clear()
        self.press.drop_line()

    def run(self, now: float) -> None:
        """Carry out what the paper's speed allows until `now`."""
        if now < self._on_at:
            return
        self._watch_paper()
        while now >= self._head_free and self._moves():
            if self._cut_due:
                self._cut(now)
            elif not self._one(now):
                break
            self._watch_paper()
        self._tell_automatically(now)
        self.answers.run(now)

    def _watch_paper(self) -> None:
        """Some models forget what is buffered when the paper ends."""
        has_paper = self.sensors.paper != "out"
        if self._had_paper and not has_paper and self.habits.drops_at_end:
            self._drop()
        self._had_paper = has_paper

    def _moves(self) -> bool:
        """Tell whether paper moves; the end of the roll still lets a cut be ended."""
        return not (self.sensors.stuck if self._cut_due else self.sensors.offline)

    def _one(self, now: float) -> bool:
        """Carry out the next whole command, if there is one."""
        work = bytes(self._work)
        macros = self._profile.answers.macro
        command = take_command(self._work, self.press.modes.chinese, macros)
        if command is None:
            if not self._buffer:
                return False
            self._work += self._buffer[:_SIP]
            del self._buffer[:_SIP]
            return True
        self._carry_out(command, work[: len(work) - len(self._work)], now)
        return True

    def _carry_out(self, command: Command, data: bytes, now: float) -> None:
        if command.name in ("GS :", "GS ^") and self.press.selected:
            self._work[:0] = self.macro.take(command)
            return
        self.macro.record(data)
        if command.name == "GS e" and self.press.selected and self.habits.presents:
            said = self.presenter.carry_out(command.data[0])
            self.answers.say(b"" if said is None else bytes((said,)), now)
            return
        effect = self.press.execute(command)
        if not (effect.reply or effect.asks_paper):
            # Questions leave no mark; they stand after the cut that they ask for.
            self._taken += data
        self._after(effect, now)

    def _after(self, effect: Effect, now: float) -> None:
        """Let time and paper pass, and answer."""
        self._head_free = max(self._head_free, now - 0.1) + effect.mm / self._mm_s
        self.sensors.feed(effect.mm)
        if effect.asks_paper:
            self.answers.say(bytes((self.sensors.roll_bits(),)), now)
        if self.foreign_id and effect.reply.startswith(_ID_HEAD):
            self.answers.say(_ID_HEAD + self.foreign_id + b"\x00", now)
        self.answers.say(effect.reply, now)
        if effect.cuts:
            self._cut_due = True
            self._head_free += self.habits.cut_s

    def _cut(self, now: float) -> None:
        """End a cut: what is past the knife falls off, or waits in the mouth."""
        if not self.sensors.cut():
            return
        self._cut_due = False
        self.presenter.receive()
        data, self._taken = bytes(self._taken), bytearray()
        self._dropped(self.press.cut(), data)

    def wait(self, now: float) -> float:
        """Return the seconds until `run` has more to do if no byte arrives."""
        if now < self._on_at:
            return self._on_at - now
        wait = self.answers.wait(now)
        waits = self._cut_due or self._buffer or self._work
        if waits and self._moves() and now < self._head_free:
            # What still waits at a free head is a command that is not whole.
            wait = min(wait, self._head_free - now)
        return wait

    def restart(self) -> None:
        """Lose everything but the paper."""
        self._forget()
        self.macro = Macro()
        self.answers.forget()
        self.press.restart()

    def dip(self, now: float, seconds: float) -> None:
        """Lose the power for so long: deaf, dumb and still, and then as new."""
        self.restart()
        self._on_at = now + seconds

    def _tell_automatically(self, now: float) -> None:
        """Send the four status bytes when GS a asked for it and they changed."""
        if not (self.press.modes.automatic and self.habits.automatic):
            self._automatic = b""
            return
        status = self.sensors.automatic()
        if status != self._automatic:
            self._automatic = status
            self.answers.say(status, now)
