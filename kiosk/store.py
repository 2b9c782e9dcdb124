"""The kiosk's one SQLite file: opened, migrated, written through atomic blocks.

It knows no table: each room hands in its migrations. One thread owns a Store (the
session thread in the running kiosk); SQLite itself refuses any other.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from kiosk.faults import Fault

Row = dict[str, Any]
Parameters = Sequence[Any] | dict[str, Any]


class Migration(NamedTuple):
    """One step of the schema: a unique name and the statements that make it."""

    name: str
    statements: tuple[str, ...]


class StoreError(Exception):
    """The store cannot be used; the text says which file and why."""

    fault = Fault.STORE_BROKEN


class StoreFull(StoreError):
    """There is no room left on the disk; nothing of the block was written."""

    fault = Fault.STORE_FULL


class Store:
    """A durable SQLite file with write-ahead log and a sync on every commit.

    `synchronous=NORMAL`, the usual choice, loses acknowledged rows at a power cut, so
    FULL is set and then read back: another default would be a silent loss.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        """Open the file, make it durable and bring its schema up to date.

        :raises StoreError: when the file is no database or cannot be made durable.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            connection = sqlite3.connect(path, isolation_level=None, timeout=2.0)
        except (sqlite3.Error, OSError) as error:
            raise _wrapped(path, error) from error
        self._db = Database(connection, execute_plugins=False)
        try:
            self._make_durable()
            self._migrate(migrations)
            path.chmod(0o600)
        except (sqlite3.Error, OSError, StoreError) as error:
            self.close()
            raise _wrapped(path, error) from error

    def _make_durable(self) -> None:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        for pragma, value in wanted.items():
            self._db.execute(f"PRAGMA {pragma}={value}")
            found = self._db.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found != value:
                raise StoreError(
                    f"{self.path}: PRAGMA {pragma} is {found!r}, wanted {value!r}; "
                    "the file system cannot keep what people are promised."
                )

    def _migrate(self, migrations: Sequence[Migration]) -> None:
        """Apply what is missing; the lock is taken before looking, for two openers."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS migration "
                "(name TEXT PRIMARY KEY, applied_at TEXT NOT NULL "
                "DEFAULT CURRENT_TIMESTAMP) STRICT"
            )
            done = {row["name"] for row in self.all("SELECT name FROM migration")}
            for migration in migrations:
                if migration.name not in done:
                    self._apply(migration)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _apply(self, migration: Migration) -> None:
        for statement in migration.statements:
            self._db.execute(statement)
        self._db.execute("INSERT INTO migration(name) VALUES (?)", [migration.name])

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Make everything inside one durable step, or nothing of it.

        Blocks nest; only the outermost commits, and its return means synced.

        :raises StoreFull: when the disk is full.
        :raises StoreError: when SQLite fails in another way.
        """
        try:
            with self._db.atomic():
                yield
        except sqlite3.Error as error:
            raise _wrapped(self.path, error) from error

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement and return how many rows it changed."""
        try:
            return int(self._db.execute(sql, parameters).rowcount)
        except sqlite3.Error as error:
            raise _wrapped(self.path, error) from error

    def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a query, or None."""
        return next(iter(self.all(sql, parameters)), None)

    def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of a query as dictionaries."""
        try:
            cursor = self._db.execute(sql, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except sqlite3.Error as error:
            raise _wrapped(self.path, error) from error

    def free_bytes(self) -> int:
        """Return the room left on the disk that holds the file."""
        return shutil.disk_usage(self.path.parent).free

    def close(self) -> None:
        """Close the file; the Store cannot be used afterwards."""
        self._db.close()


def write_durably(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Replace a small file so that a power cut leaves the old or the new one.

    The folder is made when it is missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    with open(
        os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb"
    ) as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _wrapped(path: Path, error: Exception) -> StoreError:
    if isinstance(error, StoreError):
        return error
    full = isinstance(error, sqlite3.OperationalError) and "full" in str(error)
    kind = StoreFull if full or getattr(error, "errno", None) == 28 else StoreError
    return kind(f"{path}: {error}")
