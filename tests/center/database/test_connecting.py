"""A folder takes a database only once it has proved good; else nothing has changed."""

from pathlib import Path

import psycopg
import pytest

from kiosk.center.database.connecting import connect, take_database
from kiosk.center.database.database_away import DatabaseAway
from kiosk.center.database.durable_engine import NotDurable
from kiosk.center.database.engine import URL_FILE, BadAddress, database_url
from tests.postgres import USER, cluster

DEAD = "postgresql://kiosk@127.0.0.1:1/center"


@pytest.mark.engine("postgresql")
def test_what_proved_good_is_kept(tmp_path: Path) -> None:
    address = cluster().fresh()
    take_database(tmp_path / "new", address)
    assert (tmp_path / "new" / URL_FILE).read_text().strip() == address
    take_database(tmp_path / "new", address)
    cluster().drop(address)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        (DEAD, "does not answer"),
        ("sqlite:////tmp/x", "postgresql://USER@HOST/NAME"),
        ("mysql://a@b/c", "postgresql://USER@HOST/NAME"),
        ("postgresql://kiosk:canary@127.0.0.1:1/center", "pgpass"),
        (DEAD + "?password=canary", "pgpass"),
        (DEAD + "?connect_timeout=soon", "127.0.0.1"),
    ],
)
def test_what_did_not_is_not(tmp_path: Path, address: str, why: str) -> None:
    folder = tmp_path / "new"
    with pytest.raises((BadAddress, DatabaseAway), match=why) as caught:
        take_database(folder, address)
    assert "canary" not in str(caught.value)
    assert not folder.exists()


@pytest.mark.engine("postgresql")
def test_a_database_of_other_letters_gets_no_tables(tmp_path: Path) -> None:
    options = "ENCODING LATIN1 LOCALE 'C' TEMPLATE template0"
    cluster().execute(f"CREATE DATABASE latin {options}")
    with pytest.raises(NotDurable, match=r"LATIN1.*createdb .*--encoding=UTF8"):
        take_database(tmp_path / "new", cluster().url("latin"))
    where = f"host={cluster().folder} user={USER} dbname=latin"
    with psycopg.connect(where) as db:
        made = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname='public'")
        assert made.fetchone() == (0,)
    cluster().drop(cluster().url("latin"))
    assert not (tmp_path / "new").exists()


@pytest.mark.engine("sqlite")
def test_a_center_with_a_file_does_not_begin_anew(tmp_path: Path) -> None:
    connect(tmp_path).close()
    with pytest.raises(BadAddress, match="kiosk center move"):
        take_database(tmp_path, DEAD)
    assert database_url(tmp_path).get_backend_name() == "sqlite"


@pytest.mark.engine("postgresql")
def test_a_center_does_not_begin_anew_in_another_database(
    tmp_path: Path, center_folder: Path
) -> None:
    before, empty = (center_folder / URL_FILE).read_text(), cluster().fresh()
    with pytest.raises(BadAddress, match="is empty"):
        take_database(center_folder, empty)
    assert (center_folder / URL_FILE).read_text() == before
    take_database(tmp_path / "new", empty)
    take_database(center_folder, empty)
    assert (center_folder / URL_FILE).read_text().strip() == empty
    (center_folder / URL_FILE).write_text(before)


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("kept", [b"\xff\xfe", b"", b"sqlite:///x", b"nonsense"])
def test_an_unusable_address_in_the_folder_is_named(
    tmp_path: Path, kept: bytes
) -> None:
    (tmp_path / URL_FILE).write_bytes(kept)
    with pytest.raises(BadAddress, match=f"{tmp_path}.*{URL_FILE} cannot be used"):
        connect(tmp_path)
