"""Forgets what is over, a block at a time: no request scans and none waits for it."""

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

_BLOCK = 100


def forget(
    db: Connection, table: Table, over: ColumnElement[bool], most: int = _BLOCK
) -> int:
    """Delete some rows that are over, in the caller's transaction; return how many.

    Rows that somebody else holds stay: to wait for them here would make a circle. An
    index is to lead to what is over.
    """
    keys = tuple(table.primary_key.columns)
    block = select(*keys).where(over).limit(most).with_for_update(skip_locked=True)
    # Not as one statement: PostgreSQL may read a block within a DELETE anew.
    found = [tuple(row) for row in db.execute(block)]
    if found:
        db.execute(delete(table).where(tuple_(*keys).in_(found)))
    return len(found)
