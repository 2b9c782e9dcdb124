"""A command that names the wrong folder finds no center there, and makes none."""

from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE
from kiosk.center.identity.authority import Authority
from kiosk.center.server.backup import backup
from kiosk.domain.faults import SetupError
from kiosk.machine.shell.cli import main

ACTS = {
    "code": ["--kiosk", "hall-1"],
    "release-pin": ["--card", "00"],
    "learn-card": ["--card", "00"],
    "allow-id-card": ["--kiosk", "hall-1"],
    "rotate-sealing-key": [],
    "backup": ["--to", "copy", "--without-key"],
    "forks": [],
    "settle": ["--kiosk", "hall-1"],
    "revoke": ["hall-1"],
    "alarms": [],
    "events": [],
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("there", [True, False])
def test_nothing_is_made_and_one_sentence_said(
    tmp_path: Path,
    act: str,
    there: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mistyped"
    if there:
        folder.mkdir()
    assert main(["center", act, *ACTS[act], "--folder", str(folder)]) == 2
    said = capsys.readouterr().err
    assert f"{folder}: there is no center here" in said
    assert "--folder" in said
    assert [p for p in tmp_path.rglob("*") if p != folder] == []


def test_a_good_copy_survives_a_mistyped_source(tmp_path: Path) -> None:
    connect(tmp_path / "center").close()
    backup(tmp_path / "center", tmp_path / "copy")
    before = (tmp_path / "copy" / FILE).read_bytes()
    with pytest.raises(SetupError, match="no center here"):
        backup(tmp_path / "centre", tmp_path / "copy")
    assert (tmp_path / "copy" / FILE).read_bytes() == before


def test_a_center_is_not_copied_onto_itself(tmp_path: Path) -> None:
    folder = tmp_path / "center"
    connect(folder).close()
    number = (folder / FILE).stat().st_ino
    with pytest.raises(SetupError, match="own folder"):
        backup(folder, tmp_path / "center" / ".." / "center")
    with pytest.raises(SetupError, match="own folder"):
        backup(folder, folder / "copies")
    assert not (folder / "copies").exists()
    assert (folder / FILE).stat().st_ino == number


@pytest.mark.parametrize("port", ["99999", "-1", "x", "８４４３", ""])
def test_a_port_is_a_number_that_can_be_one(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["center", "serve", f"--port={port}"])
    assert ended.value.code == 2
    assert "0 to 65535" in capsys.readouterr().err


def test_a_copy_is_for_its_owner_alone_and_holds_no_root_key(tmp_path: Path) -> None:
    Authority.load_or_create(tmp_path / "center")
    connect(tmp_path / "center").close()
    backup(tmp_path / "center", tmp_path / "copy")
    rights = {p.name: p.stat().st_mode & 0o777 for p in (tmp_path / "copy").iterdir()}
    assert set(rights) == {FILE, "authority.pem"}
    assert rights[FILE] == 0o600
