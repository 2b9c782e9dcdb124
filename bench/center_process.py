"""A center in a process of its own: `python -m bench.center_process FOLDER [URL]`.

It prints its port and serves until it is terminated.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.center.server.serve import serve
from kiosk.machine.demo.demo_center import DemoKeys


@contextmanager
def center(folder: Path, url: str | None = None) -> Iterator[tuple[int, int]]:
    """Run one, and give its port and the number of its process."""
    command = [sys.executable, "-m", "bench.center_process", str(folder)]
    process = subprocess.Popen(
        [*command, *([url] if url else [])], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), process.pid
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    sys.exit(
        serve(
            Path(sys.argv[1]),
            ready=lambda port: print(port, flush=True),
            keys=DemoKeys(),
            database=sys.argv[2] if len(sys.argv) > 2 else None,
        )
    )
