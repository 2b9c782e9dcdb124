"""What hands, power and a bad cable do to a virtual printer; each may come at any time.

The printer's own thread is virtual_printer.py's; here a change is made between two of
its steps.
"""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.devices.virtual.printer.line_noise import LineNoise
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.presenter import Fate
from kiosk.devices.virtual.printer.pty_link import PrinterLink
from kiosk.devices.virtual.printer.sensors import Failure, Lid, PaperSensor, Sensors


class PrinterHands:
    """The outside of one printer; every method may be called from any thread."""

    def __init__(self, link: PrinterLink, speed: float) -> None:
        self._link = link
        self._speed = speed
        self._sensors = Sensors()
        self._lock = threading.Condition()
        self._inward, self._outward = LineNoise(0.0), LineNoise(0.0)
        self._silent = self._stuck = False
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._machine: PrinterWorks

    def _now(self) -> float:
        return time.monotonic() * self._speed

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Change something between two steps of the printer's thread."""
        with self._lock:
            yield
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"!")

    def set_paper(self, paper: PaperSensor) -> None:
        """Put a roll in, a short one, or take it out."""
        with self._change():
            self._sensors.paper = paper
            if paper != "out":
                self._sensors.roll_mm = float("inf")

    def set_roll(self, mm: float) -> None:
        """Let the paper end after so many more millimetres."""
        with self._change():
            self._sensors.roll_mm = mm

    def set_near(self, mm: float) -> None:
        """Let the near-end sensor trip when so much paper is left."""
        with self._change():
            self._sensors.near_mm = mm

    def set_cover(self, cover: Lid) -> None:
        """Open or shut the lid."""
        with self._change():
            self._sensors.cover = cover

    def set_failure(self, failure: Failure) -> None:
        """Jam the cutter, overheat the head, or break it for good."""
        with self._change():
            self._sensors.failure = failure

    def set_silent(self, silent: bool) -> None:
        """Switch the power off or on with the cable left in, or leave it as it is."""
        with self._change():
            if silent is not self._silent:
                self._silent = silent
                self._machine.restart()

    def set_stuck(self, stuck: bool) -> None:
        """Let the line take no more bytes, as with a handshake that never frees it."""
        with self._change():
            self._stuck = stuck

    def unplug(self) -> None:
        """Pull the cable: the device file vanishes."""
        with self._change():
            self._link.unplug()

    def plug(self) -> None:
        """Put the cable back."""
        with self._change():
            self._link.plug()

    def power_cycle(self) -> None:
        """Switch off and on: whatever was buffered is lost, the paper stays."""
        with self._change():
            self._machine.restart()

    def power_dip(self, seconds: float) -> None:
        """Take the power away for so many seconds of the wall's clock; 0 restarts it.

        What arrives meanwhile is lost, with all that it held and had learned.
        """
        with self._change():
            self._machine.dip(self._now(), seconds * self._speed)

    def ignore_clear(self, ignore: bool = True) -> None:
        """Pass over DLE DC4 8 without a word, whatever the profile claims."""
        with self._change():
            self._machine.ignores_clear = ignore

    def stray_byte(self, byte: int) -> None:
        """Let the printer's line say one byte that nobody sent, also without power."""
        with self._change():
            self._link.write(bytes((byte,)))

    def answers_late(self, seconds: float) -> None:
        """Give every answer so many seconds of the wall's clock later."""
        with self._change():
            self._machine.answers.seconds = seconds * self._speed

    def foreign_id(self, token: bytes) -> None:
        """Say somebody else's process id before each own; empty: no more."""
        with self._change():
            self._machine.foreign_id = token

    def noise(
        self,
        inward: float | None = None,
        outward: float | None = None,
        seed: int = 1,
    ) -> None:
        """Spoil a share of the bytes to the printer or from it; None changes none."""
        with self._change():
            if inward is not None:
                self._inward = LineNoise(inward, seed)
            if outward is not None:
                self._outward = LineNoise(outward, seed + 1)

    def trouble_after(self, mm: float, failure: Failure = "jam") -> None:
        """Let the paper jam, or another failure come, after so many millimetres."""
        with self._change():
            self._sensors.trouble_mm, self._sensors.trouble = mm, failure

    def knife_sticks(self, sticks: bool = True) -> None:
        """Let the next cut end in a cutter fault, with the paper uncut."""
        with self._change():
            self._sensors.knife_sticks = sticks

    def take(self) -> bool:
        """Take the receipt out of the mouth; tell whether there was one to reach."""
        with self._change():
            return self._machine.presenter.take()

    @property
    def fates(self) -> tuple[Fate, ...]:
        """Return what became of each piece, in the order of `receipts`."""
        with self._lock:
            return tuple(self._machine.presenter.fates)
