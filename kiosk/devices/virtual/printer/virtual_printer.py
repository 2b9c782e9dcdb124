"""A receipt printer behind a pseudo terminal: honest timing, buffer, sensors, paper.

Product code for the demo and the tests; the kiosk reaches it only as a serial port.
"""

import os
import select
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.printer.habits import Habits
from kiosk.devices.virtual.printer.head.print_head import Piece
from kiosk.devices.virtual.printer.head.roll import picture
from kiosk.devices.virtual.printer.mechanism import PrinterWorks
from kiosk.devices.virtual.printer.printer_hands import PrinterHands
from kiosk.devices.virtual.printer.pty_link import PrinterLink, PtyLink

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


class VirtualPrinter(PrinterHands):
    """One printer; every method may be called from any thread."""

    def __init__(
        self,
        link: Path | PrinterLink,
        out: Path,
        profile: PrinterProfile,
        baud: int = 115200,
        speed: float = 1.0,
        habits: Habits | None = None,
    ) -> None:
        """Build the model that a profile describes, with other habits if told.

        `speed` runs its clock faster than the wall's; sizes never change. A path
        becomes the name of a pseudo terminal.
        """
        super().__init__(PtyLink(link) if isinstance(link, Path) else link, speed)
        self._out = out
        self._byte_s = 10 / baud
        self._paper_dots = round(profile.paper_mm * profile.dots_per_mm)
        self._machine = PrinterWorks(
            profile, self._sensors, self._answer, self._keep, habits
        )
        self._pieces: list[PrintedReceipt] = []
        self._pictures: list[Future[None]] = []
        self._painter = ThreadPoolExecutor(1, "virtual-paper")
        self._ended = False
        self._line_free = 0.0
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

    def hanging(self) -> tuple[int, Image.Image]:
        """Return how many rows hang uncut, and these as dots."""
        with self._lock:
            roll = self._machine.press.roll
            return roll.hangs, roll.hanging()

    def last_text(self) -> str:
        """Return the text of the last piece, empty when there is none."""
        pieces = self.receipts
        return pieces[-1].text if pieces else ""

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
        if self._listens() and now >= self._line_free:
            self._take(now)
        if not self._silent:
            self._machine.run(now)
        wait = self._machine.wait(now) if not self._silent else 3600.0
        master = self._link.master
        if master is None or not self._listens():
            return [self._wake_read], wait
        if now < self._line_free:
            return [self._wake_read], min(wait, self._line_free - now)
        return [self._wake_read, master], wait

    def _listens(self) -> bool:
        """Tell whether more may come; a network keeps back what has no room."""
        full = self._link.flows and self._machine.room < _CHUNK
        return self._link.master is not None and not self._stuck and not full

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
