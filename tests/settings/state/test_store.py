"""The store: durable settings asserted, blocks all or nothing, plain errors."""

import sqlite3
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.settings.state import store as store_module
from kiosk.settings.state.durable_file import write_durably
from kiosk.settings.state.store import Migration, Parameters, Store
from kiosk.settings.state.store_errors import StoreError, StoreFull, StoreUnsure

NOTES = Migration("notes-1", ("CREATE TABLE note (text TEXT NOT NULL) STRICT",))


def test_durability_is_set_and_private(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "kiosk.sqlite", [NOTES])
    assert store.one("PRAGMA journal_mode") == {"journal_mode": "wal"}
    assert store.one("PRAGMA synchronous") == {"synchronous": 2}
    assert (tmp_path / "deep" / "kiosk.sqlite").stat().st_mode & 0o077 == 0
    store.close()


def test_a_block_is_all_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.sqlite"
    store = Store(path, [NOTES])
    with pytest.raises(RuntimeError), store.atomic():
        store.execute("INSERT INTO note VALUES ('lost')")
        raise RuntimeError
    with store.atomic():
        store.execute("INSERT INTO note VALUES ('kept')")
        with store.atomic():
            store.execute("INSERT INTO note VALUES ('inner')")
    store.close()
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT text FROM note").fetchall() == [
            ("kept",),
            ("inner",),
        ]
    other.close()


@pytest.mark.parametrize("look", [False, True])
def test_an_older_program_works_with_what_was_only_added(
    tmp_path: Path, look: bool
) -> None:
    path = tmp_path / "kiosk.sqlite"
    later = Migration("notes-2", ("ALTER TABLE note ADD COLUMN at TEXT DEFAULT ''",))
    Store(path, [NOTES, later]).close()
    store = Store(path, [NOTES], look=look)
    assert store.all("SELECT text FROM note") == []
    store.close()


@pytest.mark.parametrize("look", [False, True])
def test_what_an_older_program_cannot_work_with_is_told(
    tmp_path: Path, look: bool
) -> None:
    path = tmp_path / "kiosk.sqlite"
    later = Migration("notes-2!", ("ALTER TABLE note RENAME COLUMN text TO words",))
    Store(path, [NOTES, later]).close()
    with pytest.raises(StoreError, match="a newer version of the program wrote it"):
        Store(path, [NOTES], look=look)
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT words FROM note").fetchall() == []
    other.close()


def test_migrations_run_once(tmp_path: Path) -> None:
    for _ in range(2):
        store = Store(tmp_path / "kiosk.sqlite", [NOTES])
        assert store.all("SELECT name FROM migration") == [{"name": "notes-1"}]
        store.close()


def test_a_broken_migration_leaves_nothing(tmp_path: Path) -> None:
    bad = Migration("bad", ("CREATE TABLE half (a)", "CREATE NONSENSE"))
    with pytest.raises(StoreError, match=r"kiosk\.sqlite"):
        Store(tmp_path / "kiosk.sqlite", [bad])
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    assert store.one("SELECT name FROM sqlite_master WHERE name='half'") is None
    store.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "kiosk.sqlite").write_bytes(b"this is a letter, not a database" * 99)
    with pytest.raises(StoreError, match="not a database"):
        Store(tmp_path / "kiosk.sqlite", [NOTES])


def test_a_full_file_is_said_as_full(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    store.execute("PRAGMA max_page_count=6")
    with pytest.raises(StoreFull), store.atomic():
        store.execute("INSERT INTO note VALUES (?)", ["x" * 100_000])
    with store.atomic():
        store.execute("INSERT INTO note VALUES ('small')")
    assert store.all("SELECT text FROM note") == [{"text": "small"}]
    store.close()


def test_write_durably_replaces_and_hides(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


def test_a_block_that_reads_first_can_still_write(tmp_path: Path) -> None:
    """Another program that wants to write in between has to wait, not this block."""
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    other = sqlite3.connect(store.path, isolation_level=None, timeout=0)
    with store.atomic():
        assert store.all("SELECT * FROM note") == []
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO note VALUES ('other')")
        store.execute("INSERT INTO note VALUES ('mine')")
    other.execute("INSERT INTO note VALUES ('other')")
    assert len(store.all("SELECT * FROM note")) == 2
    other.close()
    store.close()


def test_opening_what_is_up_to_date_needs_no_lock(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    with store.atomic():
        beside = Store(store.path, [NOTES])  # a command beside the running kiosk
        assert beside.all("SELECT * FROM note") == []
        beside.close()
    store.close()


def test_a_full_disk_in_a_migration_says_so(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.sqlite"
    Store(path, [NOTES]).close()
    small = (
        "PRAGMA max_page_count=6",
        "INSERT INTO note VALUES (hex(zeroblob(100000)))",
    )
    big = Migration("big", (*small,))
    with pytest.raises(StoreFull, match="full"):
        Store(path, [NOTES, big])
    store = Store(path, [NOTES])
    assert store.all("SELECT name FROM migration") == [{"name": "notes-1"}]
    store.close()


class FailingDisk:
    """A connection whose sync fails at the commit; what it wrote is there, or not."""

    def __init__(self, store: Store, kept: bool) -> None:
        self._real, self._kept = store._db, kept
        store._open = self  # type: ignore[assignment]

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)

    def execute(self, sql: str, parameters: Parameters = ()) -> object:
        if sql != "COMMIT":
            return self._real.execute(sql, parameters)
        self._real.execute("COMMIT" if self._kept else "ROLLBACK")
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
        raise error


@pytest.mark.parametrize("kept", [True, False])
def test_after_a_failed_sync_what_is_there_counts(tmp_path: Path, kept: bool) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    FailingDisk(store, kept)
    with pytest.raises(StoreUnsure) as caught, store.atomic():
        store.execute("INSERT INTO note VALUES ('unsure')")
    assert caught.value.fault is Fault.STORE_UNSURE
    assert len(store.all("SELECT * FROM note")) == kept
    log = tmp_path / "kiosk.sqlite-wal"
    assert log.stat().st_size == 0, "what was seen has been written and synced anew"
    store.execute("INSERT INTO note VALUES ('goes on')")
    store.close()
    again = Store(tmp_path / "kiosk.sqlite", [NOTES])
    assert len(again.all("SELECT * FROM note")) == 1 + kept
    again.close()


def test_while_nothing_can_be_synced_nothing_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    FailingDisk(store, kept=True)

    def fails(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(store, "_checkpoint", fails)
    with pytest.raises(StoreUnsure), store.atomic():
        store.execute("INSERT INTO note VALUES ('unsure')")
    for _ in range(2):
        with pytest.raises(StoreError, match="disk I/O error"):
            store.all("SELECT * FROM note")
    monkeypatch.undo()
    assert len(store.all("SELECT * FROM note")) == 1, "the disk is back: look again"
    store.close()


def test_a_closed_store_stays_closed(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    store.close()
    with pytest.raises(StoreError, match="was closed"):
        store.one("SELECT 1")


def test_a_reserve_is_kept_given_and_kept_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    reserve = tmp_path / "kiosk.sqlite.reserve"
    assert not reserve.exists(), "a command that only looks leaves nothing behind"
    store.keep_reserve()
    assert reserve.stat().st_blocks * 512 >= store_module.RESERVE, "it is really there"
    store.give_reserve()
    assert not reserve.exists()
    monkeypatch.setattr(store, "free_bytes", lambda: store_module.RESERVE)
    store.keep_reserve()
    assert not reserve.exists(), "not the last room"
    monkeypatch.undo()
    store.keep_reserve()
    assert reserve.exists()
    store.close()
