"""The center's database: its schema, its connections and the threads that own them.

SQLite with WAL and a sync on every commit. No statement runs on the event loop, so a
busy database never keeps the server from answering that it is busy.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kiosk.center.applications import applications_tables
from kiosk.center.events import open_faults
from kiosk.center.receipts.kept_tables import TABLES as KEPT_TABLES
from kiosk.center.records import records_tables
from kiosk.center.server import alarms
from kiosk.center.upload.fork_tables import TABLES as FORK_TABLES

T = TypeVar("T")
FILE = "center.sqlite"

_CORE = """
CREATE TABLE IF NOT EXISTS kiosk(
    id TEXT PRIMARY KEY, signing_key BLOB NOT NULL, enrolled_at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS former_key(
    kiosk TEXT NOT NULL, signing_key BLOB NOT NULL, until REAL NOT NULL,
    PRIMARY KEY(kiosk, signing_key)) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS keep_former_key BEFORE UPDATE OF signing_key ON kiosk
    WHEN OLD.signing_key IS NOT NEW.signing_key BEGIN
    INSERT OR REPLACE INTO former_key
    VALUES (OLD.id, OLD.signing_key, NEW.enrolled_at); END;
CREATE TABLE IF NOT EXISTS certificate(
    serial TEXT PRIMARY KEY, kiosk TEXT NOT NULL, not_after REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS unused_certificate(
    number INTEGER PRIMARY KEY AUTOINCREMENT, serial TEXT NOT NULL UNIQUE,
    kiosk TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS code(
    hash BLOB PRIMARY KEY, kiosk TEXT, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS position(
    kiosk TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    hash BLOB NOT NULL, durable_epoch INTEGER NOT NULL DEFAULT 0,
    durable_seq INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS event(
    kiosk TEXT NOT NULL, id BLOB NOT NULL, digest BLOB NOT NULL, kind TEXT NOT NULL,
    wall_us INTEGER NOT NULL, mono_us INTEGER NOT NULL, boot_id TEXT NOT NULL,
    payload BLOB NOT NULL, refused_code TEXT, refused_reason TEXT,
    received_at REAL NOT NULL, PRIMARY KEY(kiosk, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link(
    kiosk TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
    id BLOB NOT NULL, prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY(kiosk, epoch, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_hash ON link(kiosk, hash);
CREATE TABLE IF NOT EXISTS fork(
    kiosk TEXT NOT NULL, at REAL NOT NULL, epoch INTEGER NOT NULL,
    left_epoch INTEGER NOT NULL, left_seq INTEGER NOT NULL,
    branch_epoch INTEGER NOT NULL, branch_seq INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS challenge(
    id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    factor BLOB NOT NULL, original BLOB NOT NULL, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS session(
    token_hash BLOB PRIMARY KEY, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    expires REAL NOT NULL, pin TEXT NOT NULL DEFAULT 'none') STRICT;
CREATE TABLE IF NOT EXISTS pin_release(
    card TEXT PRIMARY KEY, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS pin_renewed(
    card TEXT PRIMARY KEY, kiosk TEXT NOT NULL, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS card_item(
    card TEXT NOT NULL, item TEXT NOT NULL, tag BLOB NOT NULL, source TEXT NOT NULL,
    since REAL NOT NULL, PRIMARY KEY(card, item)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS card_learn(
    card TEXT PRIMARY KEY, expires REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS card_doubt(
    card TEXT NOT NULL, kiosk TEXT NOT NULL, times INTEGER NOT NULL,
    first REAL NOT NULL, last REAL NOT NULL, PRIMARY KEY(card, kiosk))
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS key_use(
    at REAL NOT NULL, kiosk TEXT NOT NULL, card TEXT NOT NULL,
    key TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS card(
    id TEXT PRIMARY KEY, holder TEXT NOT NULL, holder_name TEXT NOT NULL,
    generation INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS contribution(
    holder TEXT NOT NULL, insurance TEXT NOT NULL, month TEXT NOT NULL,
    paid_month TEXT NOT NULL, employer TEXT NOT NULL, base TEXT NOT NULL,
    employer_amount TEXT NOT NULL, personal_amount TEXT NOT NULL, arrived TEXT,
    kind TEXT NOT NULL, PRIMARY KEY(holder, insurance, month, employer)) STRICT;
CREATE TABLE IF NOT EXISTS break_glass(
    kiosk TEXT NOT NULL, challenge TEXT NOT NULL, by TEXT NOT NULL,
    at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS meta(
    key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""

SCHEMA = (
    _CORE,
    FORK_TABLES,
    records_tables.TABLES,
    applications_tables.TABLES,
    alarms.TABLES,
    open_faults.TABLES,
    KEPT_TABLES,
)
"""The parts of the schema; every subject may have a file with tables of its own."""


def connect(folder: Path) -> sqlite3.Connection:
    """Open the file, durable and with its schema; other processes may have it open.

    :raises RuntimeError: when the file system cannot sync.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = sqlite3.connect(folder / FILE, isolation_level=None, timeout=10.0)
    connection.row_factory = sqlite3.Row
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2)):
        connection.execute(f"PRAGMA {pragma}={value}")
        found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            connection.close()
            raise RuntimeError(f"{folder / FILE}: PRAGMA {pragma} is {found!r}")
    (folder / FILE).chmod(0o600)
    for part in SCHEMA:
        connection.executescript(part)
    _widen(connection)
    return connection


def _widen(connection: sqlite3.Connection) -> None:
    """Add the column that an older center's sessions do not have."""
    if _has_pin(connection):
        return
    with transaction(connection):
        if not _has_pin(connection):
            connection.execute(
                "ALTER TABLE session ADD COLUMN pin TEXT NOT NULL DEFAULT 'none'"
            )


def _has_pin(connection: sqlite3.Connection) -> bool:
    columns = connection.execute("SELECT name FROM pragma_table_info('session')")
    return "pin" in {row["name"] for row in columns}


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the one write lock of the file; its end means committed and synced."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite may have rolled back by itself, as on a full disk; to do it again would
        # fail and hide the reason.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Worker:
    """A thread with a connection of its own; work waits in line for it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection = self._thread.submit(connect, folder).result()

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run `work` with the connection and return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, work, self._connection)

    def close(self) -> None:
        """Finish what was begun and close."""
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()
