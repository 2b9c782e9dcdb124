"""The kiosk's one SQLite file: opened, migrated, written through atomic blocks.

It knows no table: each room hands in its migrations. One thread owns a Store (the
session thread in the running kiosk); SQLite itself refuses any other.
"""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlite_utils import Database

from kiosk.domain.message import Message
from kiosk.settings.state.log_writer import KEPT, LAST_RESORT, LogWriter
from kiosk.settings.state.store_errors import (
    StoreError,
    StoreFull,
    StoreUnsure,
    is_io,
    wrapped,
)

__all__ = [
    "Migration",
    "Parameters",
    "Row",
    "Store",
    "StoreError",
    "StoreFull",
    "StoreUnsure",
]

BREAKING = "!"
"""The end of the name of a step after which older programs cannot work with the file.
Every other step only adds what they do not see, so that a release may go back."""

RESERVE = 256 * 1024
"""Room kept for the one write that must not fail on a full disk: an upload's answer.
Without it everything would be sent again and again."""

PATIENCE = 2.0
"""Seconds to wait for another program's lock."""
SERVING = 0.1
"""The same where people wait: a page that stands still for longer is noticed."""
Row = dict[str, Any]
Parameters = Sequence[Any] | dict[str, Any]


class Migration(NamedTuple):
    """One step of the schema: a unique name and the statements that make it."""

    name: str
    statements: tuple[str, ...]


def _tables(connection: sqlite3.Connection) -> Database:
    """Return an open file as sqlite-utils sees it; what is appended goes past it."""
    return Database(connection, execute_plugins=False)


