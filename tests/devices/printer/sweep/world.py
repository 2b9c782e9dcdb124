"""A kiosk's conversation and a printer, joined by a line, without any waiting.

Both ends are the product's own pure parts: nothing here opens a port, starts a thread
or sleeps. Bytes take their time on the line, both ways, and a fault may strike between
any two of them: on the wire, or at the print head, which is behind it by the buffer.
"""

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Literal

from kiosk.devices.printer.printer_port import JobState, LinkState
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.broken_job import BrokenJob, left_by_a_run
from kiosk.devices.printer.serial.delivery import Delivery
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.talk import Talk
from kiosk.devices.virtual.printer.command_ear import Command
from kiosk.devices.virtual.printer.head.print_head import Piece
from kiosk.devices.virtual.printer.line_noise import LineNoise
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.sensors import Sensors

Place = Literal["wire", "head"]
Strike = Callable[["World"], None]

_AT_ONCE = 8
"""Bytes that arrive together; seven byte times are shorter than anything waits for."""

_TICK = 0.0005


class Head(PrinterWorks):
    """A printer that counts the bytes it has carried out and can be struck at one."""

    carried = 0
    before: Callable[[], None] | None = None

    def _carry_out(self, command: Command, data: bytes, now: float) -> None:
        if self.before is not None:
            self.before()
        if now < self._on_at:
            return
        self.carried += len(data)
        super()._carry_out(command, data, now)


VOID = "作废"
"""The word on what was broken off, and above a receipt where no cut is proved."""


