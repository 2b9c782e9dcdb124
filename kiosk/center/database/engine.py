"""Which database a center has, and how its connections are set: durable, in time.

SQLite in the center's folder, or PostgreSQL at the address in the folder's file
`database-url`, which holds for all commands. The one place that knows both engines.
"""

import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.told import Told

FILE = "center.sqlite"
URL_FILE = "database-url"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DRIVERS = {SQLITE: "sqlite", POSTGRESQL: "postgresql+psycopg"}
BEGIN, DOUBT = "kiosk_begin", "kiosk_doubt"
"""Words in a connection's `info`: how to begin, and that a commit is in doubt."""
_BUSY = 3.0
"""Seconds to wait for another writer of the file: with one more try within what
`workers.PATIENCE` allows."""
_TIMES = {
    "statement_timeout": "10s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "15s",
}
_SECRET = frozenset({"password", "sslpassword"})
_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
"""A host that went silent is left for the next one within seconds: the server's own
limits run on the server. In seconds, the last one in milliseconds."""
_CANCELED = "01000"
_ENGINES = 8
"""So many addresses have an engine ready; a center has one, a command two."""


class BadAddress(Told, SetupError):
    """What was given as a database's address is none."""


def database_url(folder: Path) -> URL:
    """Return where the database of a center's folder is.

    :raises BadAddress: when the file with the address cannot be used.
    """
    kept = folder / URL_FILE
    if kept.exists():
        try:
            return server_url(kept.read_text("utf-8").strip())
        except UnicodeDecodeError:
            why = Message("operator__bad_address")
        except BadAddress as error:
            why = error.args[0]
        # Without the cause: its words may hold a password.
        raise BadAddress(Message("operator__kept_address", path=str(kept), why=why))
    return URL.create(SQLITE, database=str(folder / FILE))


def keep_url(folder: Path, address: str) -> None:
    """Write down, for all commands of this folder, where its database is.

    :raises BadAddress: when that is no address of a server's database.
    """
    server_url(address)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(folder / URL_FILE, f"{address}\n".encode())


def server_url(address: str) -> URL:
    """Return the address of a server's database; a file is the folder's own.

    :raises BadAddress: when it is none.
    """
    url = checked_url(address)
    if url.get_backend_name() == SQLITE:
        raise BadAddress(Message("operator__bad_address"))
    return url


def checked_url(address: str) -> URL:
    """Return an address with the driver that we use.

    :raises BadAddress: for another engine, for what is no address, and for one with a
        password in it: it would stand in files and lists of processes.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        # Without the cause: its words may hold a password.
        raise BadAddress(Message("operator__bad_address")) from None
    driver = DRIVERS.get(url.get_backend_name())
    if driver is None or (url.host is None and not url.database):
        raise BadAddress(Message("operator__bad_address"))
    if url.password is not None or not _SECRET.isdisjoint(url.query):
        raise BadAddress(Message("operator__address_with_password"))
    return url.set(drivername=driver)


@lru_cache(maxsize=_ENGINES)
def make_engine(url: URL) -> Engine:
    """Return an engine whose connections are opened one by one and kept by nobody.

    The same one for an address: it remembers the server and the statements compiled.
    """
    options: dict[str, Any] = {"poolclass": NullPool, "hide_parameters": True}
    if url.get_backend_name() == SQLITE:
        options["connect_args"] = {"timeout": _BUSY, "check_same_thread": False}
    else:
        options["isolation_level"] = "AUTOCOMMIT"
        given = set(url.query)
        options["connect_args"] = {k: v for k, v in _LINE.items() if k not in given}
    engine = create_engine(url, **options)
    opened = _sqlite_opened if engine.dialect.name == SQLITE else _postgresql_opened
    event.listen(engine, "connect", opened)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Begin as the caller asked for; a read alone begins nothing and sees what is."""
    statement = connection.info.get(BEGIN)
    if statement is not None:
        connection.exec_driver_sql(statement)


def _sqlite_opened(opened: sqlite3.Connection, record: Any) -> None:
    opened.isolation_level = None
    for pragma, value in (("journal_mode", "wal"), ("synchronous", 2)):
        opened.execute(f"PRAGMA {pragma}={value}")
        found = opened.execute(f"PRAGMA {pragma}").fetchone()[0]
        if found != value:
            raise RuntimeError(f"the database's PRAGMA {pragma} is {found!r}")


def _postgresql_opened(opened: Any, record: Any) -> None:
    """Set times that end what hangs, and hear of a commit that no standby confirmed."""

    def noticed(notice: Any) -> None:
        if notice.sqlstate == _CANCELED:
            record.info[DOUBT] = True

    opened.add_notice_handler(noticed)
    for name, value in _TIMES.items():
        opened.execute(f"SET {name} = '{value}'")
