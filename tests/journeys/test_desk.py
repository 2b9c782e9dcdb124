"""The desk of the center and a whole kiosk: orders by the shell, a notice, a crash."""

import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.fleet.orders import order_of, orders_of
from kiosk.machine.demo.scripted_person import Walk
from tests.rig import KIOSK, PATIENCE, Kiosk, Stage, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

MACHINE, BY = "TEST-001", ("--by", "li")


def center(stage: Stage, *words: str) -> None:
    """Run a command of the center's operator."""
    folder = ("--folder", str(stage.folder / "center"))
    done = subprocess.run(
        [*KIOSK, "center", *words, *folder],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def order(stage: Stage, act: str, *more: str) -> int:
    """Give the machine an order and return its number."""
    center(stage, "order", MACHINE, act, *BY, *more)
    with closing(connect(stage.folder / "center")) as db:
        return int(orders_of(db, MACHINE, 1)[0]["number"])


def state(stage: Stage, number: int) -> tuple[str, str]:
    with closing(connect(stage.folder / "center")) as db:
        row = order_of(db, MACHINE, number)
    assert row is not None
    return row["state"], row["told"]


def shown(walk: Walk, page: str, text: str) -> None:
    """Wait until a page says something."""

    def says() -> bool:
        seen = walk.ask(do="describe")
        return seen["page"] == page and any(text in each for each in seen["texts"])

    wait_for(says, f"{text} is not on {page}")


def test_what_the_desk_says_is_on_the_screen(
    kiosk: Kiosk, stage: Stage, tmp_path: Path
) -> None:
    walk = kiosk.start()
    walk.until("attract")
    told = order(stage, "message", "--text", "三点停电检修", "--minutes", "10")
    shown(walk, "attract", "三点停电检修")
    stop = order(stage, "stop", "--text", "正在检修")
    shown(walk, "out_of_service-staff", "正在检修")
    resume = order(stage, "resume")
    walk.until("attract")
    order(stage, "message")
    notices = tmp_path / "notices.toml"
    notices.write_text("[[notices]]\ntext = '周五下午两点提前关门'\n", "utf-8")
    center(stage, "publish", "notices", str(notices), *BY)
    shown(walk, "attract", "周五下午两点提前关门")
    for number in (told, stop, resume):
        wait_for(lambda n=number: state(stage, n) == ("done", ""), "not done")
    notices.write_text("", "utf-8")
    center(stage, "publish", "notices", str(notices), *BY)


def test_a_kill_between_taken_and_done_is_the_restart(
    kiosk: Kiosk, stage: Stage
) -> None:
    walk = kiosk.start()
    walk.until("attract")
    walk.tap("service-offices")
    number = order(stage, "restart")
    wait_for(lambda: state(stage, number)[0] == "taken", "it was not taken")
    kiosk.kill()
    assert state(stage, number)[0] == "taken"
    kiosk.start().until("attract")
    wait_for(lambda: state(stage, number) == ("done", ""), "it did not end")
