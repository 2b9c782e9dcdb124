"""Lines that are cut in mid-answer, lose connections or are slow: all of it, once."""

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.settings.programs import program

ROOT = Path(__file__).resolve().parents[2]


def tries(folder: Path, how: str, events: int, *before: str) -> int:
    """Let a kiosk live on such a line and return how often it had to try."""
    command = [*before, sys.executable, "-m", "tests.faults.bad_line"]
    done = subprocess.run(
        [*command, str(folder), how, str(events)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout.splitlines()[-1])


def test_a_line_that_is_cut_in_mid_answer_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    assert tries(tmp_path, "cut", 60) > 60 // 7 + 2, "it was not cut"


def test_a_line_that_loses_connections_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    assert tries(tmp_path, "lost", 40) > 0


@pytest.mark.long
def test_a_slow_line_that_loses_connections(tmp_path: Path) -> None:
    """In a network of its own, which needs no root."""
    assert tries(tmp_path, "slow", 300, program("unshare"), "-rn") > 0
