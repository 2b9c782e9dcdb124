"""The store: durable settings asserted, blocks all or nothing, plain errors."""

import sqlite3
from pathlib import Path

import pytest

from kiosk.store import Migration, Store, StoreError, StoreFull, write_durably

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
