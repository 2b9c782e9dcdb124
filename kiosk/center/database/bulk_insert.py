"""Inserts many rows in one statement, each engine in the way that is fast there.

For batches and pulses only: on PostgreSQL the general way takes twice as long
(docs/scale.md). No conflict is looked for unless the caller says what to do on one;
without, the caller holds what keeps others away.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Double, LargeBinary, Table

from kiosk.center.database.engine import SQLITE
from kiosk.center.database.schema import AnyText, escaped

_ARRAYS = ((BigInteger, "bigint[]"), (Double, "float8[]"), (LargeBinary, "bytea[]"))


def bulk_insert(
    db: Connection, table: Table, rows: Sequence[Sequence[Any]], conflict: str = ""
) -> None:
    """Insert rows that have a value for each column, in the table's order.

    :param conflict: in SQL, what happens to rows that are there; the caller sorts the
        rows, so that two nodes hold them in the same order.
    """
    if not rows:
        return
    free = [at for at, own in enumerate(table.columns) if isinstance(own.type, AnyText)]
    plain = [_without_nul(row, free) for row in rows] if free else rows
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    if db.dialect.name == SQLITE:
        places = ", ".join("?" * len(table.columns))
        into = f"INSERT INTO {table.name} ({names}) VALUES ({places}) {conflict}"  # noqa: S608
        db.exec_driver_sql(into, [tuple(row) for row in plain])
        return
    arrays = ", ".join(f"%b::{_array(column.type)}" for column in table.columns)
    chosen = f"SELECT * FROM unnest({arrays}) {conflict}"  # noqa: S608
    into = f"INSERT INTO {table.name} ({names}) {chosen}"
    db.exec_driver_sql(into, tuple(list(column) for column in zip(*plain, strict=True)))


def _without_nul(row: Sequence[Any], free: Sequence[int]) -> list[Any]:
    values = list(row)
    for at in free:
        values[at] = escaped(values[at])
    return values


def _array(kind: Any) -> str:
    return next((name for each, name in _ARRAYS if isinstance(kind, each)), "text[]")
