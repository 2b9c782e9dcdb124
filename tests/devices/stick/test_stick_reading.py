"""A stick's file is read by its name, and nothing that lies there can hurt."""

import os
from pathlib import Path

import pytest

from kiosk.devices.stick.stick_reading import ReadFault, StickUnread, read_named

NAME, MOST = "kiosk-setup.toml", 64


def link(stick: Path, secret: Path) -> None:
    (stick / NAME).symlink_to(secret)


def pipe(stick: Path, secret: Path) -> None:
    os.mkfifo(stick / NAME)


def folder(stick: Path, secret: Path) -> None:
    (stick / NAME).mkdir()


def endless(stick: Path, secret: Path) -> None:
    with (stick / NAME).open("wb") as file:
        file.truncate(2**30)


def just_too_big(stick: Path, secret: Path) -> None:
    (stick / NAME).write_bytes(b"x" * (MOST + 1))


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (link, ReadFault.ODD),
        (pipe, ReadFault.ODD),
        (folder, ReadFault.ODD),
        (endless, ReadFault.BIG),
        (just_too_big, ReadFault.BIG),
    ],
)
def test_only_a_plain_file_of_the_expected_size_is_read(
    made: object, fault: ReadFault, tmp_path: Path
) -> None:
    stick, secret = tmp_path / "stick", tmp_path / "secret"
    stick.mkdir()
    secret.write_text("of the machine")
    assert callable(made)
    made(stick, secret)
    with pytest.raises(StickUnread) as caught:
        read_named(stick, NAME, MOST)
    assert caught.value.fault is fault


def test_a_folder_that_is_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.toml").write_text("of the machine")
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "regions").symlink_to(tmp_path / "own")
    with pytest.raises(StickUnread) as caught:
        read_named(stick, "a.toml", MOST, "regions")
    assert caught.value.fault is ReadFault.ODD


def test_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    assert read_named(tmp_path, NAME, MOST) is None
    assert read_named(tmp_path, NAME, MOST, "regions") is None
    assert read_named(tmp_path / "pulled", NAME, MOST) is None


def test_a_plain_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "regions").mkdir()
    (tmp_path / "regions" / "a.toml").write_bytes(b"y" * MOST)
    assert read_named(tmp_path, "a.toml", MOST, "regions") == b"y" * MOST
