"""Each start of the program, and how the run before it ended, as far as is known."""

import logging
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import TrueClock

log = logging.getLogger(__name__)
MIGRATIONS = (
    Migration(
        "staff-4-start",
        (
            "CREATE TABLE program_start (id INTEGER PRIMARY KEY AUTOINCREMENT, "
            "version TEXT NOT NULL, boot_id TEXT NOT NULL, boot_s REAL NOT NULL, "
            "at TEXT, reason TEXT NOT NULL, orderly INTEGER NOT NULL DEFAULT 0) STRICT",
        ),
    ),
)
KEPT = 200
BOOT_STATUS = Path("/sys/class/watchdog/watchdog0/bootstatus")
_CARD_RESET = 0x20


class StartReason(StrEnum):
    """Why the program began anew; `start_reason__<value>`."""

    FIRST = "first"
    RESTART = "restart"
    """The run before was ended in good order."""
    REBOOT = "reboot"
    """So was the whole machine."""
    KILLED = "killed"
    """The program ended otherwise: it crashed, hung or was killed."""
    POWER = "power"
    """The machine went without a word: power, reset, or a hang."""
    WATCHDOG = "watchdog"
    """The machine's watchdog reset it: it hung."""


class ProgramStart(NamedTuple):
    """One start."""

    version: str
    at: str | None
    """The believed time; None where nobody knew it."""
    reason: StartReason


def reason_of(
    before: tuple[str, bool] | None, boot_id: str, reset: bool
) -> StartReason:
    """Judge from the run before: its boot, and whether it ended in good order."""
    if before is None:
        return StartReason.FIRST
    same, orderly = before[0] == boot_id, before[1]
    if orderly:
        return StartReason.RESTART if same else StartReason.REBOOT
    if same:
        return StartReason.KILLED
    return StartReason.WATCHDOG if reset else StartReason.POWER


def begun(
    store: Store, clock: TrueClock, version: str, status: Path = BOOT_STATUS
) -> None:
    """Keep that the program begins, and why; a full disk must not stop it."""
    try:
        row = store.one("SELECT * FROM program_start ORDER BY id DESC LIMIT 1")
        before = None if row is None else (row["boot_id"], bool(row["orderly"]))
        reason = reason_of(before, clock.boot_id(), _was_reset(status))
        known = clock.known()
        at = None if known is None else known.isoformat(timespec="seconds")
        values = [version, clock.boot_id(), clock.monotonic(), at, str(reason)]
        with store.atomic():
            store.execute(
                "INSERT INTO program_start(version, boot_id, boot_s, at, reason) "
                "VALUES (?, ?, ?, ?, ?)",
                values,
            )
            store.execute(
                "DELETE FROM program_start WHERE id <= "
                "(SELECT max(id) FROM program_start) - ?",
                [KEPT],
            )
    except StoreError:
        log.warning("the start could not be kept")


def ended_well(store: Store) -> None:
    """Keep that the program ends in good order."""
    try:
        store.execute(
            "UPDATE program_start SET orderly = 1 "
            "WHERE id = (SELECT max(id) FROM program_start)"
        )
    except StoreError:
        log.warning("the end could not be kept")


def newest_starts(store: Store, count: int) -> list[ProgramStart]:
    """Return the newest starts, the newest first."""
    rows = store.all(
        "SELECT version, at, reason FROM program_start ORDER BY id DESC LIMIT ?",
        [count],
    )
    return [ProgramStart(r["version"], r["at"], StartReason(r["reason"])) for r in rows]


def running_for(store: Store, clock: TrueClock) -> float | None:
    """Return for how many seconds this run lasts; None where no start was kept."""
    row = store.one("SELECT boot_id, boot_s FROM program_start ORDER BY id DESC")
    if row is None or row["boot_id"] != clock.boot_id():
        return None
    return max(0.0, clock.monotonic() - float(row["boot_s"]))


def _was_reset(status: Path) -> bool:
    """Tell whether the machine's watchdog says that it reset it."""
    try:
        return bool(int(status.read_text("ascii").strip(), 0) & _CARD_RESET)
    except (OSError, ValueError):
        return False
