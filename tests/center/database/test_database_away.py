"""A database that does not open: one sentence with a way on, and never a trace."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from kiosk.center.database import workers
from kiosk.center.database.connecting import connect
from kiosk.center.database.database_away import DatabaseAway
from kiosk.center.database.engine import FILE, URL_FILE, checked_url
from kiosk.center.database.workers import Workers
from kiosk.center.server.refusals import Refusal
from kiosk.machine.shell.cli import main
from tests.postgres import USER, cluster

DEAD = "postgresql://kiosk@127.0.0.1:1/center"


def lists(folder: Path, address: str, language: str = "en") -> int:
    """Run a command on a folder whose database is at an address."""
    folder.mkdir(exist_ok=True)
    (folder / URL_FILE).write_text(address)
    options = ["--language", language, "--folder", str(folder)]
    return main(["center", "alarms", *options])


def here(name: str, user: str = USER) -> str:
    return f"postgresql://{user}@/{name}?host={cluster().folder}"


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_each_reason_has_its_way_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    full = checked_url(cluster().fresh()).database
    assert full is not None
    ways = {
        DEAD: "127.0.0.1:1/center",
        "postgresql://kiosk@no-such-host.invalid/center": "no-such-host.invalid",
        here("nowhere"): f"createdb -O {USER} --locale=C.UTF-8",
        here(full, "nobody"): "createuser nobody",
        here(full) + "&foo=bar": "foo",
    }
    for address, way in ways.items():
        assert lists(tmp_path, address, language) == 2
        said = capsys.readouterr().err
        assert way in said
        assert said.count("\n") == 1
        assert "Traceback" not in said


@pytest.mark.engine("postgresql")
def test_who_may_make_no_tables_is_told_of_the_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = checked_url(cluster().fresh()).database
    cluster().execute("CREATE ROLE guest LOGIN")
    assert lists(tmp_path, here(str(name), "guest")) == 2
    said = capsys.readouterr().err
    assert "GRANT ALL ON SCHEMA public TO guest" in said
    assert "42501" in said
    assert "CREATE TABLE" not in said
    cluster().execute("DROP ROLE guest")


@pytest.mark.engine("sqlite")
def test_a_broken_file_is_named(tmp_path: Path) -> None:
    connect(tmp_path).close()
    for log in tmp_path.glob(f"{FILE}-*"):
        log.unlink()
    (tmp_path / FILE).write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseAway, match=f"{FILE}: .* from a backup") as caught:
        connect(tmp_path)
    cause = caught.value.__cause__
    assert isinstance(cause, DBAPIError)
    assert isinstance(cause.orig, sqlite3.DatabaseError)


@pytest.mark.engine("postgresql")
async def test_a_node_goes_on_when_the_server_is_back(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = center_folder / URL_FILE
    address = kept.read_text()
    own = Workers(center_folder, "test")
    try:
        await own.run(lambda db: own._let_go())
        kept.write_text(DEAD)
        with monkeypatch.context() as brief, pytest.raises(Refusal) as caught:
            brief.setattr(workers, "PATIENCE", 0.3)
            await own.run(lambda db: None)
        assert (caught.value.status, caught.value.code) == (503, "busy")
        assert "127.0.0.1" not in str(caught.value)
        kept.write_text(address)
        assert await own.run(lambda db: "again") == "again"
    finally:
        own.close()
