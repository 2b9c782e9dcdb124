"""The demo's desk can be entered with what it prints, and acts on many with a code."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from kiosk.center.desk.trying.desk_demo import NAME, PASSWORD, alive, invented_center
from kiosk.center.fleet.fleet_tables import desk_order, machine
from kiosk.settings.login.time_codes import STEP, code_at
from kiosk.settings.texts import load_texts
from tests.center.desk.desk_rig import Browser, RunningDesk, running_desk

pytestmark = pytest.mark.engine("sqlite")


class Hour:
    """The time that a test sets."""

    def __init__(self) -> None:
        self.at = time.time()

    def __call__(self) -> float:
        return self.at


class DemoDesk(NamedTuple):
    desk: RunningDesk
    secret: bytes
    hour: Hour

    def code(self) -> str:
        return code_at(self.secret, int(self.hour.at // STEP))

    def entered(self) -> Browser:
        """Come in as the demo's account; its code is used up then."""
        browser = self.desk.browser()
        fields = {"name": NAME, "password": PASSWORD, "code": self.code()}
        assert browser.post("/login", fields).status_code == 303
        self.hour.at += STEP
        return browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoDesk]:
    secret, hour = invented_center(tmp_path, 30), Hour()
    with running_desk(tmp_path, hour) as desk:
        yield DemoDesk(desk, secret, hour)


def test_many_machines_are_told_with_a_fresh_code_only(demo: DemoDesk) -> None:
    browser = demo.entered()
    names = ["sl-00004", "sl-00005", "sl-00006"]
    fields = {"act": "restart", "kiosk": names}
    assert browser.post("/order", fields).status_code == 403
    assert browser.post("/order", {**fields, "code": "000000"}).status_code == 403
    own = desk_order.c
    told = select(func.count()).where(own.kiosk.in_(names), own.body != b"{}")
    assert demo.desk.write(lambda db: db.execute(told).scalar()) == 0
    code = demo.code()
    assert browser.post("/order", {**fields, "code": code}).status_code == 303
    assert demo.desk.write(lambda db: db.execute(told).scalar()) == 3
    assert browser.post("/order", {**fields, "code": code}).status_code == 403, "used"


def test_machines_go_on_to_be_heard(
    demo: DemoDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = select(func.max(machine.c.heard))
    before = demo.desk.write(lambda db: db.execute(newest).scalar())
    first = int(time.time() // STEP)
    with alive(tmp_path, demo.secret, load_texts("en")):
        end = time.monotonic() + 30
        while not (said := capsys.readouterr().out) and time.monotonic() < end:
            time.sleep(0.02)
    steps = range(first, int(time.time() // STEP) + 1)
    assert any(code_at(demo.secret, each) in said for each in steps)
    assert demo.desk.write(lambda db: db.execute(newest).scalar()) > before
