"""Out of a hostile folder: only plain files, only as much as was signed, in pieces."""

import os
from pathlib import Path

import pytest

from kiosk.sync.release.release_copy import (
    MOST_NAMES,
    ReleaseCopy,
    newest_release,
    open_folder,
)
from kiosk.sync.release.release_file import ReleaseRefused, sign_release
from tests.sync.release.releases import ARCH, DATA, KEY, KEYS, lay, manifest


def found(stick: Path, floor: int = 0) -> str:
    """Return the version that would be taken, or why none is."""
    folder = open_folder(stick)
    try:
        return newest_release(folder, KEYS, ARCH, floor)[0].version
    except ReleaseRefused as refused:
        return str(refused.why)
    finally:
        os.close(folder)


def copied(stick: Path, target: Path, steps: int = 1000) -> str:
    """Copy so many blocks; return `whole`, `begun` or why not."""
    target.mkdir(exist_ok=True)
    folder = open_folder(stick)
    try:
        copy = ReleaseCopy(folder, manifest(), target)
    except ReleaseRefused as refused:
        return str(refused.why)
    finally:
        os.close(folder)
    try:
        for _ in range(steps):
            if copy.step():
                copy.name("whole.deb")
                return "whole"
    except ReleaseRefused as refused:
        return str(refused.why)
    finally:
        copy.close()
    return "begun"


def test_the_newest_is_taken(tmp_path: Path) -> None:
    lay(tmp_path)
    lay(tmp_path, version="0.10.0", serial=21)
    lay(tmp_path, version="0.9.0", serial=3)
    assert found(tmp_path) == "0.10.0"
    assert found(tmp_path, floor=21) == "older"


def test_a_strange_folder_is_looked_at_to_an_end(tmp_path: Path) -> None:
    assert found(tmp_path) == "missing"
    (tmp_path / "kiosk_1.0_amd64.release").symlink_to("/dev/zero")
    (tmp_path / "kiosk_1.1_amd64.release").mkdir()
    os.mkfifo(tmp_path / "kiosk_1.2_amd64.release")
    (tmp_path / "kiosk_1.3_amd64.release").write_bytes(b"x" * 100_000)
    (tmp_path / "..release").write_bytes(b"x")
    assert found(tmp_path) in ("missing", "unsigned")
    for number in range(MOST_NAMES // 10):
        (tmp_path / f"kiosk_9.{number}_amd64.release").write_bytes(b"")
    assert found(tmp_path) == "unsigned"


def test_a_signed_file_under_another_name_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "kiosk_7.0_amd64.release").write_bytes(sign_release(manifest(), KEY))
    assert found(tmp_path) == "missing"


def test_a_cut_copy_goes_on_where_it_was(tmp_path: Path) -> None:
    stick, here = tmp_path / "stick", tmp_path / "here"
    lay(stick)
    assert copied(stick, here, steps=2) == "begun"
    (part,) = here.glob("*.part")
    assert part.stat().st_size == 2 * 1024 * 1024
    assert copied(stick, here) == "whole"
    assert (here / "whole.deb").read_bytes() == DATA
    assert list(here.glob("*.part")) == []


def test_what_an_earlier_copy_left_wrong_is_begun_anew(tmp_path: Path) -> None:
    stick, here = tmp_path / "stick", tmp_path / "here"
    lay(stick)
    assert copied(stick, here, steps=1) == "begun"
    (part,) = here.glob("*.part")
    part.write_bytes(b"?" * 1000)
    assert copied(stick, here) == "changed"
    assert copied(stick, here) == "whole"
    assert (here / "whole.deb").read_bytes() == DATA


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (DATA[:-1], "cut"),
        (b"", "cut"),
        (DATA + b"x", "changed"),
        (b"x" + DATA[1:], "changed"),
    ],
)
def test_what_is_not_what_was_signed_is_not_kept(
    tmp_path: Path, data: bytes, why: str
) -> None:
    stick, here = tmp_path / "stick", tmp_path / "here"
    lay(stick, data)
    assert copied(stick, here) == why
    assert list(here.iterdir()) == []


def test_a_link_in_the_packages_place_is_not_followed(tmp_path: Path) -> None:
    stick, here = tmp_path / "stick", tmp_path / "here"
    file = stick / f"{lay(stick).file}.deb"
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert copied(stick, here) == "missing"


def test_more_than_there_is_room_for_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, here = tmp_path / "stick", tmp_path / "here"
    lay(stick)
    monkeypatch.setattr("kiosk.sync.release.release_part.ROOM", 2**60)
    assert copied(stick, here) == "no_room"


@pytest.mark.parametrize("link", ["kiosk", "update"])
def test_no_folder_on_the_way_is_a_link(tmp_path: Path, link: str) -> None:
    (tmp_path / "kiosk/update").mkdir(parents=True)
    folder = open_folder(tmp_path, "kiosk", "update")
    os.close(folder)
    place = tmp_path / "kiosk" / ("update" if link == "update" else "")
    place.rename(tmp_path / "moved")
    place.symlink_to(tmp_path / "moved")
    with pytest.raises(OSError, match=r"directory|symbolic"):
        open_folder(tmp_path, "kiosk", "update")
