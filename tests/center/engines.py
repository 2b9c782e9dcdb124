"""The two engines under a center's tests: a folder's database is a file, or a server's.

On PostgreSQL two nodes answer, and each request goes to a random one of them: what a
node keeps to itself shows.
"""

import random
import shutil
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, inspect, text

from kiosk.center.database.all_tables import ALL
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import URL_FILE, keep_url
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from tests.center.lent_applications import QuickCenter
from tests.postgres import cluster

ENGINES = ("sqlite", "postgresql")
_SEED = 20261130


class Engines:
    """Which engine the tests of this moment are for."""

    def __init__(self) -> None:
        self.present = ENGINES[0]
        self._free: list[str] = []
        self._given: set[str] = set()

    def give(self, folder: Path) -> Path:
        """Let a folder's database be of the present engine, an empty one."""
        if self.present == ENGINES[1] and not (folder / URL_FILE).exists():
            url = self._free.pop() if self._free else cluster().fresh(_template())
            self._given.add(url)
            keep_url(folder, url)
        return folder

    def take_back(self, folder: Path) -> None:
        """Empty what was given, for the next test; the folder has none then."""
        kept = folder / URL_FILE
        if self.present != ENGINES[1] or not kept.exists():
            return
        url = kept.read_text().strip()
        if url not in self._given:
            return  # a copy, which goes as a whole
        with closing(connect(folder)) as db:
            if not all(inspect(db).has_table(name) for name in ALL.tables):
                return  # a test has spoilt it
            for table in ALL.sorted_tables:
                db.execute(delete(table))
        self._given.remove(url)
        self._free.append(url)
        kept.unlink()

    def copy(self, filled: Path, folder: Path) -> None:
        """Let a folder begin as another one, with a database of its own."""
        shutil.copytree(filled, folder, dirs_exist_ok=True)
        if self.present == ENGINES[1]:
            template = (filled / URL_FILE).read_text().strip()
            keep_url(folder, cluster().fresh(template))

    def drop(self, folder: Path) -> None:
        """Drop the database that a folder got by `copy`."""
        kept = folder / URL_FILE
        if self.present == ENGINES[1] and kept.exists():
            cluster().drop(kept.read_text().strip())
            kept.unlink()


engines = Engines()


def asked(db: Connection, question: str, **values: Any) -> list[Row]:
    """Return the rows of a question in SQL, which a test asks of the tables."""
    return every(db, text(question).bindparams(**values))


def be_patient(db: Connection) -> None:
    """Let a connection wait for others as long as a busy machine may need."""
    words = {"sqlite": "PRAGMA busy_timeout=60000"}
    word = words.get(db.dialect.name, "SET lock_timeout = '60s'")
    own = db.connection.dbapi_connection
    assert own is not None
    own.cursor().execute(word)


def force(db: Connection, statement: str, **values: Any) -> None:
    """Change something behind the center's back, in SQL."""
    db.execute(text(statement).bindparams(**values))


@cache
def _template() -> str:
    """Return a database with the center's tables and nothing in them."""
    url = cluster().fresh()
    with tempfile.TemporaryDirectory() as folder:
        keep_url(Path(folder), url)
        connect(Path(folder)).close()
    return url


class RandomNode:
    """An application that hands each request to one of several nodes."""

    def __init__(self, nodes: list[Any]) -> None:
        self._nodes, self._random = nodes, random.Random(_SEED)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on."""
        await self._random.choice(self._nodes)(scope, receive, send)


class TwoNodes(QuickCenter):
    """A center that is two: one address, and behind it a node here and a node there."""

    def __init__(self, folder: Path, **options: Any) -> None:
        super().__init__(folder, **options)
        self._other = QuickCenter(folder, **{**options, "port": 0})
        config, other = self._server.config, self._other._server.config
        config.app = RandomNode([config.app, other.app])
        first = self._server.on_ending

        def both_end() -> None:
            first()
            self._other.pulses.end()

        self._server.on_ending = both_end

    def look(self, db: Connection) -> None:
        """Let both look; only one has a loop of its own."""
        super().look(db)
        self._other.look(db)

    def stop(self) -> None:
        """End both."""
        super().stop()
        self._other.close()
