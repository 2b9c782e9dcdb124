"""Measures a running kiosk on a virtual screen: first frame, idle cost, memory.

`python -m bench.kiosk [SECONDS]` needs Xvfb and the demo's parts. Figures hold for the
machine it runs on; compare them only with figures of the same run.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kiosk.demo_walk import Walk
from kiosk.jsonlines import LineClient
from kiosk.resources import shipped_config

TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Start a screen and a kiosk, look at it while nobody is there, print figures."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        screen = start_screen()
        try:
            measure(folder, screen[1], seconds)
        finally:
            screen[0].terminate()
            screen[0].wait(10)


def start_screen() -> tuple[subprocess.Popen[bytes], str]:
    """Start Xvfb on a free display and return it with the display's name."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(write), "-nolisten", "tcp"),
            *("-screen", "0", "1080x1920x24"),
        ],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        return screen, f":{told.readline().strip()}"


def measure(folder: Path, display: str, seconds: float) -> None:
    """Run one kiosk on the display and print its figures."""
    text = shipped_config("demo.toml").read_text("utf-8")
    config = folder / "kiosk.toml"
    config.write_text(text.replace("var/kiosk", f"{folder}/state"), "utf-8")
    log = folder / "kiosk.log"
    with log.open("wb") as messages:
        kiosk = subprocess.Popen(
            [
                *(sys.executable, "-m", "kiosk", "run", "--config", str(config)),
                *("--control", str(folder / "control.sock")),
            ],
            env={**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
            stderr=messages,
        )
    try:
        walk = Walk(connect(folder / "control.sock"), folder)
        walk.until("attract")
        time.sleep(2)
        used, switched = cost(kiosk.pid)
        time.sleep(seconds)
        used_after, switched_after = cost(kiosk.pid)
        frame = re.search(r"first frame (\d+) ms", log.read_text("utf-8"))
        print(f"first frame          {frame.group(1) if frame else '?'} ms after exec")
        print(f"idle CPU             {100 * (used_after - used) / seconds:.2f} %")
        print(f"idle wake-ups        {(switched_after - switched) / seconds:.1f} /s")
        print(f"memory (PSS)         {pss(kiosk.pid):.0f} MiB")
        walk.line.close()
    finally:
        kiosk.terminate()
        kiosk.wait(20)


def connect(path: Path) -> LineClient:
    """Connect as soon as the socket is there."""
    end = time.monotonic() + 60
    while True:
        try:
            return LineClient(path)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def cost(pid: int) -> tuple[float, int]:
    """Return CPU seconds and voluntary context switches of all threads so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    switches = sum(
        int(line.split()[1])
        for task in Path(f"/proc/{pid}/task").iterdir()
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
    return (int(fields[11]) + int(fields[12])) / TICK, switches


def pss(pid: int) -> float:
    """Return the proportional set size in MiB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    assert found is not None
    return int(found.group(1)) / 1024


if __name__ == "__main__":
    main()
