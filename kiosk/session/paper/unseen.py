"""Prints of which nobody knows how they ended, and whose person had gone: for staff.

What was printed is not said; the number stands on the paper that may lie in the slot.
"""

from typing import NamedTuple

from kiosk.devices.printer.printer_port import JobState, PrintResult
from kiosk.settings.state.store import Migration, Store

MIGRATIONS = (
    Migration(
        "paper-1-unseen",
        (
            "CREATE TABLE unseen_print (job INTEGER PRIMARY KEY, "
            "receipt TEXT NOT NULL) STRICT",
        ),
    ),
)
NAMED = 3
"""How many are told by their numbers."""
_SURE = (JobState.CONFIRMED, JobState.REFUSED)
"""Ends after which nothing is left to look for, but what the person left behind."""


class Unseen(NamedTuple):
    """How many prints there are to look for, and the newest numbers."""

    jobs: int
    numbers: tuple[str, ...]


def leave_unseen(store: Store, result: PrintResult, number: str = "") -> None:
    """Keep for staff that a print ended when nobody stood there any more.

    :param number: the receipt's; empty where a restart does not know it.
    :raises StoreError: when it cannot be kept.
    """
    if result.state not in _SURE:
        store.execute(
            "INSERT OR REPLACE INTO unseen_print(job, receipt) VALUES (?, ?)",
            [result.job, number],
        )


def unseen(store: Store) -> Unseen:
    """Return what staff has not been told yet."""
    rows = store.all("SELECT receipt FROM unseen_print ORDER BY job DESC")
    known = tuple(str(row["receipt"]) for row in rows if row["receipt"])
    return Unseen(len(rows), known[:NAMED])


def staff_has_seen(store: Store) -> None:
    """Forget them: a technician was told.

    :raises StoreError: when that cannot be kept.
    """
    store.execute("DELETE FROM unseen_print")
