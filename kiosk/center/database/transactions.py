"""One writing transaction, and the few statements that both engines say differently.

SQLite holds its one write lock from the beginning; PostgreSQL works in READ COMMITTED
and holds the rows that `hold` names. Never catch a database's error inside: there the
transaction is over, and its end would look well.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Select, Table, and_, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.center.database.engine import BEGIN, DOUBT, SQLITE
from kiosk.center.database.schema import Row

__all__ = [
    "Connection",
    "InDoubt",
    "Upsert",
    "every",
    "hold",
    "insert_new",
    "one",
    "put",
    "snapshot",
    "transaction",
    "upsert",
]

Upsert = sqlite.Insert | postgresql.Insert
"""An INSERT that can say what happens on a conflict."""
_FAILED = 3
"""libpq's PQTRANS_INERROR."""


class InDoubt(Exception):
    """A commit of which no standby has said that it has it; ask again."""


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """Write all of it or nothing; its end means committed and durable.

    :raises InDoubt: when the wait for the standby was broken off: the rows are there,
        and may be lost with this primary.
    """
    begin = "BEGIN IMMEDIATE" if _is_sqlite(db) else "BEGIN"
    db.info.pop(DOUBT, None)
    with _begun(db, begin):
        yield
        _check_alive(db)
    if db.info.pop(DOUBT, False):
        raise InDoubt


@contextmanager
def snapshot(db: Connection) -> Iterator[None]:
    """Read one state of the database, whatever is written meanwhile."""
    begin = "BEGIN" if _is_sqlite(db) else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with _begun(db, begin):
        yield


@contextmanager
def _begun(db: Connection, statement: str) -> Iterator[None]:
    if BEGIN in db.info:
        raise RuntimeError("a transaction within a transaction")
    if db.in_transaction():
        db.rollback()  # of reads before it; it holds nothing
    db.info[BEGIN] = statement
    try:
        with db.begin():
            yield
    finally:
        db.info.pop(BEGIN, None)


def _check_alive(db: Connection) -> None:
    """Check that the transaction was not ended by an error that somebody caught.

    PostgreSQL would take the commit, and have stored nothing.

    :raises RuntimeError: when it was.
    """
    opened: Any = db.connection.driver_connection
    alive = opened.in_transaction if _is_sqlite(db) else opened.info.transaction_status
    if not alive or alive == _FAILED:
        raise RuntimeError("an error of the database was caught within a transaction")


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == SQLITE


def upsert(db: Connection, table: Table) -> Upsert:
    """Return an INSERT that knows `on_conflict_do_update` and `_do_nothing`."""
    return sqlite.insert(table) if _is_sqlite(db) else postgresql.insert(table)


def insert_new(
    db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """Insert what is not there yet; return the keys of the really new rows.

    The count of an INSERT says nothing on PostgreSQL, so the keys come back.
    """
    if not rows:
        return []
    statement = upsert(db, table).on_conflict_do_nothing()
    # A batch that conflicts on another unique index is not new either.
    keys = statement.returning(*table.primary_key.columns)
    return list(db.execute(keys, list(rows)).mappings())


def put(db: Connection, table: Table, **values: Any) -> None:
    """Insert a row, or write its values over the one with the same key."""
    keys = [column.name for column in table.primary_key.columns]
    statement = upsert(db, table).values(**values)
    rest = {name: statement.excluded[name] for name in values if name not in keys}
    if rest:
        db.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))
    else:
        db.execute(statement.on_conflict_do_nothing(index_elements=keys))


def hold(db: Connection, table: Table, **key: Any) -> Row | None:
    """Return a row that nobody else changes before this transaction ends.

    Also the answer about it waits for the standby then: a lock is written as well.
    """
    where = and_(*(table.c[name] == value for name, value in key.items()))
    return one(db, select(table).where(where).with_for_update())


def one(db: Connection, query: Select[Any] | Executable) -> Row | None:
    """Return the first row of a query, or None."""
    return db.execute(query).mappings().first()


def every(db: Connection, query: Select[Any] | Executable) -> list[Row]:
    """Return all rows of a query."""
    return list(db.execute(query).mappings())
