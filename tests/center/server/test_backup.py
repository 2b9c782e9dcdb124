"""A copy destroys nobody's center, and only what it holds of ours is promised."""

import resource
import shutil
import signal
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.current_schema import EmptyDatabase
from kiosk.center.database.engine import FILE, URL_FILE, database_url
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.restored import note_restored, spans
from kiosk.center.server.backup import CopyBroken, NoCenter, backup, promise_copy
from kiosk.center.upload.ingest import ingest, position
from kiosk.sync.wire.upload_wire import Batch, Event
from tests.center.engines import engines
from tests.center.upload.test_ingest import KIOSK, chain
from tests.postgres import cluster


def filled(folder: Path, events: list[Event]) -> Path:
    """Let a center begin in a folder, with a kiosk's events."""
    Authority.load_or_create(folder)
    with closing(connect(folder)) as db:
        ingest(db, Batch(KIOSK, events), 1.0)
    return folder


def durable(folder: Path) -> tuple[int, int]:
    with closing(connect(folder)) as db:
        found = position(db, KIOSK)
        return found.durable_epoch, found.durable_seq


def address(folder: Path) -> str:
    return database_url(folder).render_as_string(hide_password=False)


def copied(folder: Path, to: Path) -> str:
    """Put a copy of a folder's database back elsewhere; return where."""
    if engines.present == "sqlite":
        shutil.copytree(folder, to)
        return f"sqlite:///{to / FILE}"
    return cluster().fresh(address(folder))


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("seen_by", ["root-key", "server.pem", URL_FILE])
def test_no_copy_lies_on_another_center(tmp_path: Path, seen_by: str) -> None:
    one = filled(tmp_path / "one", chain(3))
    two = filled(tmp_path / "two", chain(5))
    if seen_by != "root-key":
        (two / "root-key").unlink()
        (two / seen_by).write_text("x")
    before = {p.name: p.read_bytes() for p in two.iterdir()}
    with pytest.raises(NoCenter, match="another center is there"):
        backup(one, two)
    assert {p.name: p.read_bytes() for p in two.iterdir()} == before
    assert durable(one) == (0, 0)


@pytest.mark.engine("sqlite")
def test_a_copy_needs_a_folder_and_takes_its_own_again(tmp_path: Path) -> None:
    one = filled(tmp_path / "one", chain(3))
    (tmp_path / "file").write_text("x")
    with pytest.raises(NoCenter, match="is no folder"):
        backup(one, tmp_path / "file")
    assert backup(one, tmp_path / "copy") == backup(one, tmp_path / "copy") == 3


@pytest.mark.engine("sqlite")
def test_a_copy_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    one = filled(tmp_path / "one", chain(3))
    backup(one, tmp_path / "copy")
    before = {p.name: p.read_bytes() for p in (tmp_path / "copy").iterdir()}
    filled(one, chain(60)[3:])
    size = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, size[1]))
    try:
        with pytest.raises(CopyBroken, match="disk full"):
            backup(one, tmp_path / "copy")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, size)
        signal.signal(signal.SIGXFSZ, ignored)
    assert {p.name: p.read_bytes() for p in (tmp_path / "copy").iterdir()} == before
    assert durable(one) == (1, 3)


def test_what_a_copy_holds_is_promised_and_no_more(
    tmp_path: Path, center_folder: Path
) -> None:
    events = chain(8)
    filled(center_folder, events[:5])
    copy = copied(center_folder, tmp_path / "copy")
    filled(center_folder, events[5:])
    assert promise_copy(center_folder, copy) == 5
    assert durable(center_folder) == (1, 5)


@pytest.mark.parametrize("others", [chain(9), chain(3, first=50)])
def test_anothers_copy_promises_nothing(
    tmp_path: Path, center_folder: Path, others: list[Event]
) -> None:
    """One that goes on behind our end, and one of another history."""
    other = engines.give(tmp_path / "other")
    filled(other, others)
    filled(center_folder, chain(5))
    with pytest.raises(CopyBroken, match=f"{KIOSK} up to 1:{len(others)}"):
        promise_copy(center_folder, address(other))
    assert durable(center_folder) == (0, 0)
    engines.take_back(other)


def test_the_own_database_is_no_copy_however_it_is_named(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(center_folder, chain(5))
    own = address(center_folder)
    spelled = own + "&connect_timeout=3"
    if engines.present == "sqlite":
        monkeypatch.chdir(center_folder)
        spelled = f"sqlite:///{FILE}"
    for name in (own, spelled):
        with pytest.raises(NoCenter, match="own database"):
            promise_copy(center_folder, name)
    assert durable(center_folder) == (0, 0)


def test_an_empty_database_is_no_copy_and_stays_empty(
    tmp_path: Path, center_folder: Path
) -> None:
    filled(center_folder, chain(5))
    missing = tmp_path / "missing"
    file = engines.present == "sqlite"
    empty = f"sqlite:///{missing}" if file else cluster().fresh()
    for _ in range(2):
        with pytest.raises(EmptyDatabase):
            promise_copy(center_folder, empty)
    assert not missing.exists()


def test_nothing_was_restored_where_nothing_is(db: Connection) -> None:
    with pytest.raises(EmptyDatabase, match="no copy was put back"):
        note_restored(db, 1e9)
    assert spans(db) == []
