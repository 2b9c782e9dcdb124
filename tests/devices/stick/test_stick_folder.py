"""A folder on a stick: whole under its name, or not there under it."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from kiosk.devices.stick import stick_folder
from kiosk.devices.stick.stick_folder import UNFINISHED, StickFolder, is_mounted
from kiosk.devices.stick.stick_port import StickError, StickFault, fault_of

NAME = "kiosk-export-hall-1-7"


def begun(stick: Path) -> StickFolder:
    stick.mkdir(exist_ok=True)
    return StickFolder(stick, NAME, lambda folder: True)


def fault(act: object, *values: object) -> StickFault:
    assert callable(act)
    with pytest.raises(StickError) as caught:
        act(*values)
    return caught.value.fault


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_one_gets_its_name_at_the_end(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    folder = begun(stick)
    data = os.urandom(700_000)
    folder.write("events-00001.sealed", data)
    assert names(stick) == [NAME + UNFINISHED]
    folder.finish()
    assert names(stick) == [NAME]
    assert (stick / NAME / "events-00001.sealed").read_bytes() == data


def test_what_is_thrown_away_leaves_nothing(tmp_path: Path) -> None:
    folder = begun(tmp_path / "stick")
    folder.write("a.sealed", b"x")
    folder.throw_away()
    assert names(tmp_path / "stick") == []
    folder.throw_away()


def test_pulled_in_the_middle(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    folder = begun(stick)
    folder.write("a.sealed", b"x")
    shutil.rmtree(stick)
    assert fault(folder.write, "b.sealed", b"y") is StickFault.PULLED
    folder.throw_away()
    folder = begun(stick)
    shutil.rmtree(stick)
    assert fault(folder.finish) is StickFault.PULLED


@pytest.mark.parametrize("name", [NAME, NAME + UNFINISHED])
@pytest.mark.parametrize("kind", ["folder", "link", "file"])
def test_nothing_that_lies_there_is_touched(
    tmp_path: Path, name: str, kind: str
) -> None:
    stick, away = tmp_path / "stick", tmp_path / "away"
    stick.mkdir()
    away.mkdir()
    if kind == "folder":
        (stick / name).mkdir()
    elif kind == "link":
        (stick / name).symlink_to(away)
    else:
        (stick / name).write_text("mine")
    assert fault(begun, stick) is StickFault.THERE
    assert names(away) == []


def test_a_name_that_comes_in_between_is_not_overwritten(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    folder = begun(stick)
    (stick / NAME).mkdir()
    assert fault(folder.finish) is StickFault.THERE


def test_a_link_in_place_of_a_file_leads_nowhere(tmp_path: Path) -> None:
    stick, away = tmp_path / "stick", tmp_path / "away"
    folder = begun(stick)
    away.write_text("mine")
    (stick / (NAME + UNFINISHED) / "a.sealed").symlink_to(away)
    assert fault(folder.write, "a.sealed", b"x") is StickFault.THERE
    assert away.read_text() == "mine"


def test_the_stick_itself_may_be_no_link_and_must_be_mounted(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "stick").symlink_to(tmp_path / "real")
    with pytest.raises(StickError) as caught:
        StickFolder(tmp_path / "stick", NAME, lambda folder: True)
    assert caught.value.fault is StickFault.NOT_A_STICK
    with pytest.raises(StickError) as caught:
        StickFolder(tmp_path / "real", NAME)
    assert caught.value.fault is StickFault.NOT_A_STICK
    assert is_mounted(Path("/proc"))


def test_a_stick_that_lies_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fake one takes every byte and keeps the first few."""
    folder = begun(tmp_path / "stick")

    def forgets(file: int, data: bytes) -> None:
        os.write(file, data[:4] + bytes(len(data) - 4))

    monkeypatch.setattr(stick_folder, "_write_all", forgets)
    assert fault(folder.write, "a.sealed", b"0123456789") is StickFault.CHANGED


def test_a_stick_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = begun(tmp_path / "stick")
    with open("/dev/full", "wb", buffering=0) as full:
        real = os.write
        monkeypatch.setattr(os, "write", lambda _, data: real(full.fileno(), data))
        assert fault(folder.write, "a.sealed", b"x" * 9) is StickFault.FULL
    monkeypatch.undo()
    folder.throw_away()
    assert names(tmp_path / "stick") == []


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, StickFault.FULL),
        (errno.EROFS, StickFault.READ_ONLY),
        (errno.EFBIG, StickFault.TOO_LONG),
        (errno.EIO, StickFault.PULLED),
        (errno.ENODEV, StickFault.PULLED),
        (errno.ELOOP, StickFault.NOT_A_STICK),
        (9999, StickFault.PULLED),
    ],
)
def test_what_an_error_means(number: int, fault: StickFault) -> None:
    assert fault_of(OSError(number, "x")) is fault
