"""What is written of prints: each job's row, its event, and the paper it took.

Lives on the thread that owns the store; knows no line and no loop.
"""

import logging
from collections.abc import Callable

from kiosk.devices.printer.jobs import JobEnd, Jobs, left_over, result_of
from kiosk.devices.printer.paper_roll import PaperRoll
from kiosk.devices.printer.printer_port import JobState, PrintedJob, PrintResult
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.devices.printer.typesetting.segments import PrintJob, build_job
from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Row, Store
from kiosk.settings.state.store_errors import StoreError

log = logging.getLogger(__name__)

TellEnd = Callable[[JobEnd], None]
TellNotTaken = Callable[[int, str], None]
_OUT = (JobState.CONFIRMED, JobState.ASSUMED)


class PrintLedger:
    """The rows of one kiosk's printer."""

    def __init__(
        self,
        store: Store,
        roll: PaperRoll,
        tell_end: TellEnd,
        tell_not_taken: TellNotTaken,
    ) -> None:
        """`tell_end` is called inside the block that writes a job's end."""
        self._store = store
        self._jobs = Jobs(store)
        self._roll = roll
        self._tell_end = tell_end
        self._tell_not_taken = tell_not_taken

    def create(
        self, receipt: Receipt, copy: int, profile: PrinterProfile, above: str
    ) -> PrintJob:
        """Write a job, durably, and return it ready to send.

        :raises ValueError: when the receipt cannot be laid out; there is no row then.
        :raises StoreError: when it cannot be written.
        """
        with self._store.atomic():
            number = self._jobs.create(receipt.kind, receipt.number, copy)
            job = build_job(receipt, profile, number, above)
            self._jobs.measured(number, job.mm)
        return job

    def advance(self, number: int, outcome: DeliveryOutcome) -> None:
        """Write how far a job is; without it the row says that bytes may be out."""
        try:
            self._jobs.advance(number, outcome)
        except StoreError:
            log.error("print job %d: its progress could not be written", number)

    def settle(self, number: int, outcome: DeliveryOutcome, mm: float = 0.0) -> None:
        """Write a job's end, and tell it for the journal, as one durable step.

        :param mm: the paper that it took.
        :raises StoreError: when it cannot be written.
        """
        with self._store.atomic():
            row = self._jobs.row(number)
            assert row is not None
            self._roll.feed(mm)
            self._jobs.advance(number, outcome)
            if outcome.state in _OUT:
                self._jobs.reprinted(str(row["receipt"]), number)
            self._tell_end(_end(row, outcome))

    def became(self, number: int, outcome: DeliveryOutcome) -> None:
        """Write what became of a job that had been given up."""
        try:
            with self._store.atomic():
                row = self._jobs.row(number)
                if row is None or row["state"] == JobState.REPRINTED:
                    return
                self._jobs.settle(number, outcome.state)
                self._tell_end(_end(row, outcome))
        except StoreError:
            log.error("print job %d: what became of it could not be written", number)

    def not_taken(self, number: int) -> None:
        """Tell that nobody took a receipt."""
        try:
            row = self._jobs.row(number)
            self._tell_not_taken(number, str(row["receipt"]) if row else "")
        except StoreError:
            log.error("print job %d: nobody took it; not written", number)

    def last_in_printer(self) -> tuple[int, DeliveryOutcome, float] | None:
        """Return the job that an earlier run may have left, and its paper in mm."""
        row = self._jobs.last_in_printer()
        if row is None:
            return None
        return int(row["id"]), left_over(row), float(row["mm"])

    def newest(self, count: int) -> list[PrintedJob]:
        """Return the last jobs, the newest first.

        :raises StoreError: when they cannot be read.
        """
        return [
            PrintedJob(
                *(int(row["id"]), str(row["receipt"]), JobState(row["state"])),
                copy=int(row["copy"]),
                fault=Fault(row["fault"]) if row["fault"] else None,
                kind=str(row["kind"]),
            )
            for row in self._jobs.newest(count)
        ]

    def recover(self) -> list[PrintResult]:
        """Settle the jobs that an earlier run left in the middle, each once."""
        results = []
        for row in self._jobs.unfinished():
            number, outcome = int(row["id"]), left_over(row)
            self.settle(number, outcome)
            results.append(result_of(number, outcome))
        return results


def _end(row: Row, outcome: DeliveryOutcome) -> JobEnd:
    told = (int(row["id"]), str(row["kind"]), outcome)
    return JobEnd(*told, str(row["receipt"]), int(row["copy"]))
