"""The log is written back beside the thread that people wait for, and has an end."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from kiosk.settings.state import log_writer
from kiosk.settings.state import store as store_module
from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreBusy

NOTES = Migration("notes-1", ("CREATE TABLE note (text BLOB NOT NULL) STRICT",))


def test_a_log_that_grew_is_written_back_and_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_writer, "LONG", 64 * 1024)
    monkeypatch.setattr(log_writer, "EVERY", 0.01)
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    store.serve()
    log = tmp_path / "kiosk.sqlite-wal"
    for _ in range(60):
        store.execute("INSERT INTO note VALUES (zeroblob(40000))")
        # Longer the longer it is: a disk that is slow gets on as well.
        time.sleep(store.breath() * 4 ** (log.stat().st_size // (256 * 1024)))
    assert log.stat().st_size < 1024 * 1024, "2.4 MB went through it"
    assert store.plain("SELECT count(*) FROM note") == [(60,)]
    store.close()
    assert not [t for t in threading.enumerate() if t.name == "log-writer"]


def test_a_log_that_was_long_once_is_short_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    with store.atomic():
        store.execute("INSERT INTO note VALUES (zeroblob(9000000))")
    log = tmp_path / "kiosk.sqlite-wal"
    assert log.stat().st_size > 2 * log_writer.LONG
    store.serve()
    until = time.monotonic() + 30
    while store.breath() and time.monotonic() < until:
        time.sleep(0.05)
        store.execute("INSERT INTO note VALUES (x'01')")
    assert log.stat().st_size <= log_writer.KEPT
    store.close()


def test_no_commit_of_a_thread_that_serves_writes_the_log_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    assert store.plain("PRAGMA wal_autocheckpoint") == [(1000,)]
    store.serve()
    assert store.plain("PRAGMA wal_autocheckpoint") == [(log_writer.LAST_RESORT,)]
    store.close()


@pytest.mark.parametrize("serves", [False, True])
def test_a_lock_of_another_program_is_waited_for_to_the_limit(
    tmp_path: Path, serves: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "PATIENCE", 0.4)
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    if serves:
        store.serve()
    limit = store_module.SERVING if serves else store_module.PATIENCE
    other = sqlite3.connect(tmp_path / "kiosk.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert store.plain("PRAGMA busy_timeout") == [(round(1000 * limit),)]
    began = time.monotonic()
    with pytest.raises(StoreBusy, match="another program holds it"), store.atomic():
        raise AssertionError("not reached")
    assert time.monotonic() - began >= limit * 0.5
    assert store.all("SELECT * FROM note") == [], "who only reads waits for nobody"
    other.execute("ROLLBACK")
    store.execute("INSERT INTO note VALUES (x'01')")
    assert len(store.all("SELECT * FROM note")) == 1
    other.close()
    store.close()


def test_a_long_reader_holds_up_nobody(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", [NOTES])
    store.serve()
    store.execute("INSERT INTO note VALUES (x'01')")
    reader = sqlite3.connect(tmp_path / "kiosk.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM note").fetchone() == (1,)
    store.execute("INSERT INTO note VALUES (x'02')")  # no StoreBusy
    assert reader.execute("SELECT count(*) FROM note").fetchone() == (1,)
    reader.close()
    store.close()
