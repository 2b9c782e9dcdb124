"""Forgets what has ended, a block at a time over its index: no request waits for all.

Two nodes may do it at once: each takes what the other does not hold.
"""

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

BLOCK = 500
"""How many rows are forgotten at once."""


def expire(db: Connection, table: Table, now: float, most: int = BLOCK) -> None:
    """Forget rows whose `expires` is over, in the caller's transaction."""
    forget(db, table, table.c.expires < now, most)


def forget(
    db: Connection, table: Table, over: ColumnElement[bool], most: int = BLOCK
) -> int:
    """Forget rows of which this is true, in the caller's transaction; return how many.

    An index is to lead to them. Rows that another transaction holds stay: to wait for
    them while we hold others would make a circle.
    """
    key = tuple(table.primary_key.columns)
    block = select(*key).where(over).limit(most).with_for_update(skip_locked=True)
    # Not in one statement: PostgreSQL may choose a block within a DELETE twice.
    ended = [tuple(row) for row in db.execute(block)]
    if ended:
        db.execute(delete(table).where(tuple_(*key).in_(ended)))
    return len(ended)
