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

from bench.finger import start_screen
from bench.processes import cost, pss
from kiosk.devices.virtual.jsonlines import LineClient
from kiosk.machine.demo.scripted_person import Walk
from kiosk.settings.shipped import shipped_config


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
        before = cost([kiosk.pid])
        time.sleep(seconds)
        after = cost([kiosk.pid])
        frame = re.search(r"first frame (\d+) ms", log.read_text("utf-8"))
        print(f"first frame          {frame.group(1) if frame else '?'} ms after exec")
        cpu = 100 * (after.cpu - before.cpu) / seconds
        wakeups = (after.wakeups - before.wakeups) / seconds
        print(f"idle CPU             {cpu:.2f} %")
        print(f"idle wake-ups        {wakeups:.1f} /s")
        print(f"memory (PSS)         {pss([kiosk.pid]):.0f} MiB")
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


if __name__ == "__main__":
    main()
