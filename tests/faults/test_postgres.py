"""The tests' own PostgreSQL: databases, copies, and that nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.leftovers import remove_leftovers
from tests.postgres import cluster
from tests.standby import Pair

ROOT = Path(__file__).parents[2]
KILLED = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
from tests.leftovers import remove_leftovers
from tests.postgres import cluster
print(cluster().pid, cluster().folder, flush=True)
time.sleep(300)
"""


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def test_a_copy_has_what_its_template_had_and_is_its_own() -> None:
    first = cluster().fresh()
    with connect(first) as db:
        db.execute("CREATE TABLE word(text TEXT)")
        db.execute("INSERT INTO word VALUES ('b'), ('B'), ('é')")
    second = cluster().fresh(first)
    with connect(second) as db:
        found = db.execute("SELECT text FROM word ORDER BY text").fetchall()
        assert found == [("B",), ("b",), ("é",)], "the order of bytes, as SQLite's"
        db.execute("DELETE FROM word")
    with connect(first) as db:
        assert db.execute("SELECT count(*) FROM word").fetchone() == (3,)
        cluster().drop(first)
    cluster().drop(second)
    with pytest.raises(psycopg.OperationalError):
        connect(first)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_server_goes_with_the_tests_that_started_it(number: signal.Signals) -> None:
    tests = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert tests.stdout is not None
    server, folder = tests.stdout.readline().split()
    tests.send_signal(number)
    tests.wait(60)
    tests.stdout.close()
    until = time.monotonic() + 60
    while Path("/proc", server).exists() or Path(folder).exists():
        assert time.monotonic() < until, "the server stayed"
        time.sleep(0.02)


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder whose name leaves room for a socket's: 107 bytes in all."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="kiosk-") as name:
        yield Path(name)


def test_only_old_folders_where_no_server_answers_are_removed(
    short_path: Path,
) -> None:
    place = short_path / "memory"
    for name in ("kiosk-pg-dead", "kiosk-pg-begun", "kiosk-pg-busy", "other"):
        (place / name / "data").mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(str(place / "kiosk-pg-dead" / ".s.PGSQL.5432"))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(place / "kiosk-pg-busy" / ".s.PGSQL.5432"))
        server.listen()
        for name in ("kiosk-pg-dead", "kiosk-pg-busy", "other"):
            os.utime(place / name, (1.0, 1.0))
        remove_leftovers([str(place), str(short_path / "nowhere")])
    left_over = sorted(folder.name for folder in place.iterdir())
    assert left_over == ["kiosk-pg-begun", "kiosk-pg-busy", "other"]


def test_a_synchronous_standby_has_what_was_committed() -> None:
    with Pair(synchronous=True) as pair:
        with connect(pair.url("postgres")) as db:
            db.execute("CREATE TABLE kept(number INTEGER)")
            db.execute("INSERT INTO kept VALUES (1)")
        pair.kill()
        with pytest.raises(psycopg.OperationalError):
            connect(pair.url("postgres"))
        pair.promote()
        with connect(pair.url("postgres")) as db:
            db.execute("INSERT INTO kept VALUES (2)")
            assert db.execute("SELECT number FROM kept").fetchall() == [(1,), (2,)]


def test_a_standby_that_nobody_waits_for_may_lack_what_was_committed() -> None:
    with Pair(synchronous=False) as pair:
        with connect(pair.url("postgres")) as db:
            db.execute("CREATE TABLE kept(number INTEGER)")
            pair.caught_up()
            pair.hold_back()
            db.execute("INSERT INTO kept VALUES (1)")
        pair.kill()
        pair.promote()
        with connect(pair.url("postgres")) as db:
            assert db.execute("SELECT number FROM kept").fetchall() == []
