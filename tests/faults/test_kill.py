"""SIGKILL at random points of the visit: every accepted event arrives exactly once.

The visitor keeps an own tally of what the screen claimed; a page that was seen is a
promise, and the center must know of it in the end. When the program is killed counts
from a step of the visit: a busy machine moves no kill to where nothing was begun.
"""

import random
import threading
from collections import Counter
from pathlib import Path

import pytest

from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.machine.demo.scripted_person import Unexpected, Walk
from tests.effort import EFFORT
from tests.rig import Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.slow]

PERSON = "wang-xiulan"
KILLS = EFFORT.kills
SEED = 20241231
STEPS = ("start", "attract", "pin", "home", "contributions", "print", "take_card")
"""From which a kill is timed, by turns."""
LATEST = 0.6
"""Seconds after its step that the last kills come: some steps further."""


class Killer:
    """Kills a kiosk some seconds after a step of the visit."""

    def __init__(self, kiosk: Kiosk, step: str, after: float) -> None:
        self._step, self._timer = step, threading.Timer(after, kiosk.kill)

    def seen(self, step: str) -> None:
        """Begin to count when it is the step."""
        if step == self._step:
            self._timer.start()

    def join(self) -> None:
        """Wait for the kill, which comes also when the visit went wrong before it."""
        if self._timer.ident is None:
            self._timer.start()
        self._timer.join()


def visit(stage: Stage, walk: Walk, killer: Killer, promised: Counter[str]) -> None:
    """Go through one visit and note each promise the screen made."""
    walk.until("attract")
    killer.seen("attract")
    stage.ask(do="card", insert=PERSON)
    walk.until("pin")
    promised["visit.begin"] += 1
    killer.seen("pin")
    walk.type_pin(pin_of(PERSON))
    walk.until("home")
    promised["pin.ok"] += 1
    killer.seen("home")
    walk.choose("contributions", "pension")
    walk.until("contributions")
    promised["query.contributions"] += 1
    killer.seen("contributions")
    walk.print_paper()
    promised["print.done"] += 1
    killer.seen("print")
    walk.tap("ok")
    walk.until("contributions")
    walk.tap("finish")
    walk.until("take_card")
    promised["visit.end"] += 1
    killer.seen("take_card")


def killed_visit(
    kiosk: Kiosk, stage: Stage, step: str, after: float, promised: Counter[str]
) -> None:
    """Start, begin a visit, and kill the program that many seconds after a step."""
    stage.reset()
    walk = kiosk.start()
    killer = Killer(kiosk, step, after)
    killer.seen("start")
    try:
        visit(stage, walk, killer, promised)
    except (ConnectionError, Unexpected, OSError, ValueError):
        pass  # killed in the middle of an answer: that is the point
    finally:
        killer.join()


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "stage", "KILL-001")
    (tmp_path / "kiosk").mkdir()
    kiosk = Kiosk(tmp_path / "kiosk", stage, kiosk_id="KILL-001")
    chance = random.Random(SEED)
    promised: Counter[str] = Counter()
    try:
        kiosk.enrol(stage.ready["code"])
        for number in range(KILLS):
            step, after = STEPS[number % len(STEPS)], chance.uniform(0.0, LATEST)
            killed_visit(kiosk, stage, step, after, promised)
        stage.reset()
        walk = kiosk.start()
        walk.until("attract")
        wait_for(
            lambda: walk.ask(do="status")["journal"]["waiting"] == 0,
            "the journal was not uploaded",
        )
        assert kiosk.stop() == 0
        check(kiosk, tmp_path / "stage" / "center", promised)
    finally:
        stage.close()


def check(kiosk: Kiosk, center: Path, promised: Counter[str]) -> None:
    """Compare three lists: promises, the kiosk's journal, the center's store."""
    assert kiosk.command("journal", "verify").returncode == 0
    listed = kiosk.command("journal", "list", "--last", "1000000").stdout.split("\n")
    own = [tuple(line.split()[i] for i in (0, 4)) for line in listed if line]
    stored = stored_events(center)
    theirs = [(f"{event.epoch}:{event.seq}", event.kind) for event in stored]
    assert theirs == own, "the center has what the kiosk has, once and in order"
    assert len({event.id for event in stored}) == len(stored)
    assert verify_stored(center).ok
    kinds = Counter(event.kind for event in stored)
    for kind, count in promised.items():
        assert kinds[kind] >= count, (kind, count, kinds)
    begun = len(STEPS) - STEPS.index("pin")
    assert promised["visit.begin"] >= KILLS // len(STEPS) * begun, (
        "as most kills wait for"
    )
    assert kinds["kiosk.start"] >= KILLS
