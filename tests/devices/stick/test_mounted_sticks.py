"""Which mounted things are sticks, whatever they are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.stick.mounted_sticks import MOST_LETTERS, label_of, mounted_sticks


def blocks(tmp_path: Path) -> Path:
    """Return a kernel's folder: a USB stick, an inner disk, and a card in a slot."""
    usb = tmp_path / "devices" / "pci0" / "usb1" / "1-1" / "block" / "sdb" / "sdb1"
    inner = tmp_path / "devices" / "pci0" / "ata1" / "block" / "sda" / "sda1"
    slot = tmp_path / "devices" / "pci0" / "mmc0" / "block" / "mmcblk0" / "mmcblk0p1"
    names = tmp_path / "class"
    names.mkdir()
    for place, removable in ((usb, "0"), (inner, "0"), (slot, "1")):
        place.mkdir(parents=True)
        (place / "partition").write_text("1")
        (place.parent / "removable").write_text(removable)
        (names / place.name).symlink_to(place)
    return names


@pytest.mark.parametrize(
    ("device", "folder", "found"),
    [
        ("/dev/sdb1", "media/stick", True),
        ("/dev/mmcblk0p1", "media/stick", True),
        ("/dev/sda1", "media/stick", False),
        ("/dev/sdz9", "media/stick", False),
        ("/dev/../sdb1", "media/stick", False),
        ("tmpfs", "media/stick", False),
        ("/dev/sdb1", "root", False),
        ("/dev/sdb1", "media/../root", False),
        ("/dev/sdb1", "media", False),
    ],
)
def test_only_what_hangs_on_usb_below_the_right_folders(
    tmp_path: Path, device: str, folder: str, found: bool
) -> None:
    for made in ("media/stick", "root"):
        (tmp_path / made).mkdir(parents=True, exist_ok=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(f"{device} {tmp_path}/{folder} vfat rw,nosuid 0 0\n")
    seen = mounted_sticks(mounts, blocks(tmp_path), (tmp_path / "media",))
    assert [stick.label for stick in seen] == (["stick"] if found else [])
    assert all(stick.writable and stick.free > 0 for stick in seen)


@pytest.mark.parametrize(
    ("name", "listed", "label"),
    [
        ("my stick", "my\\040stick", "my stick"),
        ("two\nlines", "two\\012lines", "twolines"),
        ("\x1b[2Jred", "\x1b[2Jred", "[2Jred"),
        ("x" * 200, "x" * 200, "x" * (MOST_LETTERS - 1) + "…"),
        ("\u202ekcits", "\u202ekcits", "kcits"),
    ],
)
def test_hostile_names(tmp_path: Path, name: str, listed: str, label: str) -> None:
    (tmp_path / "media" / name).mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "rubbish\n\n/dev/sdb1\n"
        f"/dev/sdb1 {tmp_path}/media/{listed} vf\x1bat ro,nosuid 0 0\n"
    )
    (stick,) = mounted_sticks(mounts, blocks(tmp_path), (tmp_path / "media",))
    assert (stick.label, stick.kind, stick.writable) == (label, "vfat", False)
    assert stick.folder == tmp_path / "media" / name


def test_no_list_and_no_bytes_that_break_it(tmp_path: Path) -> None:
    assert mounted_sticks(tmp_path / "nowhere", tmp_path) == ()
    (tmp_path / "mounts").write_bytes(b"/dev/sdb1 /media/\xff\xfe vfat rw 0 0\n\x00\n")
    assert mounted_sticks(tmp_path / "mounts", tmp_path) == ()


@given(st.text(max_size=300))
def test_a_label_can_always_be_shown(name: str) -> None:
    label = label_of(name)
    assert len(label) <= MOST_LETTERS
    assert label.encode("utf-8") is not None
    assert not set(label) & set("\n\r\x1b\u202e")
