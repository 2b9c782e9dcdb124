"""What is no plain file is not waited for, and no more is read than was allowed."""

import os
from pathlib import Path

import pytest

from kiosk.settings.state.bounded_file import read_bounded


def test_a_plain_file_is_read_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 10)
    assert read_bounded(path, 10) == b"x" * 10
    assert read_bounded(path, 4) == b"x" * 4


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "none"])
def test_nothing_else_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "file"
    (tmp_path / "other").write_bytes(b"x")
    if kind == "link":
        path.symlink_to(tmp_path / "other")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(OSError, match=r"."):
        read_bounded(path, 10)
