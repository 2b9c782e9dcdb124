"""A center moves from its file into PostgreSQL: all of it, and only into nothing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from kiosk.center.database.all_tables import ALL
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import URL_FILE, database_url
from kiosk.center.database.folder_lock import CenterRuns, alone
from kiosk.center.database.transactions import every, put, transaction
from kiosk.center.records.records_tables import meta
from kiosk.center.server.backup import NoCenter
from kiosk.center.server.moving import move
from kiosk.center.server.serve import CenterServer
from kiosk.center.upload.ingest import ingest
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.wire.upload_wire import Batch
from tests.center.fixture import running_center
from tests.center.upload.test_ingest import KIOSK, chain
from tests.postgres import cluster

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    made = cluster().fresh()
    yield made
    cluster().drop(made)


def rows(folder: Path) -> dict[str, int]:
    with closing(connect(folder)) as db:
        return {t.name: len(every(db, select(t))) for t in ALL.sorted_tables}


def test_everything_comes_along(tmp_path: Path, url: str) -> None:
    with running_center(tmp_path):
        pass
    with closing(connect(tmp_path)) as db:
        ingest(db, Batch(KIOSK, chain(7)), 1.0)
    before = rows(tmp_path)
    assert before["person"] > 5
    assert move(tmp_path, url) == 7
    assert database_url(tmp_path).get_backend_name() == "postgresql"
    assert rows(tmp_path) == before
    assert len(stored_events(tmp_path)) == 7
    assert verify_stored(tmp_path).ok
    with pytest.raises(NoCenter):
        move(tmp_path, url)


def test_who_serves_a_file_is_alone_with_it(tmp_path: Path, url: str) -> None:
    with running_center(tmp_path):
        with pytest.raises(CenterRuns):
            move(tmp_path, url)
        with pytest.raises(CenterRuns):
            CenterServer(tmp_path, keys=DemoKeys())
    assert not (tmp_path / URL_FILE).exists()
    with running_center(tmp_path):
        pass
    with alone(tmp_path), pytest.raises(CenterRuns, match="Stop that one first"):
        CenterServer(tmp_path, keys=DemoKeys())
    move(tmp_path, url)
    with alone(tmp_path), alone(tmp_path):
        """On PostgreSQL many may serve."""


def test_nobody_is_moved_in_upon(tmp_path: Path, url: str) -> None:
    connect(tmp_path / "one").close()
    move(tmp_path / "one", url)
    with closing(connect(tmp_path / "one")) as db, transaction(db):
        put(db, meta, key="a", value="1")
    connect(tmp_path / "two").close()
    with pytest.raises(NoCenter):
        move(tmp_path / "two", url)
    assert not (tmp_path / "two" / URL_FILE).exists()