class Store:
    """A durable SQLite file with write-ahead log and a sync on every commit.

    `synchronous=NORMAL`, the usual choice, loses acknowledged rows at a power cut, so
    FULL is set and then read back: another default would be a silent loss.
    """

    def __init__(
        self, path: Path, migrations: Sequence[Migration], *, look: bool = False
    ) -> None:
        """Open the file, make it durable and bring its schema up to date.

        :param look: only for reading: nothing is made, nothing is changed.
        :raises StoreError: when the file is no database or cannot be made durable; when
            looking, also when it is not there or of another version.
        """
        self.path, self._look = path, look
        self._reserve = path.with_name(path.name + ".reserve")
        self._open: sqlite3.Connection | None = None
        self._closed = self._doubtful = False
        self._patience = PATIENCE
        self._log_writer: LogWriter | None = None
        try:
            if look:
                self._check(migrations)
                return
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._migrate(migrations)
            path.chmod(0o600)
        except (sqlite3.Error, OSError, StoreError) as error:
            self.close()
            raise wrapped(path, error) from error

    def serve(self) -> None:
        """Be the file of a thread that people wait for, so that nothing takes long.

        A lock of another program is waited for only as long as nobody notices, and the
        log is written back into the file by a thread of its own.
        """
        self._patience = SERVING
        self._be_patient(self._ready())
        self._log_writer = LogWriter(self.path, self._durable)

    def breath(self) -> float:
        """Return for how many seconds long work should pause before it goes on."""
        return 0.0 if self._log_writer is None else self._log_writer.breath()

    @property
    def _db(self) -> sqlite3.Connection:
        """The open file; opened anew where a failed disk had it closed."""
        if self._open is None:
            if self._closed:
                raise StoreError(Message("store__closed", path=str(self.path)))
            connection = self._durable()
            try:
                self._be_patient(connection)
                if self._doubtful:
                    # What a failed sync left may be in memory only: a checkpoint
                    # writes it to another place and syncs that.
                    self._checkpoint(connection)
            except BaseException:
                connection.close()
                raise
            self._doubtful = False
            self._open = connection
        return self._open

    def _durable(self) -> sqlite3.Connection:
        """Return a connection of its own."""
        connection = self._connect()
        try:
            self._make_durable(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> sqlite3.Connection:
        name = f"file:{quote(str(self.path))}?mode={'rw' if self._look else 'rwc'}"
        connection = sqlite3.connect(
            name, uri=True, isolation_level=None, timeout=self._patience
        )
        if self._look:
            connection.execute("PRAGMA query_only=1")
        return connection

    def _be_patient(self, connection: sqlite3.Connection) -> None:
        """Wait for other programs as long as this store's thread may."""
        if self._patience == SERVING:
            connection.execute(f"PRAGMA busy_timeout={round(1000 * SERVING)}")
            connection.execute(f"PRAGMA wal_autocheckpoint={LAST_RESORT}")
            # A log that was long once would look long for ever.
            connection.execute(f"PRAGMA journal_size_limit={KEPT}")

    def _check(self, migrations: Sequence[Migration]) -> None:
        """Look whether the file is there and as this version has it."""
        if not self.path.is_file():
            raise StoreError(Message("store__not_begun", path=str(self.path)))
        wanted = {migration.name for migration in migrations}
        if not self._known(wanted) >= wanted:
            raise StoreError(Message("store__older", path=str(self.path)))

    def _make_durable(self, connection: sqlite3.Connection) -> None:
        if self._look:
            return
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        for pragma, value in wanted.items():
            connection.execute(f"PRAGMA {pragma}={value}")
            found = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found != value:
                raise StoreError(
                    Message(
                        "store__no_promise",
                        path=str(self.path),
                        pragma=f"PRAGMA {pragma}",
                        found=repr(found),
                        wanted=repr(value),
                    )
                )

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        """Apply what is missing.

        It looks without a lock first: a command beside the running kiosk has nothing
        to write. With the lock it looks again, for two openers.
        """
        wanted = {migration.name for migration in migrations}
        done = self._known(wanted)
        if done and wanted <= done:
            return
        with self.atomic():
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS migration "
                "(name TEXT PRIMARY KEY, applied_at TEXT NOT NULL "
                "DEFAULT CURRENT_TIMESTAMP) STRICT"
            )
            done = self._applied()
            for migration in migrations:
                if migration.name not in done:
                    self._apply(migration)

    def _known(self, wanted: set[str]) -> set[str]:
        """Return the steps that were done.

        :raises StoreError: when a newer program did one that this one cannot live with.
        """
        done = self._applied() if self._has_migrations() else set()
        if any(name.endswith(BREAKING) for name in done - wanted):
            raise StoreError(Message("store__newer", path=str(self.path)))
        return done

    def _has_migrations(self) -> bool:
        return bool(_tables(self._ready())["migration"].exists())

    def _applied(self) -> set[str]:
        return {row["name"] for row in self.all("SELECT name FROM migration")}

    def _apply(self, migration: Migration) -> None:
        for statement in migration.statements:
            self._db.execute(statement)
        self._db.execute("INSERT INTO migration(name) VALUES (?)", [migration.name])

    def atomic(self) -> AbstractContextManager[None]:
        """Make everything inside one durable step, or nothing of it.

        Blocks nest; only the outermost commits, and its return means synced. It takes
        the write lock before its first read: a block that read first could not write
        any more once another program did.

        :raises StoreFull: when the disk is full.
        :raises StoreUnsure: when the disk failed at the very end: look what is there.
        :raises StoreError: when SQLite fails in another way.
        """
        return _Block(self)

    def begin(self) -> bool:
        """Begin a block for `atomic`; True where it is the outermost."""
        connection = self._ready()
        outermost = not connection.in_transaction
        try:
            connection.execute("BEGIN IMMEDIATE" if outermost else "SAVEPOINT block")
        except sqlite3.Error as error:
            raise self._after_failure(error, outermost) from error
        return outermost

    def finish(self, outermost: bool) -> None:
        """Make a block durable, or take it back."""
        statement = "COMMIT" if outermost else "RELEASE block"
        try:
            self._ready().execute(statement)
        except sqlite3.Error as error:
            failure = self._after_failure(error, outermost)
            self.take_back(outermost)
            raise failure from error

    def take_back(self, outermost: bool) -> None:
        """Undo a block, unless SQLite did it by itself, as on a full disk.

        To do it again would fail and hide the reason.
        """
        if self._open is not None and self._open.in_transaction:
            if not outermost:
                self._open.execute("ROLLBACK TO block")
            self._open.execute("ROLLBACK" if outermost else "RELEASE block")

    def _after_failure(self, error: sqlite3.Error, at_commit: bool) -> StoreError:
        """Return what is to be raised; after a failed sync the file is opened anew.

        What a failed sync left behind may appear after the next start, or not: so the
        file is read again now, and what is there is written once more by a checkpoint.
        """
        if not at_commit or not is_io(error):
            return wrapped(self.path, error)
        self._drop()
        self._doubtful = True
        try:
            self._ready()
        except StoreError as worse:
            why, again = str(error), str(worse)
            twice = Message(
                "store__unsure_twice", path=str(self.path), why=why, again=again
            )
            return StoreUnsure(twice)
        return StoreUnsure(
            Message("store__unsure", path=str(self.path), why=str(error))
        )

    def _unsure(self, key: str, error: Exception, worse: str = "") -> StoreUnsure:
        values = {"path": str(self.path), "why": str(error)}
        return StoreUnsure(
            Message(key, **values, **({"worse": worse} if worse else {}))
        )

    def _checkpoint(self, connection: sqlite3.Connection) -> None:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise StoreError(Message("store__busy", path=str(self.path)))

    def _ready(self) -> sqlite3.Connection:
        """Return the open file; a block or a statement begins with it."""
        if self._open is not None:
            return self._open
        try:
            return self._db
        except sqlite3.Error as error:
            raise wrapped(self.path, error) from error

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement and return how many rows it changed.

        :raises StoreUnsure: as `atomic` does, when it stands alone.
        """
        connection = self._ready()
        alone = not connection.in_transaction
        try:
            return connection.execute(sql, parameters).rowcount
        except sqlite3.Error as error:
            raise self._after_failure(error, alone) from error

    def plain(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query as they are, without names."""
        try:
            return self._ready().execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise wrapped(self.path, error) from error

    def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query, or None."""
        return next(iter(self.all(sql, parameters)), None)

    def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query as dictionaries."""
        try:
            return list(_tables(self._ready()).query(sql, parameters))
        except sqlite3.Error as error:
            raise wrapped(self.path, error) from error

    def keep_reserve(self) -> None:
        """Set a little room aside, where there is more of it."""
        try:
            if self._reserve.exists() or self.free_bytes() < 4 * RESERVE:
                return
            with self._reserve.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVE)
        except OSError:
            self._reserve.unlink(missing_ok=True)

    def give_reserve(self) -> None:
        """Give the reserve to the next write, and the log's room with it."""
        self._reserve.unlink(missing_ok=True)
        # Where that cannot be, the reserve alone has to do.
        with suppress(sqlite3.Error, StoreError):
            self._checkpoint(self._db)

    def free_bytes(self) -> int:
        """Return the room left on the disk that holds the file."""
        return shutil.disk_usage(self.path.parent).free

    def close(self) -> None:
        """Close the file; the Store cannot be used afterwards."""
        self._closed = True
        if self._log_writer is not None:
            self._log_writer.stop()
        self._drop()

    def _drop(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened.close()


class _Block(AbstractContextManager[None]):
    """One block of `Store.atomic`; a plain object, for the append path's sake."""

    __slots__ = ("_outermost", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        self._outermost = self._store.begin()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._store.finish(self._outermost)
            return
        self._store.take_back(self._outermost)
        if isinstance(error, sqlite3.Error):
            raise wrapped(self._store.path, error) from error
