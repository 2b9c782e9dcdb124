"""Looks at a program on a display from outside: starts it, touches it, reads pixels.

All programs are treated alike; what the figures are worth is `verdict`'s.
"""

import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.finger import Screen, Spot
from bench.peers.pages import KEYS, OTHER, SIZE, inside, rect_of, specification
from bench.processes import cost, pss, tree

TAPS, SWITCHES = 12, 3
"""In each round and with each program; a switch is there and back."""
START, SEEN = 60.0, 3.0
"""Seconds a program gets to its first frame, and a pixel to change."""
PAUSE = 0.7
"""Between switches: right after one our window takes touches for the page before."""


@dataclass
class Program:
    """One of the programs and what was measured of it, in seconds and MiB."""

    name: str
    command: list[str]
    first: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """Seconds on a CPU until then: hardly moved by what else the machine does."""
    taps: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    wakeups: list[float] = field(default_factory=list)
    missed: int = 0


@dataclass(frozen=True)
class Scene:
    """The display, and where on it to touch and to look."""

    screen: Screen
    display: str
    key: Spot
    delete: Spot
    other: dict[str, Spot]
    color: int


class NeverShown(Exception):
    """A program ended, or its key was not seen in time."""


@contextmanager
def running(command: list[str], display: str) -> Iterator["subprocess.Popen[str]"]:
    """Run a program on the display and end it; say its last words if it fails."""
    environment = {**os.environ, "DISPLAY": display, "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    environment.pop("SDL_VIDEODRIVER", None)
    # An installed kiosk is compiled; the first start here leaves it so as well.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile("w+") as words:
        program = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
        try:
            yield program
        except BaseException:
            words.seek(0)
            print(words.read()[-2000:])
            raise
        finally:
            program.terminate()
            program.communicate(timeout=30)


def ask(program: "subprocess.Popen[str]", word: str) -> Any:
    """Ask our own program something."""
    assert program.stdin is not None
    assert program.stdout is not None
    print(word, file=program.stdin, flush=True)
    answer = program.stdout.readline()
    if not answer:
        raise SystemExit(f"our own program ended instead of an answer to {word!r}")
    return json.loads(answer)


def learn(
    ours: list[str], screen: Screen, display: str
) -> tuple[dict[str, Any], Scene]:
    """Look at our pages once: what the others draw, and where to touch."""
    described, other = {}, {}
    with running(ours, display) as program:
        for name in OTHER:
            described[name] = ask(program, "describe")
            other[name] = inside(rect_of(described[name], OTHER[name]))
            ask(program, "other")
        spots = [inside(rect_of(described["pin"], key)) for key in KEYS]
        colors = {"ground": settled(program, screen, (8, SIZE[1] - 8))}
        ask(program, "other")
        table = [settled(program, screen, spot) for spot in spots]
        ask(program, "other")
        colors["key"] = settled(program, screen, spots[0])
        # The key whose place tells the two pages apart.
        key = next(s for s, c in zip(spots, table, strict=True) if c != colors["key"])
        screen.move(key)
        screen.button(True)
        colors["pressed"] = settled(program, screen, key)
        screen.button(False)
    assert colors["pressed"] != colors["key"], "a pressed key looks like any other"
    delete = inside(rect_of(described["pin"], "key-delete"))
    scene = Scene(screen, display, key, delete, other, colors["key"])
    return specification(described, {**colors, "ink": 0x112233}), scene


def settled(program: "subprocess.Popen[str]", screen: Screen, spot: Spot) -> int:
    """Return a pixel after everything was painted."""
    ask(program, "describe")
    time.sleep(0.5)
    return screen.pixel(spot)


def round_of(program: Program, scene: Scene, seconds: float) -> None:
    """Start a program, look at all of it once, and end it."""
    screen = scene.screen
    assert screen.pixel(scene.key) != scene.color, "the program before is still seen"
    began = time.perf_counter()
    with running(program.command, scene.display) as process:

        def there(color: int) -> bool:
            return color == scene.color or process.poll() is not None

        seen = screen.wait(scene.key, there, START, 0.004)
        if seen is None or process.poll() is not None:
            raise NeverShown(program.name)
        program.first.append(seen - began)
        program.work.append(cost(tree(process.pid)).cpu)
        time.sleep(2)
        for turn in range(TAPS):
            tap(program, screen, (scene.key, scene.delete)[turn % 2])
        for _ in range(SWITCHES):
            switch(program, scene, "pin")
            switch(program, scene, "table")
        program.memory.append(pss(tree(process.pid)))
        time.sleep(2)
        before = cost(tree(process.pid))
        time.sleep(seconds)
        after = cost(tree(process.pid))
        program.idle.append((after.cpu - before.cpu) / seconds)
        program.wakeups.append((after.wakeups - before.wakeups) / seconds)
    screen.wait(scene.key, lambda c: c != scene.color, SEEN, 0.05)


def tap(program: Program, screen: Screen, spot: Spot) -> None:
    """Press a key and wait until it looks pressed; lift it again."""
    screen.move(spot)
    time.sleep(random.uniform(0.15, 0.25))
    before = screen.pixel(spot)
    began = time.perf_counter()
    screen.button(True)
    seen = screen.wait(spot, lambda c: c != before, SEEN)
    screen.button(False)
    if seen is None:
        program.missed += 1
    else:
        program.taps.append(seen - began)


def switch(program: Program, scene: Scene, page: str) -> None:
    """Touch what leads to the other page and wait until the key is gone or back."""
    screen = scene.screen
    screen.move(scene.other[page])
    time.sleep(PAUSE)
    before = screen.pixel(scene.key)
    screen.button(True)
    time.sleep(0.1)
    began = time.perf_counter()
    screen.button(False)
    seen = screen.wait(scene.key, lambda c: c != before, SEEN)
    if seen is None:
        program.missed += 1
    else:
        program.switches.append(seen - began)
