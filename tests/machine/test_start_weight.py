"""Before the first picture nothing is loaded that it does not need."""

import subprocess
import sys

LATER = ("sqlite_utils", "serial", "smartcard", "kiosk.session.staff.desk")
FIRST = """
import sys
from kiosk.machine.shell import run
from kiosk.machine.window_thread import WindowThread
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_the_store_and_the_devices_come_after_the_first_picture() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST, *LATER],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == []
