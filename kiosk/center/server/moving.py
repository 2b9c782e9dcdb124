"""Moves a center that has outgrown its file into PostgreSQL, whole or not at all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from kiosk.center.database.all_tables import ALL
from kiosk.center.database.connecting import connect, open_connection
from kiosk.center.database.engine import (
    SQLITE,
    database_url,
    keep_url,
    make_engine,
    server_url,
)
from kiosk.center.database.folder_lock import alone
from kiosk.center.database.transactions import transaction
from kiosk.center.server.backup import CopyBroken, NoCenter
from kiosk.center.upload.stored import verify
from kiosk.domain.message import Message

BLOCK = 1000
FEW = {"release_block": 16, "edition": 16}
"""Of large rows not so many are held at once."""


def move(folder: Path, address: str) -> int:
    """Copy every row, verify the chains there, and let the folder name that database.

    The file is held meanwhile, and no center may run: what it took afterwards would
    stay behind. The file stays as it is. Returns the number of events.

    :raises CenterRuns: when one does.
    :raises NoCenter: when the center has no file, or somebody is there already.
    :raises CopyBroken: when what came over does not verify; nothing has changed then.
    """
    if database_url(folder).get_backend_name() != SQLITE:
        raise NoCenter(Message("operator__moved_before"))
    url = server_url(address)
    with (
        alone(folder),
        closing(connect(folder)) as source,
        closing(open_connection(make_engine(url))) as target,
        transaction(source),
    ):
        if any(_count(target, table) for table in ALL.sorted_tables):
            raise NoCenter(Message("operator__not_empty"))
        with transaction(target):
            for table in ALL.sorted_tables:
                for rows in _blocks(source, table):
                    target.execute(insert(table), rows)
        report = verify(target)
        same = all(
            _count(source, table) == _count(target, table)
            for table in ALL.sorted_tables
        )
        if not (report.ok and same):
            where = url.render_as_string(hide_password=True)
            why = Message("operator__copy_broken", path=where, why=report.message)
            raise CopyBroken(why)
        keep_url(folder, address)
    return report.events


def _count(db: Connection, table: Table) -> int:
    return int(db.execute(select(func.count()).select_from(table)).scalar_one())


def _blocks(db: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table, some at a time."""
    block = FEW.get(table.name, BLOCK)
    found = db.execution_options(yield_per=block).execute(select(table)).mappings()
    for rows in found.partitions(block):
        yield [dict(row) for row in rows]
