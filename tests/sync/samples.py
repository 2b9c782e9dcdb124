"""Clocks, journals and pretended lines that the sync tests share."""

from datetime import UTC, datetime
from pathlib import Path

from kiosk.settings.state.store import Migration, Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_tables import MIGRATIONS
from kiosk.sync.wire.events.machine_events import PrintDone

KIOSK = "hall-1"
CANARY = "canary-7d1f-王秀兰-990101198403120427"


class HandClock:
    """A clock that only moves by hand, wall and boot apart."""

    def __init__(self) -> None:
        self.wall = 1_700_000_000.0
        self.boot = 100.0
        self.boot_name = "boot-1"

    def now(self) -> datetime:
        """Return the wall time."""
        return datetime.fromtimestamp(self.wall, UTC)

    def monotonic(self) -> float:
        """Return the seconds since the boot."""
        return self.boot

    def boot_id(self) -> str:
        """Return the boot's name."""
        return self.boot_name

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.boot += seconds


def journal_in(
    folder: Path,
    clock: HandClock | None = None,
    migrations: tuple[Migration, ...] = MIGRATIONS,
) -> Journal:
    """Open the journal of the test kiosk in a folder."""
    keys = DeviceKeys.load_or_create(folder / "keys")
    store = Store(folder / "kiosk.sqlite", migrations)
    return Journal(store, KIOSK, keys, clock or HandClock())


def numbered(number: int, text: str = "x" * 40) -> PrintDone:
    """Return an event that says its number and is as long as its text."""
    return PrintDone(job=number, receipt=text, state="confirmed", sent=None, fault=None)


def filled(journal: Journal, count: int, start: int = 0) -> None:
    """Append numbered events."""
    for number in range(start, start + count):
        journal.append(numbered(number))
