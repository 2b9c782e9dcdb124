"""What was done to the files of a program, and what a power cut may have left of it.

`disk.c` is preloaded and writes every change down. What was not synced when the power
went may be there, or not, or in part: whole writes of it, or single sectors.
"""

import ctypes
import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SECTOR = 512
LEFT = ("nothing", "everything", "some", "torn")
"""What may be left of what was not synced."""
_HEAD = struct.Struct("<cIQq")


class Change(NamedTuple):
    """One line of the log."""

    op: str
    """`w`rite, `c`ut to a length, `o`pen, `t`runcate, `u`nlink, `s`ync, `n`ote."""
    path: str
    data: bytes
    offset: int


@cache
def library() -> Path:
    """Return what is preloaded, built once for this process."""
    built = Path(mkdtemp(prefix="kiosk-disk-")) / "disk.so"
    source = Path(__file__).with_name("disk.c")
    how = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", str(built)]
    subprocess.run([*how, str(source), "-ldl"], check=True)
    return built


def run_watched(
    module: str, arguments: Sequence[str], files: Path, log: Path | None, **more: str
) -> str:
    """Run a module of the tests on the watched disk and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "LD_PRELOAD": str(library()),
            "KIOSK_DISK_FILES": str(files),
            "KIOSK_DISK_LOG": str(log or ""),
            "PYTHONHASHSEED": "0",
            **more,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def note(word: str) -> None:
    """Put a word among the changes; only on the watched disk."""
    ctypes.CDLL(None).disk_note(word.encode())


def changes(log: Path) -> list[Change]:
    """Return all that was written down, in order."""
    data, at, found = log.read_bytes(), 0, []
    while at < len(data):
        op, path_length, length, offset = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        path = data[at : at + path_length].decode()
        at += path_length
        found.append(Change(op.decode(), path, data[at : at + length], offset))
        at += length
    return found


class Files:
    """The files as they surely are, and what was done to them since the last sync."""

    def __init__(self) -> None:
        self.sure: dict[str, bytearray] = {}
        self.unsynced: list[Change] = []

    def do(self, change: Change) -> None:
        """Take one change in."""
        if change.op == "o":
            self.sure.setdefault(change.path, bytearray())
        elif change.op == "s":
            # With any sync a file system with a journal writes down which names there
            # are, in order; only what is in the other files may come later.
            named = [c for c in self.unsynced if c.path == change.path or c.op == "u"]
            for earlier in named:
                _apply(self.sure, earlier)
            self.unsynced = [c for c in self.unsynced if c not in named]
        elif change.op != "n":
            self.unsynced.append(change)

    def image(self, left: str, random: Random) -> dict[str, bytes]:
        """Return the files as a power cut now may leave them."""
        files = {path: bytearray(data) for path, data in self.sure.items()}
        for change in self.unsynced:
            for part in _parts(change, left, random):
                _apply(files, part)
        return {path: bytes(data) for path, data in files.items()}


def _parts(change: Change, left: str, random: Random) -> Iterator[Change]:
    """Give what is left of one change."""
    if left == "nothing" or (left in ("some", "torn") and random.random() < 0.5):
        return
    if left != "torn" or change.op != "w":
        yield change
        return
    for at in range(0, len(change.data), SECTOR):
        if random.random() < 0.5:
            data = change.data[at : at + SECTOR]
            yield Change("w", change.path, data, change.offset + at)


def _apply(files: dict[str, bytearray], change: Change) -> None:
    if change.op == "u":
        files.pop(change.path, None)
        return
    file = files.setdefault(change.path, bytearray())
    if change.op == "t":
        del file[:]
    elif change.op == "c":
        _lengthen(file, change.offset)
        del file[change.offset :]
    elif change.op == "w":
        _lengthen(file, change.offset)
        file[change.offset : change.offset + len(change.data)] = change.data


def _lengthen(file: bytearray, length: int) -> None:
    file.extend(bytes(max(0, length - len(file))))


def power_cuts(
    done: Sequence[Change], count: int, random: Random
) -> Iterator[tuple[list[str], dict[str, bytes]]]:
    """Give images of the files after a cut, with the words that were noted before it.

    The cuts are spread over all that was done; the ways in which something may be left
    take turns.
    """
    begun = next(at for at, change in enumerate(done) if change.op == "n")
    cuts = sorted(random.randrange(begun + 1, len(done)) for _ in range(count))
    files, words, at = Files(), [], 0
    for number, cut in enumerate(cuts):
        for change in done[at:cut]:
            files.do(change)
            if change.op == "n":
                words.append(change.path)
        at = cut
        yield words, files.image(LEFT[number % len(LEFT)], random)
