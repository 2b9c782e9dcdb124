"""A backup and a restore are one command each, and nothing is half done."""

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import msgspec
import pytest

from kiosk.center.applications.applications_tables import act_number
from kiosk.center.copies import key_envelope
from kiosk.center.copies.backup_manifest import MANIFEST, mark_of, read_manifest
from kiosk.center.copies.restoring import GivenKey, restore
from kiosk.center.copies.whole_backup import DUMP, SEALED_KEY, back_up
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE, URL_FILE
from kiosk.center.database.transactions import every, transaction
from kiosk.center.desk.entrance.desk_sessions import begin
from kiosk.center.desk.entrance.entrance_tables import desk_session
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.restored import LEAP, note_restored, spans
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.identity.root_key import KeysGone
from kiosk.center.server.backup import CopyBroken, NoCenter
from kiosk.center.upload.stored import stored_events
from kiosk.domain.faults import SetupError
from kiosk.machine.shell.cli import main
from tests.center.engines import engines, force
from tests.center.server.test_backup import durable, filled
from tests.center.upload.test_ingest import chain
from tests.postgres import cluster

PHRASE = b"correct horse battery staple"
GIVEN = GivenKey(PHRASE)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost less; what it costs stands in each file."""
    monkeypatch.setattr(key_envelope, "_COST", 2**14)


@pytest.fixture
def center(center_folder: Path) -> Path:
    return filled(center_folder, chain(5))


@pytest.fixture
def empty() -> Iterator[str | None]:
    """Where a restored database may be: nowhere for a file, or an empty one."""
    if engines.present == "sqlite":
        yield None
        return
    url = cluster().fresh()
    yield url
    cluster().drop(url)


def data_of(backup: Path) -> Path:
    return backup / (FILE if engines.present == "sqlite" else DUMP)


def test_a_center_comes_back_whole(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    assert back_up(center, tmp_path / "b", PHRASE) == 5
    assert durable(center) == (1, 5)
    held = {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}
    root = (center / ROOT_KEY).read_bytes()
    assert not any(root in data for data in held.values())
    assert ROOT_KEY not in held
    again = tmp_path / "again"
    done = restore(tmp_path / "b", again, GIVEN, empty)
    assert done.events == 5
    assert len(stored_events(again)) == 5
    assert Authority.load_or_create(again).pem == Authority.load_or_create(center).pem
    with closing(connect(again)) as db:
        (span,) = spans(db)
        assert span == done.span
        numbers = [row["last"] for row in every(db, act_number.select())]
        assert numbers == [LEAP]
        # Said twice, nothing is done twice.
        assert note_restored(db, span.until + 60) == span
        assert [row["last"] for row in every(db, act_number.select())] == [LEAP]


def test_nobody_is_logged_in_at_the_desk_of_a_restored_center(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    with closing(connect(center)) as db, transaction(db):
        begin(db, "olga", 1_800_000_000.0)
    back_up(center, tmp_path / "b", PHRASE)
    restore(tmp_path / "b", tmp_path / "again", GIVEN, empty)
    with closing(connect(center)) as db:
        assert len(every(db, desk_session.select())) == 1
    with closing(connect(tmp_path / "again")) as db:
        assert every(db, desk_session.select()) == []


def test_since_when_something_is_missing_is_the_moment_of_the_backup(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    made = json.loads((tmp_path / "b" / MANIFEST).read_text())["made_at"]
    done = restore(tmp_path / "b", tmp_path / "again", GIVEN, empty)
    assert done.span.since == pytest.approx(made, abs=1)


def test_what_is_there_is_never_written_over(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("x")
    with pytest.raises(NoCenter, match="not empty"):
        restore(tmp_path / "b", tmp_path / "full", GIVEN, empty)
    if empty is not None:
        own = (center / URL_FILE).read_text().strip()
        with pytest.raises(NoCenter, match="empty"):
            restore(tmp_path / "b", tmp_path / "new", GIVEN, own)
        with pytest.raises(NoCenter, match="--database"):
            restore(tmp_path / "b", tmp_path / "new", GIVEN)
    assert sorted(p.name for p in tmp_path.iterdir() if p != center) == ["b", "full"]


def test_a_damaged_backup_changes_nothing(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    names = data_of(tmp_path / "b").name, SEALED_KEY, MANIFEST
    for harm in ("data", "cut", "key", "list", "none"):
        shutil.copytree(tmp_path / "b", tmp_path / harm)
        place = {"key": names[1], "list": names[2]}.get(harm, names[0])
        path = tmp_path / harm / place
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= harm in ("data", "key")
        cut = data[:-9] if harm == "cut" else data
        path.write_bytes(b"{" if harm == "list" else cut)
        if harm != "none":
            with pytest.raises((CopyBroken, NoCenter)):
                restore(tmp_path / harm, tmp_path / "new", GIVEN, empty)
            assert not (tmp_path / "new").exists()
    assert restore(tmp_path / "none", tmp_path / "new", GIVEN, empty).events == 5


def test_who_can_write_into_a_backup_can_change_nothing(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    data = data_of(tmp_path / "b")
    data.write_bytes(data.read_bytes() + b"\0")
    found = read_manifest(tmp_path / "b")
    files = {**found.files, data.name: mark_of(data)}
    for forged in (b"", found.proof):
        said = msgspec.structs.replace(found, files=files, proof=forged)
        (tmp_path / "b" / MANIFEST).write_bytes(msgspec.json.encode(said))
        with pytest.raises(CopyBroken, match=r"manifest\.json"):
            restore(tmp_path / "b", tmp_path / "new", GIVEN, empty)
    assert not (tmp_path / "new").exists()


def test_only_the_right_key_opens_it(
    center: Path, tmp_path: Path, empty: str | None
) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    (tmp_path / "other").write_bytes(bytes(32))
    for given in (
        GivenKey(b"another one, wrong"),
        GivenKey(),
        GivenKey(None, tmp_path / "other"),
    ):
        with pytest.raises(SetupError) as refused:
            restore(tmp_path / "b", tmp_path / "new", given, empty)
        assert "another one" not in str(refused.value)
    assert not (tmp_path / "new").exists()
    back_up(center, tmp_path / "b", None)
    assert not (tmp_path / "b" / SEALED_KEY).exists()
    with pytest.raises(KeysGone, match="without the root key"):
        restore(tmp_path / "b", tmp_path / "new", GIVEN, empty)
    key = GivenKey(file=center / ROOT_KEY)
    assert restore(tmp_path / "b", tmp_path / "new", key, empty).events == 5


def test_a_short_passphrase_and_another_centers_folder_are_refused(
    center: Path, tmp_path: Path
) -> None:
    with pytest.raises(SetupError, match="12 characters"):
        back_up(center, tmp_path / "b", b"short")
    back_up(center, tmp_path / "b", PHRASE)
    other = filled(engines.give(tmp_path / "other"), chain(2))
    before = data_of(tmp_path / "b").read_bytes()
    with pytest.raises(NoCenter, match="another center"):
        back_up(other, tmp_path / "b", PHRASE)
    assert data_of(tmp_path / "b").read_bytes() == before
    engines.take_back(other)


def test_an_operator_types_both(
    center: Path,
    tmp_path: Path,
    empty: str | None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = tmp_path / "phrase"
    secret.write_bytes(PHRASE + b"\n")
    target = str(tmp_path / "b")
    backup = ["center", "backup", "--folder", str(center), "--to", target]
    assert main([*backup, "--passphrase-file", str(secret)]) == 0
    capsys.readouterr()
    again = ["center", "restore", "--from", target, "--folder", str(tmp_path / "n")]
    again += [] if empty is None else ["--database", empty]
    stdin = cast("io.TextIOWrapper", io.TextIOWrapper(io.BytesIO(b"wrong passphrase")))
    monkeypatch.setattr("sys.stdin", stdin)
    assert main([*again, "--passphrase-file", "-", "--language", "en"]) == 2
    assert "does not open" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PHRASE + b"\n")))
    assert main([*again, "--passphrase-file", "-", "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "5 events restored" in said
    assert "not in this database" in said
    with pytest.raises(SystemExit):
        main(backup)


def test_a_broken_chain_is_no_backup(center: Path, tmp_path: Path) -> None:
    back_up(center, tmp_path / "b", PHRASE)
    good = data_of(tmp_path / "b").read_bytes()
    with closing(connect(center)) as db:
        force(db, "UPDATE event SET kind = 'x' WHERE received_at = 1.0")
    with pytest.raises(CopyBroken):
        back_up(center, tmp_path / "b", PHRASE)
    assert data_of(tmp_path / "b").read_bytes() == good
