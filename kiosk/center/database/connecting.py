"""Opens the center's database, with its present tables.

Reads see what is committed; what is written is written in `transactions.transaction`.
"""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine

from kiosk.center.database.current_schema import bring_up_to_date
from kiosk.center.database.engine import FILE, SQLITE, database_url, make_engine


def connect(folder: Path) -> Connection:
    """Open the database, durable and with its present tables.

    Other processes may have it open. Close it when done.

    :raises NewerDatabase: when a newer program has changed it.
    :raises RuntimeError: when the file system cannot sync.
    """
    url = database_url(folder)
    if url.get_backend_name() == SQLITE:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    connection = open_connection(make_engine(url))
    if url.get_backend_name() == SQLITE:
        (folder / FILE).chmod(0o600)
    return connection


def open_connection(engine: Engine) -> Connection:
    """Open a connection of an engine and see that the tables are the present ones."""
    connection = engine.connect()
    try:
        bring_up_to_date(connection)
    except BaseException:
        with suppress(Exception):
            connection.close()
        raise
    return connection
