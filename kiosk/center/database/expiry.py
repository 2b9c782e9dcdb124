"""Forgets what has ended, a block at a time over its index: no request waits for all.

Two nodes may do it at once: each takes what the other does not hold.
"""

from sqlalchemy import Connection, Table, delete, select, tuple_

BLOCK = 500
"""How many rows are forgotten at once."""


def expire(db: Connection, table: Table, now: float, most: int = BLOCK) -> None:
    """Forget rows whose `expires` is over, in the caller's transaction."""
    key = tuple_(*table.primary_key.columns)
    ended = select(*table.primary_key.columns).where(table.c.expires < now)
    block = ended.order_by(table.c.expires).limit(most)
    # The lock of a row that another node forgets just now is not waited for.
    db.execute(delete(table).where(key.in_(block.with_for_update(skip_locked=True))))
