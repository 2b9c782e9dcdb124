"""Runs pytest while its processes stand still again and again, as on a busy machine.

`script/test --stalled PYTEST'S ARGUMENTS`. What turns red here depends on how fast the
machine is: it waits for too short a time, or counts on who is first.
"""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

STANDS = 0.7
"""Seconds for which a process stands still."""
RUNS = (0.1, 0.5)
"""Seconds between two of them."""
OWN = ("python", "kiosk")
AT_ONCE = 3
"""Processes that stand still together."""


def main() -> int:
    """Run pytest with the arguments of the command line, and return its status."""
    patience = "--timeout=1200"
    tests = subprocess.Popen([sys.executable, "-m", "pytest", patience, *sys.argv[1:]])
    while tests.poll() is None:
        family = below(tests.pid)
        chosen = random.sample(family, min(AT_ONCE, len(family)))
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for each in chosen:
                with suppress(ProcessLookupError):
                    os.kill(each, number)
            pause = STANDS if number is signal.SIGSTOP else random.uniform(*RUNS)
            time.sleep(pause)
    return tests.returncode


def below(first: int) -> list[int]:
    """Return a process and what it started of this project, and what that did."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            name, _, rest = (folder / "stat").read_text().partition(") ")
            parents[int(folder.name)] = int(rest.split()[1])
            names[int(folder.name)] = name.partition("(")[2]
    family = {first}
    while more := {pid for pid, over in parents.items() if over in family} - family:
        family |= more
    return [pid for pid in sorted(family) if names.get(pid, "").startswith(OWN)]


if __name__ == "__main__":
    sys.exit(main())
