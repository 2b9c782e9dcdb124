"""What the machine can do to the file: a killed process, a full disk."""

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.settings.programs import program
from kiosk.settings.state.store_errors import StoreFull
from tests.sync.samples import filled, journal_in

ROOT = Path(__file__).resolve().parents[3]

APPENDER = """
import sys
from pathlib import Path
from tests.sync.samples import journal_in, numbered
journal = journal_in(Path(sys.argv[1]))
number = journal.numbers().last_seq
while True:
    journal.append(numbered(number, "x" * 300))
    number += 1
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""

FILLER = """
import resource, signal, sys
from pathlib import Path
from kiosk.settings.state.store import StoreError
from tests.sync.samples import journal_in, numbered
journal = journal_in(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
number = 0
try:
    while True:
        journal.append(numbered(number, "x" * 2000))
        number += 1
except StoreError as error:
    print(number, type(error).__name__)
"""


def run(script: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_no_acknowledged_event_is_lost_by_a_kill(tmp_path: Path) -> None:
    acked = 0
    for kill_after in (1, 40, 3, 75, 20):
        process = run(APPENDER, tmp_path)
        assert process.stdout is not None
        for _ in range(kill_after):
            acked = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines()
        process.wait(60)
        process.stdout.close()
        # A killed writer may leave half a line; only whole ones are promises.
        acked = max([acked, *(int(line) for line in rest[:-1])])
    journal = journal_in(tmp_path)
    entries = journal.entries()
    assert len(entries) >= acked >= 139
    assert [e.payload["job"] for e in entries] == list(range(len(entries)))
    assert journal.verify().ok
    journal.store.close()


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Mount one megabyte of memory, where this process may; else give None."""
    done = subprocess.run(
        [
            program("mount"),
            "-t",
            "tmpfs",
            "-o",
            "size=1m",
            "tmpfs",
            str(folder),
        ],
        check=False,
        capture_output=True,
    )
    if done.returncode != 0:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run([program("umount"), "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """On a small tmpfs as root; otherwise a limit on the file size stands in."""
    with small_disk(tmp_path) as folder:
        if folder is None:
            full_by_limit(tmp_path)
        else:
            full_by_size(folder)


def full_by_size(folder: Path) -> None:
    journal = journal_in(folder)
    written = 0
    with pytest.raises(StoreFull):
        while True:
            filled(journal, 1, start=written)
            written += 1
    assert written > 20
    assert journal.numbers().last_seq == written
    assert journal.verify().ok
    journal.store.close()
    again = journal_in(folder)
    assert again.numbers().last_seq == written
    assert again.verify().events == written
    again.store.close()


def full_by_limit(folder: Path) -> None:
    process = run(FILLER, folder)
    out, _ = process.communicate(timeout=60)
    written, kind = out.split()
    assert int(written) > 5
    assert kind in ("StoreFull", "StoreUnsure")
    journal = journal_in(folder)
    assert journal.numbers().last_seq == int(written)
    assert journal.verify().ok
    journal.store.close()


def test_a_size_limit_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """The other kind of full: a quota, which SQLite reports as an I/O error."""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    full_by_limit(tmp_path)
    assert os.path.getsize(tmp_path / "kiosk.sqlite") <= 400_000
