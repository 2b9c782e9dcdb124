"""The disk fails, or the program is killed, at any call of any step: nothing is a lie.

What the disk does not take is not said to be taken; what was said to be taken is there
after the next start, once, and reaches the center.
"""

import json
from pathlib import Path

from tests.effort import EFFORT
from tests.faults.watched_disk import run_watched


def test_what_was_said_on_a_failing_disk_is_true(tmp_path: Path) -> None:
    files = tmp_path / "case" / "kiosk.sqlite"
    arguments = [str(tmp_path), str(EFFORT.store_faults)]
    lines = run_watched("tests.faults.failing_kiosk", arguments, files, None)
    *wrong, tried = lines.splitlines()
    assert wrong == []
    counted = json.loads(tried)
    assert set(counted) == {"taken", "not taken", "unsure", "killed"}
    assert sum(counted.values()) > 100, counted
