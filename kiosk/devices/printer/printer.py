"""The printer as the session uses it: a receipt in, a truthful result out.

Lives on the thread that owns the store; the serial line's thread only posts to it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from kiosk.devices.printer.jobs import result_of
from kiosk.devices.printer.paper_roll import PaperRoll
from kiosk.devices.printer.print_ledger import PrintLedger, TellEnd, TellNotTaken
from kiosk.devices.printer.printer_port import (
    JobState,
    LinkState,
    PrintedJob,
    PrinterStatus,
    PrintResult,
    ReceiptPreview,
)
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.broken_job import BrokenJob, left_by_a_run
from kiosk.devices.printer.serial.delivery import Delivery, DeliveryOutcome
from kiosk.devices.printer.serial.line_owner import LineOwner
from kiosk.devices.printer.serial.poll import PollPace
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Receipt,
    TextLine,
)
from kiosk.devices.printer.typesetting.segments import PrintJob
from kiosk.domain.faults import Fault
from kiosk.settings.config import PrinterSettings
from kiosk.settings.state.store import Store

log = logging.getLogger(__name__)

_ON_THE_WAY = (JobState.SENDING, JobState.SENT)
_LATER = (JobState.FINISHED, JobState.VOID)


@dataclass(frozen=True, slots=True, repr=False)
class PaperWords:
    """What the printer itself puts on paper around receipts."""

    void: tuple[str, ...] = ()
    """Ends a receipt that was broken off."""
    above: str = ""
    """Begins one where nobody can tell whether the last was cut off."""


class _Open:
    """A job that has not ended: what its end has to settle."""

    def __init__(self, job: PrintJob, done: "asyncio.Future[PrintResult]") -> None:
        self.job = job
        self.done = done
        self.delivery: Delivery | None = None
        self.awaited = True

    def fed(self, outcome: DeliveryOutcome) -> float:
        """Return the millimetres of paper that went out with a job, at most."""
        sent = self.job.segments[: outcome.segment]
        return sent[-1].mm if sent else 0.0


class Printer:
    """Print receipts and know the printer's state."""

    def __init__(
        self,
        port: PrinterSettings,
        profile: PrinterProfile,
        store: Store,
        tell_end: TellEnd,
        monotonic: Callable[[], float],
        pace: PollPace | None = None,
        words: PaperWords | None = None,
        tell_not_taken: TellNotTaken = lambda *_: None,
    ) -> None:
        """`tell_end` is called inside the block that writes a job's end.

        `tell_not_taken` hears the job and the receipt that was drawn back in.
        """
        self.profile = profile
        self._roll = PaperRoll(store, port.roll_m)
        self._ledger = PrintLedger(store, self._roll, tell_end, tell_not_taken)
        self._post: Callable[[PrinterStatus], None] = _nobody
        self._words = words or PaperWords()
        self._open: dict[int, _Open] = {}
        self._line: LineOwner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        if port.port:
            self._line = LineOwner(
                *(port, profile, monotonic, pace or PollPace(), self._relay),
                *(self._words.void, self._drawn_back),
            )

    @property
    def status(self) -> PrinterStatus:
        """Return the printer as last heard; without a port it is gone for good."""
        return self._line.status if self._line else PrinterStatus(link=LinkState.GONE)

    def start(self, post: Callable[[PrinterStatus], None]) -> None:
        """Begin to watch; `post` is called on the line's thread at every change."""
        self._post = post
        with contextlib.suppress(RuntimeError):  # a look has no loop, and no jobs
            self._loop = asyncio.get_running_loop()
        if self._line is None:
            post(self.status)
        else:
            self._line.inherit(self._left_in_printer())
            self._line.start()

    def _relay(self, status: PrinterStatus) -> None:
        self._post(status)

    def preview(self, receipt: Receipt) -> ReceiptPreview:
        """Return a receipt as it will come out; nothing is printed.

        :raises ValueError: when the receipt cannot be laid out.
        """
        above = self._words.above
        if above and (self.status.claims_too_much or not self.profile.answers.proves):
            begin = TextLine(above, Align.CENTER)
            receipt = replace(receipt, elements=(begin, *receipt.elements))
        return draw_receipt(receipt, self.profile)

    async def print(self, receipt: Receipt, copy: int = 1) -> PrintResult:
        """Print a receipt and return when it is out, refused or broken off.

        The row is durable before the first byte. When the caller is cancelled, what
        is not sent yet is stopped, and the row and its event are still written.

        :raises ValueError: when the receipt cannot be laid out; there is no job then.
        :raises StoreError: when the job cannot be written.
        """
        loop = asyncio.get_running_loop()
        job = self._ledger.create(receipt, copy, self.profile, self._words.above)
        held = self._open[job.number] = _Open(job, loop.create_future())
        held.delivery = self._hand_over(job, loop)
        try:
            return await asyncio.shield(held.done)
        except asyncio.CancelledError:
            held.awaited = False
            if self._line is not None:
                self._line.cancel(job.number)
            raise

    async def probe(self) -> ProbedPrinter | NoPrinter:
        """Ask the printer everything it may know; nothing is printed or changed."""
        if self._line is None:
            return NoPrinter.GONE
        loop = asyncio.get_running_loop()
        found: asyncio.Future[ProbedPrinter | NoPrinter] = loop.create_future()

        def put(result: ProbedPrinter | NoPrinter) -> None:
            if not found.done():
                found.set_result(result)

        def tell(result: ProbedPrinter | NoPrinter) -> None:
            with contextlib.suppress(RuntimeError):  # the loop ended
                loop.call_soon_threadsafe(put, result)

        self._line.submit_probe(tell)
        return await found

    def newest_jobs(self, count: int) -> list[PrintedJob]:
        """Return the last jobs: numbers and how they ended, nothing of a person.

        :raises StoreError: when they cannot be read.
        """
        return self._ledger.newest(count)

    def _hand_over(
        self, job: PrintJob, loop: asyncio.AbstractEventLoop
    ) -> Delivery | None:
        """Give the job to the line, or refuse it when there can be none."""
        if self._line is None:
            refused = DeliveryOutcome(JobState.REFUSED, Fault.PRINTER_GONE)
            self._advance(job.number, refused)
            return None

        self._loop = loop
        return self._line.submit(job, partial(self._from_line, job.number))

    def _from_line(self, number: int, outcome: DeliveryOutcome) -> None:
        """Bring news from the line's thread to the session's."""
        try:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._advance, number, outcome)
        except RuntimeError:  # the loop ended; the next start finds the row
            log.info("print job %d outlived its session", number)

    def _advance(self, number: int, outcome: DeliveryOutcome) -> None:
        """Write a job's progress or its end, and wake whoever waits for the end."""
        if outcome.state in _LATER:
            self._ledger.became(number, outcome)
            return
        held = self._open.get(number)
        if held is None:
            return  # already settled by stop()
        if outcome.state in _ON_THE_WAY:
            self._ledger.advance(number, outcome)
            return
        del self._open[number]
        try:
            self._ledger.settle(number, outcome, held.fed(outcome))
        except Exception as error:
            log.error("print job %d: its end could not be written", number)
            if held.awaited:
                held.done.set_exception(error)
            return
        with contextlib.suppress(RuntimeError):  # nobody waits in a loop that ended
            held.done.set_result(result_of(number, outcome))

    def _drawn_back(self, number: int) -> None:
        """Bring the news of a receipt that nobody took to the session's thread."""
        with contextlib.suppress(RuntimeError):  # the loop ended
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._ledger.not_taken, number)

    def _left_in_printer(self) -> BrokenJob | None:
        """Return what an earlier run may have left in the printer."""
        last = self._ledger.last_in_printer()
        if last is None:
            return None
        number, outcome, mm = last

        def tell(state: JobState) -> None:
            self._from_line(number, replace(outcome, state=state))

        return left_by_a_run(self.profile, number, outcome.whole, mm, tell)

    def roll_left(self) -> float | None:
        """Return the metres of paper that should be left; None when nobody knows."""
        return self._roll.left()

    def roll_changed(self) -> None:
        """Begin to count a new roll.

        :raises StoreError: when it cannot be written.
        """
        self._roll.changed()

    def recover(self) -> list[PrintResult]:
        """Settle the jobs that an earlier run left in the middle, each once.

        Call it before the first print: a row in the middle then is nobody's.
        """
        return self._ledger.recover()

    def stop(self) -> None:
        """End the line's thread and settle what it had not finished as unknown."""
        if self._line is not None:
            self._line.stop()
        for number, held in list(self._open.items()):
            state, fault = JobState.UNKNOWN, Fault.PRINTER_INTERRUPTED
            delivery = held.delivery
            # The thread has ended, so these counters are the last word.
            end = (
                delivery.outcome(state, fault)
                if delivery
                else DeliveryOutcome(state, fault)
            )
            self._advance(number, end)


def _nobody(_: PrinterStatus) -> None:
    """Take a status nobody has asked for yet."""
