"""The owner thread of the printer's serial line: opens it, carries bytes, sleeps.

It decides nothing about receipts and touches neither the store nor asyncio; when
nothing happens it is blocked in select.
"""

import contextlib
import logging
import os
import select
import threading
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from kiosk.devices.printer.printer_port import LinkState, PrinterStatus
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.broken_job import BrokenJob
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter, probe
from kiosk.devices.printer.serial.serial_port import (
    PortGone,
    PortStuck,
    PortTaken,
    SerialPort,
)
from kiosk.devices.printer.serial.talk import Talk
from kiosk.devices.printer.typesetting.qr_commands import warm_up
from kiosk.devices.printer.typesetting.segments import PrintJob
from kiosk.settings.config import PrinterSettings

log = logging.getLogger(__name__)


_QUIET_S = 5.0
"""How long a probe waits for what is under way."""
TellProbe = Callable[[ProbedPrinter | NoPrinter], None]


class LineOwner:
    """Hands jobs to the thread and keeps the last status; callable from any thread."""

    def __init__(
        self,
        port: PrinterSettings,
        profile: PrinterProfile,
        monotonic: Callable[[], float],
        pace: PollPace,
        post: Callable[[PrinterStatus], None],
        void: tuple[str, ...] = (),
        not_taken: Callable[[int], None] = lambda _: None,
    ) -> None:
        """`post` is called on the owner thread at each change of the status.

        `void`: words for a broken receipt; `not_taken`: a job's was drawn in.
        """
        self._port = port
        self._profile = profile
        self._now = monotonic
        self._pace = pace
        self._post = post
        self._talk = Talk(profile, pace, void, not_taken)
        self._open: SerialPort | None = None
        self._backoff = pace.reopen_first
        self._orders: deque[Delivery | int | TellProbe] = deque()
        self._asked: tuple[TellProbe, float] | None = None
        """A probe that waits for a quiet line, and until when."""
        self._ended = threading.Event()
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)
        self._posted: PrinterStatus | None = None
        self.status = PrinterStatus()

    def start(self) -> None:
        """Start the owner thread."""
        self._thread.start()

    def inherit(self, left: BrokenJob | None) -> None:
        """Clear the printer up before the first job; call it before `start`.

        Without it a line that only looks leaves the printer as it is.
        """
        self._talk.inherit(left)

    def submit(
        self, job: PrintJob, tell: Callable[[DeliveryOutcome], None]
    ) -> Delivery:
        """Queue a job; `tell` hears SENDING, SENT and the end on the owner thread.

        The delivery belongs to that thread and may be read when it has ended.
        """
        delivery = Delivery(job, self._profile, self._port.baud, tell)
        self._order(delivery)
        return delivery

    def cancel(self, number: int) -> None:
        """Stop a job as far as it can still be stopped; its end is told as usual."""
        self._order(number)

    def submit_probe(self, tell: TellProbe) -> None:
        """Queue a probe; `tell` hears on the owner thread what was found.

        It takes up to half a minute, in which nothing else is asked or printed.
        """
        self._order(tell)

    def stop(self) -> None:
        """End the thread; jobs under way are not told of it."""
        if self._ended.is_set():
            return
        self._ended.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(self._pace.write + 2.0)
        if not self._thread.is_alive():
            os.close(self._wake_write)
            os.close(self._wake_read)

    def _order(self, order: Delivery | int | TellProbe) -> None:
        self._orders.append(order)
        self._wake()

    def _wake(self) -> None:
        # A full pipe holds wake-ups enough; a closed one belongs to a stopped line.
        with contextlib.suppress(OSError):
            os.write(self._wake_write, b"!")

    def _run(self) -> None:
        """Serve until stopped; a mistake in here ends the line, never the thread."""
        with contextlib.suppress(ImportError):  # the first code would say so again
            warm_up()
        while not self._ended.is_set():
            try:
                self._turn()
            except PortStuck:
                log.warning("printer line takes no bytes")
                self._talk.broken(LinkState.SILENT, self._now())
            except PortTaken:
                self._lose(LinkState.TAKEN)
            except PortGone as error:
                log.debug("printer line: %s", error)
                self._lose()
            except Exception as error:
                log.error("printer line failed: %s", _place(error))
                self._lose()
            self._publish()
        if self._open is not None:
            self._open.close()

    def _turn(self) -> None:
        """Do what is due and sleep until a byte, an order or the next due time."""
        port = self._open or self._connect()
        self._take_orders(port)
        now = self._now()
        # First what has come until now: this thread may be late, not the printer.
        self._hear(port)
        self._talk.act(port.write, now)
        self._probe(port)
        if self._sleep(port, self._talk.wait(self._now())):
            self._hear(port)

    def _hear(self, port: SerialPort) -> None:
        """Take what has arrived."""
        data, damaged = port.read()
        self._talk.noise(damaged)
        if data:
            self._talk.hear(data, port.write, self._now())

    def _connect(self) -> SerialPort:
        """Open the port.

        :raises PortTaken: when another program has it.
        :raises PortGone: when it cannot be opened; the next try is after a pause.
        """
        self._open = SerialPort(self._port, self._pace.write)
        self._backoff = self._pace.reopen_first
        self._talk.broken(LinkState.UNKNOWN, self._now())
        return self._open

    def _lose(self, link: LinkState = LinkState.GONE) -> None:
        """Close, tell every job, and wait longer each time before opening again."""
        if self._open is not None:
            self._open.close()
            self._open = None
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, Delivery):
                self._talk.submit(order)
            elif not isinstance(order, int):
                order(NoPrinter.GONE)
        if self._asked is not None:
            self._asked[0](NoPrinter.GONE)
            self._asked = None
        self._talk.broken(link, self._now())
        self._publish()
        self._sleep(None, self._backoff)
        self._backoff = min(self._backoff * 2, self._pace.reopen_most)

    def _take_orders(self, port: SerialPort) -> None:
        while self._orders:
            order = self._orders.popleft()
            if isinstance(order, Delivery):
                self._talk.submit(order)
            elif not isinstance(order, int):
                self._asked = (order, self._now() + _QUIET_S)
            else:
                self._talk.cancel(order, port.write, self._now())

    def _probe(self, port: SerialPort) -> None:
        """Let the printer be asked everything once nothing is under way."""
        if self._asked is None:
            return
        (tell, end), silent = self._asked, self.status.link is LinkState.SILENT
        if not self._talk.quiet:
            if silent or self._now() >= end:
                self._asked = None
                tell(NoPrinter.SILENT if silent else NoPrinter.BUSY)
            return
        self._asked = None
        found: ProbedPrinter | NoPrinter = NoPrinter.GONE
        try:
            found = probe(port)
        except PortStuck:
            found = NoPrinter.SILENT
        finally:
            if found is not NoPrinter.GONE:
                # First how the line is: what is said of a find holds while it is so.
                silence = found is NoPrinter.SILENT
                link = LinkState.SILENT if silence else LinkState.UNKNOWN
                self._talk.begin_anew(link, self._now())
                self._publish()
            tell(found)

    def _sleep(self, port: SerialPort | None, seconds: float) -> bool:
        """Wait in select; tell whether the port has something to read."""
        watched = [self._wake_read] + ([port.fileno()] if port else [])
        ready, _, _ = select.select(watched, [], [], seconds)
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        return port is not None and port.fileno() in ready

    def _publish(self) -> None:
        """Keep the status, and post it when more than its age has changed."""
        self.status = status = self._talk.status
        if self._posted is None or _differs(self._posted, status):
            self._posted = status
            self._post(status)


def _differs(one: PrinterStatus, other: PrinterStatus) -> bool:
    return replace(one, heard_at=0.0) != replace(other, heard_at=0.0)


def _place(error: Exception) -> str:
    """Return type and places only: the text may hold what a receipt said."""
    places = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{p.filename}:{p.lineno} {p.name}" for p in reversed(places))
    return f"{type(error).__name__} at {where}"
