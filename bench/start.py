"""Measures from exec to first frame: our program beside a browser and plain pygame.

`python -m bench.start [ROUNDS]` on one virtual screen, in turn, so that only ratios of
one run count. Chromium shows a page of the same colour and words; it is optional.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.finger import Screen, start_screen
from bench.peers import browser
from bench.peers.pages import SIZE
from bench.processes import cost, tree
from bench.verdict import BROWSER, OURS, Goal, first_ms, judged
from bench.watch import START, Program, running
from kiosk.machine.wiping import missing
from kiosk.settings.texts import load_texts

SPOT = (8, SIZE[1] // 2)
"""At the left rim: nothing but the page's ground is there."""
BARE, WINDOW = "pygame", "window"
GOALS = (
    Goal("first frame", first_ms, 0.40, BROWSER),
    Goal("first frame", first_ms, 1.4, BARE),
)
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>page</title>
<style>html {{ background: #{color:06x} }}</style><h1>{words}</h1>"""
SETTINGS = """[machine]
id = "BENCH-001"
region = "ningbo"
state = "{folder}/state"
[panel]
video = "x11"
"""


def main() -> int:
    """Measure and print; the exit status is 1 when a goal was missed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as name:
        server, display = start_screen()
        try:
            screen = Screen(display)
            programs = measure(Path(name), screen, display, rounds)
            screen.close()
        finally:
            server.terminate()
            server.wait(10)
    for program in programs:
        taken = " ".join(f"{1000 * seconds:.0f}" for seconds in program.first)
        work = 1000 * statistics.median(program.work)
        print(
            f"{program.name:10}{first_ms(program):6.0f} ms, CPU {work:.0f} ms: {taken}"
        )
    known = {program.name: program for program in programs}
    return 0 if all([judged(goal, known) for goal in GOALS]) else 1


def measure(folder: Path, screen: Screen, display: str, rounds: int) -> list[Program]:
    """Go round all programs that are there, in another order each time."""
    settings = folder / "kiosk.toml"
    settings.write_text(SETTINGS.format(folder=folder), "utf-8")
    # The service manager sets what wipes the memory; without it we would start twice.
    wiping = [f"{name}={value}" for name, value in missing({}).items()]
    run = ["-m", "kiosk", "run", "--config", str(settings)]
    ours = Program(OURS, ["env", *wiping, sys.executable, *run])
    color = ground(ours, screen, display)
    bare = Path(__file__).parent / "peers" / "bare.py"
    programs = [
        ours,
        Program(WINDOW, [sys.executable, "-m", "bench.peers.ours"]),
        Program(BARE, [sys.executable, str(bare), str(color)]),
    ]
    page = folder / "page.html"
    words = load_texts("zh-CN")("starting__title")
    page.write_text(PAGE.format(color=color, words=words), "utf-8")
    command = browser.command(page, folder / "profile", SIZE)
    if command:
        programs.append(Program(BROWSER, command))
    else:
        print("chromium is skipped: apt-get install chromium")
    for number in range(rounds + 1):
        for program in random.sample(programs, len(programs)):
            first_frame(program, screen, display, color)
            if number == 0:  # it warms up the disk, the profile and compiled modules
                program.first.clear()
                program.work.clear()
    return programs


def ground(program: Program, screen: Screen, display: str) -> int:
    """Return the colour that the rim of our page has."""
    with running(program.command, display):
        before = screen.pixel(SPOT)
        assert screen.wait(SPOT, lambda color: color != before, START, 0.02)
        time.sleep(3)
        color = screen.pixel(SPOT)
    screen.wait(SPOT, lambda seen: seen == before, 10, 0.02)
    return color


def first_frame(program: Program, screen: Screen, display: str, color: int) -> None:
    """Start a program, wait for its ground, and end it."""
    assert screen.pixel(SPOT) != color, "the program before is still seen"
    began = time.perf_counter()
    with running(program.command, display) as process:
        seen = screen.wait(SPOT, lambda now: now == color, START, 0.002)
        assert seen is not None, f"{program.name} never showed its page"
        program.first.append(seen - began)
        program.work.append(cost(tree(process.pid)).cpu)
        time.sleep(1)
    screen.wait(SPOT, lambda now: now != color, 10, 0.02)
    time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
