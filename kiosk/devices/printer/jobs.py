"""The rows of print jobs: that there was one and how it ended, never what it said.

A row is durable before the first byte goes out. Journal events are printer.py's.
"""

from typing import NamedTuple

from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.devices.printer.serial.delivery import DeliveryOutcome
from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Migration, Row, Store

MIGRATIONS = (
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
)

OPEN_STATES = (JobState.QUEUED, JobState.SENDING, JobState.SENT)
"""States that only a running program may have."""

_WHOLE = (JobState.CONFIRMED, JobState.ASSUMED)
"""Ends that leave nothing of a receipt in the printer."""


class JobEnd(NamedTuple):
    """A job that ended, for the journal: no content, no name."""

    number: int
    kind: str
    """Of the receipt."""
    outcome: DeliveryOutcome


class Jobs:
    """The job rows of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, kind: str, copy: int) -> int:
        """Write a job as queued and return its number, which is never used again."""
        row = self._store.one(
            "INSERT INTO print_job(kind, state, copy) VALUES (?, ?, ?) RETURNING id",
            [kind, JobState.QUEUED.value, copy],
        )
        assert row is not None
        return int(row["id"])

    def advance(self, number: int, outcome: DeliveryOutcome) -> None:
        """Write how far a job is."""
        self._store.execute(
            "UPDATE print_job SET state = ?, segment = ?, sent = coalesce(?, sent), "
            "fault = ?, confirmed_by = ? WHERE id = ?",
            [
                *(outcome.state.value, outcome.segment, outcome.sent),
                outcome.fault.value if outcome.fault else None,
                outcome.confirmed_by or None,
                number,
            ],
        )

    def unfinished(self) -> list[Row]:
        """Return the rows that a program which ended left in the middle."""
        marks = ", ".join("?" * len(OPEN_STATES))
        return self._store.all(
            f"SELECT * FROM print_job WHERE state IN ({marks}) ORDER BY id",  # noqa: S608
            [state.value for state in OPEN_STATES],
        )

    def left_half(self) -> bool:
        """Tell whether the last job that used paper may have left half a receipt.

        Its row says so however the program ended: an orderly stop writes UNKNOWN. A
        row still queued counts, because its progress may not have been written.
        """
        row = self._store.one(
            "SELECT state FROM print_job WHERE state != ? ORDER BY id DESC LIMIT 1",
            [JobState.REFUSED.value],
        )
        return row is not None and row["state"] not in _WHOLE

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
    whole = row["state"] == JobState.SENT
    return DeliveryOutcome(
        JobState.UNKNOWN,
        Fault.PRINTER_INTERRUPTED,
        int(row["segment"]),
        int(row["sent"]) if whole else None,
    )
