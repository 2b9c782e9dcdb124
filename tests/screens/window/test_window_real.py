"""The window on a real X server: it opens, a real tap acts, and idle costs nothing."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.screens.window.pointer import GUARD
from kiosk.settings.programs import find_program, program

pytestmark = pytest.mark.real

PROGRAM = """
import sys, threading
from kiosk.settings.config import PanelSettings
from kiosk.screens.window.window import Window
from tests.screens.samples import SAMPLES

def say(*words):
    print(*words, flush=True)

window = Window(
    PanelSettings(video="x11"), 1.0,
    lambda serial, answer: say("answer", serial, answer),
    lambda: say("touch"), lambda: None,
    on_first_frame=lambda: say("frame"),
)
window.show(1, SAMPLES["home"])

def commands():
    for line in sys.stdin:
        word = line.strip()
        if word == "describe":
            for button in window.call(window.describe).result(5)["buttons"]:
                say("button", button["name"], *button["rect"])
            say("end")
        else:
            window.show(2, SAMPLES[word])
    window.stop()

threading.Thread(target=commands, daemon=True).start()
window.run()
"""
ROOT = Path(__file__).resolve().parents[3]
LIMIT = 90.0


@pytest.fixture
def display() -> Iterator[str]:
    """Return the name of a display on an X server of its own."""
    server_path = find_program("Xvfb")
    if server_path is None or find_program("xdotool") is None:
        pytest.fail("the tests marked `real` need the packages xvfb and xdotool")
    read, write = os.pipe()
    command = [server_path, "-displayfd", str(write), "-screen", "0", "1080x1920x24"]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(LIMIT)


@pytest.fixture
def window(display: str) -> Iterator[subprocess.Popen[str]]:
    """Return a running window program on that display."""
    environment = {**os.environ, "DISPLAY": display, "PYTHONPATH": str(ROOT)}
    environment.pop("SDL_VIDEODRIVER", None)
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=ROOT,
    )
    try:
        yield program
        assert program.stdin is not None
        program.stdin.close()
        assert program.wait(LIMIT) == 0
    finally:
        program.kill()
        program.wait()
        assert program.stdout is not None
        program.stdout.close()


def read_until(window: "subprocess.Popen[str]", word: str) -> list[list[str]]:
    """Return the program's lines up to the one that begins with a word."""
    assert window.stdout is not None
    lines = []
    for line in window.stdout:
        lines.append(line.split())
        if lines[-1][0] == word:
            return lines
    pytest.fail(f"the window ended before it said {word!r}")


def tell(window: "subprocess.Popen[str]", word: str) -> None:
    """Give the program a command."""
    assert window.stdin is not None
    window.stdin.write(word + "\n")
    window.stdin.flush()


def ticks(process: int) -> int:
    """Return the processor time of a process so far, in clock ticks."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def xdo(display: str, *words: object) -> None:
    """Move and press the X server's pointer."""
    subprocess.run(
        [program("xdotool"), *map(str, words)],
        env={**os.environ, "DISPLAY": display},
        check=True,
        timeout=LIMIT,
    )


def test_tap_answers_and_idle_sleeps(
    display: str, window: "subprocess.Popen[str]"
) -> None:
    read_until(window, "frame")
    tell(window, "describe")
    buttons = {w[1]: list(map(int, w[2:])) for w in read_until(window, "end")[:-1]}
    x, y, wide, high = buttons["service-statements"]
    time.sleep(2 * GUARD)  # a touch right after the page came up would not count
    xdo(display, "mousemove", x + wide // 2, y + high // 2, "click", 1)
    said = read_until(window, "answer")
    assert said[-2] == ["touch"]
    assert said[-1][:2] == ["answer", "1"]

    # A page from another thread wakes the loop out of its sleep.
    tell(window, "pin")
    tell(window, "describe")
    names = [words[1] for words in read_until(window, "end")[:-1]]
    assert "key-7" in names

    # Once the page is drawn, which takes a busy machine its time.
    end, share = time.monotonic() + LIMIT, 1.0
    while share >= 0.05:
        assert time.monotonic() < end, f"it never sleeps: {share}"
        before = ticks(window.pid)
        time.sleep(2.0)
        share = (ticks(window.pid) - before) / os.sysconf("SC_CLK_TCK") / 2.0
