"""A receipt printer behind a pseudo terminal: honest timing, buffer, sensors, paper.

Product code for the demo and the tests; the kiosk reaches it only as a serial port.
"""

import contextlib
import os
import select
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.printer.habits import Habits
from kiosk.devices.virtual.printer.head.print_head import Piece
from kiosk.devices.virtual.printer.head.roll import picture
from kiosk.devices.virtual.printer.line_noise import LineNoise
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.presenter import Fate
from kiosk.devices.virtual.printer.pty_link import PtyLink
from kiosk.devices.virtual.printer.sensors import Failure, Lid, PaperSensor, Sensors

_CHUNK = 64


@dataclass(frozen=True, slots=True, repr=False)
class PrintedReceipt:
    """A piece of paper that fell off at a cut."""

    number: int
    text: str = field(repr=False)
    """Line by line as the font printed it; see `press.PICTURE`."""
    data: bytes = field(repr=False)
    errors: tuple[str, ...]
    dots: Image.Image
    picture: Path


class VirtualPrinter:
    """One printer; every method may be called from any thread."""

    def __init__(
        self,
        link: Path,
        out: Path,
        profile: PrinterProfile,
        baud: int = 115200,
        speed: float = 1.0,
        habits: Habits | None = None,
    ) -> None:
        """Build the model that a profile describes, with other habits if told.

        `speed` runs its clock faster than the wall's; sizes never change.
        """
        self._link = PtyLink(link)
        self._out = out
        self._byte_s = 10 / baud
        self._paper_dots = round(profile.paper_mm * profile.dots_per_mm)
        self._speed = speed
        self._sensors = Sensors()
        self._machine = PrinterWorks(
            profile, self._sensors, self._answer, self._keep, habits
        )
        self._lock = threading.Condition()
        self._pieces: list[PrintedReceipt] = []
        self._pictures: list[Future[None]] = []
        self._painter = ThreadPoolExecutor(1, "virtual-paper")
        self._inward, self._outward = LineNoise(0.0), LineNoise(0.0)
        self._silent = self._stuck = self._ended = False
        self._line_free = 0.0
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(
            target=self._run, name="virtual-printer", daemon=True
        )

    def start(self) -> None:
        """Make the link and switch the printer on."""
        self._out.mkdir(parents=True, exist_ok=True)
        self._link.plug()
        self._thread.start()

    def stop(self) -> None:
        """Switch it off and take the link away; once is enough, twice does no harm."""
        if self._ended:
            return
        with self._change():
            self._ended = True
        if self._thread.is_alive():
            self._thread.join()
        self._painter.shutdown()
        self._link.unplug()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def __enter__(self) -> "VirtualPrinter":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def receipts(self) -> tuple[PrintedReceipt, ...]:
        """Return all pieces of paper so far, the oldest first.

        A piece counts from its cut; `wait_receipts` also waits for its picture.
        """
        with self._lock:
            return tuple(self._pieces)

    def wait_receipts(self, count: int, timeout: float) -> bool:
        """Wait until so many pieces are cut off and drawn; tell whether they are."""
        with self._lock:
            cut = self._lock.wait_for(lambda: len(self._pieces) >= count, timeout)
            pictures = self._pictures[:count]
        for drawn in pictures:
            drawn.result(timeout)
        return cut

    def last_text(self) -> str:
        """Return the text of the last piece, empty when there is none."""
        pieces = self.receipts
        return pieces[-1].text if pieces else ""

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

    def set_cover(self, cover: Lid) -> None:
        """Open or shut the lid."""
        with self._change():
            self._sensors.cover = cover

    def set_failure(self, failure: Failure) -> None:
        """Jam the cutter, overheat the head, or break it for good."""
        with self._change():
            self._sensors.failure = failure

    def set_silent(self, silent: bool) -> None:
        """Switch the power off or on with the cable left in."""
        with self._change():
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

    def noise(self, inward: float = 0.0, outward: float = 0.0, seed: int = 1) -> None:
        """Spoil a share of the bytes to the printer and of those from it."""
        with self._change():
            self._inward = LineNoise(inward, seed)
            self._outward = LineNoise(outward, seed + 1)

    def trouble_after(self, mm: float, failure: Failure = "jam") -> None:
        """Let the paper jam, or another failure come, after so many millimetres."""
        with self._change():
            self._sensors.trouble_mm, self._sensors.trouble = mm, failure

    def knife_sticks(self) -> None:
        """Let the next cut end in a cutter fault, with the paper uncut."""
        with self._change():
            self._sensors.knife_sticks = True

    def take(self) -> bool:
        """Take the receipt out of the mouth; tell whether there was one to reach."""
        with self._change():
            return self._machine.presenter.take()

    @property
    def fates(self) -> tuple[Fate, ...]:
        """Return what became of each piece, in the order of `receipts`."""
        with self._lock:
            return tuple(self._machine.presenter.fates)

    @contextmanager
    def _change(self) -> Iterator[None]:
        """Change something between two steps of the printer's thread."""
        with self._lock:
            yield
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"!")

    def _now(self) -> float:
        return time.monotonic() * self._speed

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._ended:
                    return
                watched, seconds = self._step()
            ready, _, _ = select.select(watched, [], [], seconds / self._speed)
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)

    def _step(self) -> tuple[list[int], float]:
        """Take a few bytes, print, and return what to wait for and how long."""
        now = self._now()
        master = self._link.master
        listens = master is not None and not self._stuck
        if listens and now >= self._line_free:
            self._take(now)
        if not self._silent:
            self._machine.run(now)
        wait = self._machine.wait(now) if not self._silent else 3600.0
        if master is None or not listens:
            return [self._wake_read], wait
        if now < self._line_free:
            return [self._wake_read], min(wait, self._line_free - now)
        return [self._wake_read, master], wait

    def _take(self, now: float) -> None:
        """Read no faster than the baud rate lets bytes come."""
        data = self._link.read(_CHUNK)
        self._line_free = max(now, self._line_free) + len(data) * self._byte_s
        if data and not self._silent:
            self._machine.receive(self._inward.through(data), now)

    def _answer(self, data: bytes) -> None:
        if not self._silent:
            self._link.write(self._outward.through(data))

    def _keep(self, piece: Piece, data: bytes) -> None:
        """Store a piece; drawing it takes longer than a status answer may."""
        number = len(self._pieces) + 1
        path = self._out / f"{number:02}.png"
        path.with_suffix(".bin").write_bytes(data)
        self._pictures.append(self._painter.submit(self._draw, piece.dots, path))
        self._pieces.append(
            PrintedReceipt(number, piece.text, data, piece.errors, piece.dots, path)
        )
        self._lock.notify_all()

    def _draw(self, dots: Image.Image, path: Path) -> None:
        picture(dots, self._paper_dots).save(path)
