"""SIGKILL at random points of the visit: every accepted event arrives exactly once.

The visitor keeps an own tally of what the screen claimed; a page that was seen is a
promise, and the center must know of it in the end.
"""

import random
import threading
from collections import Counter
from pathlib import Path

import pytest

from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.machine.demo.scripted_person import Unexpected, Walk
from tests.rig import Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.slow]

PERSON = "wang-xiulan"
KILLS = 50
SEED = 20241231


def visit(stage: Stage, walk: Walk, promised: Counter[str]) -> None:
    """Go through one visit and note each promise the screen made."""
    walk.until("attract")
    stage.ask(do="card", insert=PERSON)
    walk.until("pin")
    promised["visit.begin"] += 1
    walk.type_pin(pin_of(PERSON))
    walk.until("home")
    promised["pin.ok"] += 1
    walk.choose("contributions", "pension")
    walk.until("contributions")
    promised["query.contributions"] += 1
    walk.print_paper()
    promised["print.done"] += 1
    walk.tap("ok")
    walk.until("contributions")
    walk.tap("finish")
    walk.until("take_card")
    promised["visit.end"] += 1


def killed_visit(
    kiosk: Kiosk, stage: Stage, after: float, promised: Counter[str]
) -> None:
    """Start, begin a visit, and kill the program that many seconds later."""
    stage.reset()
    walk = kiosk.start()
    killer = threading.Timer(after, kiosk.kill)
    killer.start()
    try:
        visit(stage, walk, promised)
    except (ConnectionError, Unexpected, OSError, ValueError):
        pass  # killed in the middle of an answer: that is the point
    finally:
        killer.join()


def test_fifty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "stage", "KILL-001")
    (tmp_path / "kiosk").mkdir()
    kiosk = Kiosk(tmp_path / "kiosk", stage, kiosk_id="KILL-001")
    chance = random.Random(SEED)
    promised: Counter[str] = Counter()
    try:
        kiosk.enrol(stage.ready["code"])
        for _ in range(KILLS):
            killed_visit(kiosk, stage, chance.uniform(0.05, 2.5), promised)
        stage.reset()
        walk = kiosk.start()
        walk.until("attract")
        wait_for(
            lambda: walk.ask(do="status")["journal"]["waiting"] == 0,
            "the journal was not uploaded",
            60,
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
    assert promised["visit.begin"] > 10, "most kills hit a visit that had begun"
    assert kinds["kiosk.start"] >= KILLS
