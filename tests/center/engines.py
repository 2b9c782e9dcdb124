"""Both engines for a test: a center's folder over SQLite, and one over PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from kiosk.center.database.connecting import connect, open_connection
from kiosk.center.database.engine import checked_url, keep_url, make_engine
from tests.postgres import cluster

ENGINES = ("sqlite", "postgresql")


@contextmanager
def folder_on(engine: str, folder: Path) -> Iterator[Path]:
    """Give a center's folder whose database is a new one of an engine."""
    if engine == "sqlite":
        yield folder
        return
    url = cluster().fresh(_template())
    keep_url(folder, url)
    try:
        yield folder
    finally:
        cluster().drop(url)


@contextmanager
def opened(folder: Path) -> Iterator[Connection]:
    """Give a connection to the database of a center's folder."""
    db = connect(folder)
    try:
        yield db
    finally:
        with suppress(Exception):
            db.close()


@cache
def _template() -> str:
    """Return a database with the present tables; a copy of it takes little time."""
    url = cluster().fresh()
    open_connection(make_engine(checked_url(url))).close()
    return url
