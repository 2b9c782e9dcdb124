"""The desk of the center and a whole kiosk: orders by the shell, a notice, a crash."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from kiosk.machine.demo.scripted_person import Walk
from tests.rig import KIOSK, Kiosk, Stage, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

MACHINE = "TEST-001"
SOON = 10.0


def center(stage: Stage, *words: str) -> str:
    """Run a command of the center's operator."""
    folder = str(stage.folder / "center")
    done = subprocess.run(
        [*KIOSK, "center", *words, "--folder", folder],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "KIOSK_LANGUAGE": "en"},
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def order(stage: Stage, act: str, *more: str) -> None:
    center(stage, "order", MACHINE, act, "--by", "li", *more)


def says(walk: Walk, text: str) -> None:
    wait_for(lambda: text in walk.ask(do="texts"), f"{text} is not on the page", SOON)


def test_x(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    print(stage.ready, os.listdir(stage.folder))
    print(walk.ask(do="page"))
    t=time.time()
    order(stage, "message", "--text", "三点停电检修", "--minutes", "10")
    print(time.time()-t)