class World:
    """One kiosk, one printer, one line; `now` is its clock."""

    def __init__(
        self,
        profile: PrinterProfile,
        baud: int,
        talk: Callable[[PrinterProfile, PollPace, tuple[str, ...]], Talk] = Talk,
        pace: PollPace | None = None,
    ) -> None:
        self.profile, self.baud = profile, baud
        self.now = 1000.0
        self.sensors = Sensors()
        self.works = Head(profile, self.sensors, self._said, self._fell)
        self.works.before = self._at_head
        self._make_talk = partial(talk, profile, pace or PollPace(), (VOID,))
        self.talk = self._make_talk()
        self._last: Delivery | None = None
        self.killed_at: int | None = None
        """How many of the job's bytes the printer had when the kiosk was killed."""
        self.pieces: list[tuple[float, Piece]] = []
        self.noise = {"in": LineNoise(0.0), "out": LineNoise(0.0)}
        self.silent = self.gone = False
        self.wired = 0
        """Bytes of jobs that have come to the printer's end of the wire."""
        self._out: deque[tuple[float, int, bool]] = deque()
        self._in: deque[tuple[float, int]] = deque()
        self._free = {"in": 0.0, "out": 0.0}
        self._due = 0.0
        self._strike: tuple[Place, int, Strike] | None = None
        self._later: list[tuple[float, Strike]] = []

    def strike(self, place: Place, at: int, what: Strike) -> None:
        """Let something happen before the byte number `at`, counted from now on."""
        self.wired = self.works.carried = 0
        self._strike = (place, at, what)

    def later(self, seconds: float, what: Strike) -> None:
        """Let something happen after so many seconds."""
        self._later.append((self.now + seconds, what))
        self._later.sort(key=lambda one: one[0])

    def submit(self, delivery: Delivery) -> None:
        """Give the kiosk a job."""
        self._last = delivery
        self.talk.submit(delivery)
        self._due = self.now

    def pull(self) -> None:
        """Let the port vanish: what is on the wire is lost, the kiosk is told."""
        self.gone = True
        self._out.clear()
        self._in.clear()
        self.talk.broken(LinkState.GONE, self.now)

    def plug(self) -> None:
        """Let the port return."""
        self.gone = False
        self.talk.broken(LinkState.UNKNOWN, self.now)
        self._due = self.now

    def kill(self) -> None:
        """End the kiosk's program at once, and start it again behind its own remains.

        What it had given to the line is still carried there.
        """
        self.killed_at = self.wired + sum(job for _, _, job in self._out)
        self.talk = self._make_talk()
        self.talk.inherit(self._left())
        self.talk.broken(LinkState.UNKNOWN, self.now)
        self._in.clear()
        self._due = self.now

    def _left(self) -> BrokenJob | None:
        """Return what the kiosk's own rows would say of its last job."""
        last = self._last
        if last is None:
            return None

        def tell(state: JobState) -> None:
            last.tell(last.outcome(state))

        job = last.job
        return left_by_a_run(self.profile, job.number, last.whole, job.mm, tell)

    def stray(self, byte: int) -> None:
        """Let the kiosk hear a byte that no printer said."""
        self._in.append((self.now, byte))

    def run(self, until: Callable[[], bool], seconds: float) -> bool:
        """Let time pass until something holds; tell whether it came to pass."""
        end = self.now + seconds
        while not until():
            if self.now >= end:
                return False
            self._step(end)
        return True

    def rest(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.run(lambda: False, seconds)

    def _step(self, end: float) -> None:
        """Go to the next moment at which anything happens, and let it happen."""
        moments = [end, self._due if not self.gone else end]
        if self._out:
            moments.append(self._out[min(_AT_ONCE, len(self._out)) - 1][0])
        if self._in:
            moments.append(self._in[0][0])
        moments.extend(at for at, _ in self._later[:1])
        moments.append(self.now + max(_TICK, self.works.wait(self.now)))
        self.now = min(end, max(self.now, min(moments)))
        while self._later and self._later[0][0] <= self.now:
            self._later.pop(0)[1](self)
        self._arrive()
        self.works.run(self.now)
        if not self.gone:
            self._kiosk()

    def _kiosk(self) -> None:
        """Let the kiosk hear what has come and do what is due."""
        heard = bytearray()
        while self._in and self._in[0][0] <= self.now:
            heard.append(self._in.popleft()[1])
        if heard:
            self.talk.hear(bytes(heard), self._write, self.now)
        if heard or self.now >= self._due:
            self.talk.act(self._write, self.now)
            self._due = self.now + max(_TICK, self.talk.wait(self.now))

    def _write(self, data: bytes) -> None:
        job = data[:1] != b"\x10"
        for byte in data:
            self._free["out"] = max(self._free["out"], self.now) + 10 / self.baud
            self._out.append((self._free["out"], byte, job))

    def _arrive(self) -> None:
        """Hand the printer what has come over the wire, up to where a fault strikes."""
        data = bytearray()
        while self._out and self._out[0][0] <= self.now:
            job = self._out[0][2]
            if job and self._struck("wire", self.wired):
                self._receive(bytes(data))
                data.clear()
                self._hit()
                continue  # the fault may have emptied the wire
            data.append(self._out.popleft()[1])
            self.wired += job
        self._receive(bytes(data))

    def _receive(self, data: bytes) -> None:
        if data and not self.silent:
            self.works.receive(self.noise["out"].through(data), self.now)

    def _at_head(self) -> None:
        if self._struck("head", self.works.carried):
            self._hit()

    def _struck(self, place: Place, at: int) -> bool:
        strike = self._strike
        return strike is not None and strike[0] == place and at >= strike[1]

    def _hit(self) -> None:
        assert self._strike is not None
        what, self._strike = self._strike[2], None
        what(self)

    def hit_now(self) -> None:
        """Strike at last: the byte it waited for never came."""
        if self._strike is not None:
            self._hit()

    def _said(self, data: bytes) -> None:
        if self.silent or self.gone:
            return
        for byte in self.noise["in"].through(data):
            self._free["in"] = max(self._free["in"], self.now) + 10 / self.baud
            self._in.append((self._free["in"], byte))

    def _fell(self, piece: Piece, _: bytes) -> None:
        self.pieces.append((self.now, piece))
