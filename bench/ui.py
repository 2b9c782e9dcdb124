"""Measures our window beside a browser, Qt and pygame_gui: `python -m bench.ui`.

The same two pages on one virtual screen, in turn, so that only ratios of one run count.
The others are optional; a notice says how to get them. No figure is kept.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

from bench.finger import Screen, start_screen
from bench.peers import browser
from bench.peers.pages import SIZE
from bench.verdict import BROWSER, OURS, QT, report
from bench.watch import NeverShown, Program, ask, learn, round_of, running

HERE = Path(__file__).parent / "peers"
PACKAGES = ("PySide6-Essentials==6.12.0", "pygame_gui==0.6.14")
OURS_COMMAND = [sys.executable, "-m", "bench.peers.ours"]


def main() -> int:
    """Measure and print; the exit status is 1 when a goal was missed."""
    wanted = arguments()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        folder = Path(name)
        python = wanted.peers
        if wanted.install_peers:
            python = install(folder / "peers")
        server, display = start_screen()
        try:
            screen = Screen(display)
            within, programs = measure(folder, screen, display, python, wanted)
            screen.close()
        finally:
            server.terminate()
            server.wait(10)
    return 0 if report(programs, within) else 1


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.ui", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each idle look")
    parser.add_argument("--peers", type=Path, help="a Python that has the packages")
    parser.add_argument(
        "--install-peers",
        action="store_true",
        help=f"install {' and '.join(PACKAGES)} into a folder that is deleted again",
    )
    return parser.parse_args()


def install(folder: Path) -> Path:
    """Make an environment with the others' packages and return its Python."""
    print(f"installing {', '.join(PACKAGES)}", flush=True)
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def measure(
    folder: Path,
    screen: Screen,
    display: str,
    python: Path | None,
    wanted: argparse.Namespace,
) -> tuple[dict[str, float], list[Program]]:
    """Go round all programs that are there, in another order each time."""
    pages, scene = learn(OURS_COMMAND, screen, display)
    with running(OURS_COMMAND, display) as process:
        ask(process, "describe")  # by then the window is open
        time.sleep(1)
        within = ask(process, "inside")
    programs = [Program(OURS, OURS_COMMAND), *others(folder, pages, python)]
    for number in range(wanted.rounds):
        for program in random.sample(programs, len(programs)):
            print(f"round {number + 1}: {program.name}", flush=True)
            try:
                round_of(program, scene, wanted.seconds)
            except NeverShown:
                if program.name == OURS:
                    raise
                print(f"{program.name} is left out: it does not start here")
                programs.remove(program)
    return within, programs


def others(folder: Path, pages: dict[str, Any], python: Path | None) -> list[Program]:
    """Return the other programs that can be started here; say which cannot."""
    found = []
    page, data = folder / "pages.html", folder / "pages.json"
    browser.write_html(page, pages)
    data.write_text(json.dumps(pages), "utf-8")
    command = browser.command(page, folder / "profile", SIZE)
    if command:
        found.append(Program(BROWSER, command))
    else:
        print("chromium is skipped: apt-get install chromium")
    for name, module in ((QT, "PySide6.QtWidgets"), ("pygamegui", "pygame_gui")):
        if python is not None and has(python, module):
            found.append(
                Program(name, [str(python), str(HERE / f"{name}.py"), str(data)])
            )
        else:
            print(f"{name} is skipped: --install-peers brings it (see --help)")
    return found


def has(python: Path, module: str) -> bool:
    """Tell whether another Python can import something."""
    test = subprocess.run([python, "-c", f"import {module}"], capture_output=True)
    return test.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
