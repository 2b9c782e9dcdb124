"""The rows of print jobs: that there was one and how it ended, never what it said.

A row is durable before the first byte goes out. Journal events are printer.py's.
"""

from typing import NamedTuple

from kiosk.devices.printer import paper_roll
from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Migration, Row, Store

MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "printer-1-jobs",
        (
            """
            CREATE TABLE print_job (
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              kind TEXT NOT NULL,
              created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
              state TEXT NOT NULL,
              copy INTEGER NOT NULL,
              segment INTEGER NOT NULL DEFAULT 0,
              sent INTEGER NOT NULL DEFAULT 0,
              fault TEXT,
              confirmed_by TEXT
            ) STRICT
            """,
            "CREATE INDEX print_job_state ON print_job(state)",
        ),
    ),
    Migration(
        "printer-2-numbers",
        (
            "ALTER TABLE print_job ADD COLUMN receipt TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE print_job ADD COLUMN whole INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE print_job ADD COLUMN mm REAL NOT NULL DEFAULT 1000",
            "CREATE INDEX print_job_receipt ON print_job(receipt)",
        ),
    ),
)

MIGRATIONS += paper_roll.MIGRATIONS

OPEN_STATES = (JobState.QUEUED, JobState.SENDING, JobState.SENT)
"""States that only a running program may have."""

SETTLED = (
    *(JobState.CONFIRMED, JobState.ASSUMED, JobState.REFUSED),
    *(JobState.FINISHED, JobState.VOID),
)
"""Ends after which nothing of a receipt is left in the printer."""

_IN_DOUBT = (JobState.SUSPENDED, JobState.UNKNOWN, JobState.VOID, JobState.ABANDONED)


class JobEnd(NamedTuple):
    """A job that ended, for the journal: no content, no name."""

    number: int
    kind: str
    """Of the receipt."""
    outcome: DeliveryOutcome
    receipt: str = ""
    """The receipt's own number."""
    copy: int = 1


class Jobs:
    """The job rows of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, kind: str, receipt: str, copy: int) -> int:
        """Write a job as queued and return its number, which is never used again."""
        row = self._store.one(
            "INSERT INTO print_job(kind, receipt, state, copy) VALUES (?, ?, ?, ?) "
            "RETURNING id",
            [kind, receipt, JobState.QUEUED.value, copy],
        )
        assert row is not None
        return int(row["id"])

    def advance(self, number: int, outcome: DeliveryOutcome) -> None:
        """Write how far a job is."""
        self._store.execute(
            "UPDATE print_job SET state = ?, segment = ?, sent = coalesce(?, sent), "
            "fault = ?, confirmed_by = ?, whole = ? WHERE id = ?",
            [
                *(outcome.state.value, outcome.segment, outcome.sent),
                outcome.fault.value if outcome.fault else None,
                *(outcome.confirmed_by or None, outcome.whole, number),
            ],
        )

    def measured(self, number: int, mm: float) -> None:
        """Write how much paper a job takes when all of it comes out."""
        self._store.execute(
            "UPDATE print_job SET mm = ? WHERE id = ?", [round(mm, 1), number]
        )

    def settle(self, number: int, state: JobState) -> None:
        """Write what became of a job that had ended in doubt."""
        self._store.execute(
            "UPDATE print_job SET state = ? WHERE id = ?", [state.value, number]
        )

    def reprinted(self, receipt: str, number: int) -> None:
        """Note for all jobs in doubt that a marked copy of their receipt came out."""
        marks = ", ".join("?" * len(_IN_DOUBT))
        self._store.execute(
            "UPDATE print_job SET state = ? WHERE receipt = ? AND receipt != '' "  # noqa: S608
            f"AND id < ? AND state IN ({marks})",
            [JobState.REPRINTED.value, receipt, number, *(s.value for s in _IN_DOUBT)],
        )

    def unfinished(self) -> list[Row]:
        """Return the rows that a program which ended left in the middle."""
        marks = ", ".join("?" * len(OPEN_STATES))
        return self._store.all(
            f"SELECT * FROM print_job WHERE state IN ({marks}) ORDER BY id",  # noqa: S608
            [state.value for state in OPEN_STATES],
        )

    def last_in_printer(self) -> Row | None:
        """Return the last job that may have left some of a receipt in the printer.

        Its row says so however the program ended: an orderly stop writes UNKNOWN. A
        row still queued counts, because its progress may not have been written.
        """
        row = self._store.one(
            "SELECT * FROM print_job WHERE state != ? ORDER BY id DESC LIMIT 1",
            [JobState.REFUSED.value],
        )
        return None if row is None or row["state"] in SETTLED else row

    def newest(self, count: int) -> list[Row]:
        """Return the last jobs, the newest first."""
        return self._store.all(
            "SELECT * FROM print_job ORDER BY id DESC LIMIT ?", [count]
        )

    def row(self, number: int) -> Row | None:
        """Return one job's row."""
        return self._store.one("SELECT * FROM print_job WHERE id = ?", [number])


def result_of(number: int, outcome: DeliveryOutcome) -> PrintResult:
    """Return what the rest of the kiosk is told."""
    return PrintResult(number, outcome.state, outcome.fault)


def left_over(row: Row) -> DeliveryOutcome:
    """Return what a restart makes of a row: nobody knows whether it came out.

    Bytes are written down when all of them are out; before, their number is lost.
    """
    whole = row["state"] == JobState.SENT or bool(row["whole"])
    return DeliveryOutcome(
        JobState.UNKNOWN,
        Fault.PRINTER_INTERRUPTED,
        int(row["segment"]),
        int(row["sent"]) if whole else None,
        whole=whole,
    )
