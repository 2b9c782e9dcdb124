"""Opens the center's database, with its present tables.

Reads see what is committed; what is written is written in `transactions.transaction`.
"""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from kiosk.center.database.current_schema import EmptyDatabase, bring_up_to_date
from kiosk.center.database.database_away import database_away, is_away
from kiosk.center.database.durable_engine import check_durable
from kiosk.center.database.engine import (
    FILE,
    SQLITE,
    URL_FILE,
    BadAddress,
    database_url,
    keep_url,
    make_engine,
    server_url,
)
from kiosk.domain.message import Message


def connect(folder: Path) -> Connection:
    """Open the database, durable and with its present tables.

    Other processes may have it open. Close it when done.

    :raises DatabaseAway: when it does not open.
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


def take_database(folder: Path, address: str) -> None:
    """Let a folder's database be the one at an address, once it has proved good.

    :raises BadAddress: when it is no server's, the folder has a file's center, or it
        has one in another database and this one is empty.
    :raises DatabaseAway: when it does not open.
    :raises NotDurable: when the server would forget what it confirmed.
    """
    url = server_url(address)
    if (folder / FILE).is_file() and not (folder / URL_FILE).exists():
        raise BadAddress(Message("operator__has_file", folder=str(folder)))
    kept = folder / URL_FILE
    first = not kept.exists() or kept.read_text("utf-8", "replace").strip() == address
    try:
        connection = open_connection(make_engine(url), new=first)
    except EmptyDatabase:
        told = {"folder": str(folder), "path": str(kept)}
        raise BadAddress(Message("operator__would_begin", **told)) from None
    try:
        check_durable(connection)
    finally:
        connection.close()
    keep_url(folder, address)


def open_connection(engine: Engine, *, new: bool = True) -> Connection:
    """Open a connection of an engine and see that the tables are the present ones.

    :param new: makes them in an empty database.
    :raises DatabaseAway: when it does not open; its cause is the engine's error.
    :raises EmptyDatabase: when it is empty, and was not to be.
    """
    connection: Connection | None = None
    try:
        connection = engine.connect()
        bring_up_to_date(connection, new=new)
    except BaseException as error:
        if connection is not None:
            with suppress(Exception):
                connection.close()
        if isinstance(error, DBAPIError) and is_away(error):
            raise database_away(engine.url, error) from error
        raise
    return connection
