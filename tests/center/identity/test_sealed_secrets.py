"""The center's secrets: in its database, sealed, one set for all nodes."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import URL_FILE
from kiosk.center.database.transactions import every, put, transaction
from kiosk.center.identity import authority as authority_module
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.identity_tables import secret
from kiosk.center.identity.root_key import CREDENTIALS, FILE, KeysGone
from kiosk.center.identity.sealed_secrets import SealedSecrets

OLD = authority_module.FILE


def node_beside(folder: Path, name: str, *, key: bool) -> Path:
    """Make the folder of another node over the same database."""
    other = folder.parent / name
    other.mkdir()
    for each in (URL_FILE, FILE) if key else (URL_FILE,):
        if (folder / each).exists():
            shutil.copy(folder / each, other / each)
    return other


def test_the_root_key_is_made_once_for_its_owner(center_folder: Path) -> None:
    SealedSecrets(center_folder)
    path = center_folder / FILE
    key = path.read_bytes()
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_nlink == 1
    SealedSecrets(center_folder)
    assert path.read_bytes() == key


@pytest.mark.parametrize("wrong", [None, b"", bytes(31), bytes(32)])
def test_without_the_right_root_key_nothing_opens(
    center_folder: Path, wrong: bytes | None
) -> None:
    first = Authority.load_or_create(center_folder)
    path = center_folder / FILE
    key = path.read_bytes()
    path.unlink()
    if wrong is not None:
        path.write_bytes(wrong)
    with pytest.raises(KeysGone, match=FILE):
        Authority.load_or_create(center_folder)
    assert path.exists() == (wrong is not None), "none was made in its place"
    path.write_bytes(key)
    assert Authority.load_or_create(center_folder).pem == first.pem


def test_a_service_manager_may_hand_the_root_key_over(
    center_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / FILE).write_bytes(bytes(range(32)))
    monkeypatch.setenv(CREDENTIALS, str(tmp_path / "given"))
    first = Authority.load_or_create(center_folder)
    assert not (center_folder / FILE).exists()
    assert Authority.load_or_create(center_folder).pem == first.pem
    monkeypatch.delenv(CREDENTIALS)
    with pytest.raises(KeysGone):
        Authority.load_or_create(center_folder)


def test_many_that_start_at_once_make_one_authority(center_folder: Path) -> None:
    connect(center_folder).close()
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(Authority.load_or_create, [center_folder] * 6))
    assert len({each.pem for each in made}) == 1


@pytest.mark.engine("postgresql")
def test_two_nodes_that_start_at_once_make_one_authority(center_folder: Path) -> None:
    (center_folder / FILE).write_bytes(bytes(range(32)))
    folders = [node_beside(center_folder, f"node-{n}", key=True) for n in range(4)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(Authority.load_or_create, folders))
    assert len({each.pem for each in made}) == 1
    assert all(Authority.path(folder).is_file() for folder in folders)


@pytest.mark.engine("postgresql")
def test_a_node_without_the_key_is_left_without_one(center_folder: Path) -> None:
    Authority.load_or_create(center_folder)
    other = node_beside(center_folder, "other", key=False)
    with pytest.raises(KeysGone, match="another node"):
        Authority.load_or_create(other)
    assert not (other / FILE).exists()


def test_an_older_center_s_authority_is_taken_over(
    center_folder: Path, tmp_path: Path
) -> None:
    data = authority_module._new_authority()
    center_folder.mkdir(exist_ok=True)
    (center_folder / OLD).write_bytes(data)
    taken = Authority.load_or_create(center_folder)
    assert taken.pem.encode() in data
    assert not (center_folder / OLD).exists()
    assert Authority.path(center_folder).read_text() == taken.pem
    assert Authority.load_or_create(center_folder).pem == taken.pem


def test_a_broken_file_of_an_older_center_is_left_alone(center_folder: Path) -> None:
    center_folder.mkdir(exist_ok=True)
    (center_folder / OLD).write_bytes(b"broken")
    with pytest.raises(ValueError, match=OLD):
        Authority.load_or_create(center_folder)
    assert (center_folder / OLD).read_bytes() == b"broken"


def test_nothing_secret_is_readable_in_the_database(
    center_folder: Path, db: Connection
) -> None:
    Authority.load_or_create(center_folder)
    secrets = SealedSecrets(center_folder)
    with transaction(db):
        secrets.write(db, "mine", b"nobody may read this")
    rows = every(db, secret.select())
    assert {row["name"] for row in rows} == {"root", "authority", "mine"}
    for row in rows:
        assert b"PRIVATE KEY" not in row["sealed"]
        assert b"nobody" not in row["sealed"]


def test_a_secret_is_no_other_one(center_folder: Path, db: Connection) -> None:
    secrets = SealedSecrets(center_folder)
    with transaction(db):
        secrets.write(db, "one", b"1")
        put(db, secret, name="two", sealed=secrets.seal("one", b"1"), at=1.0)
    with pytest.raises(KeysGone):
        secrets.read(db, "two")


def test_every_change_has_a_moment_of_its_own(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, moments = SealedSecrets(center_folder), []
    monkeypatch.setattr("time.time", lambda: 5.0)
    with closing(connect(center_folder)) as db:
        for n in range(3):
            with transaction(db):
                secrets.write(db, "one", b"%d" % n)
            found = secrets.read(db, "one")
            assert found is not None
            assert found.plain == b"%d" % n
            moments.append(found.at)
    assert moments == sorted(set(moments))
