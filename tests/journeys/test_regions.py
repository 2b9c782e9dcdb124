"""One journey in each region beside Ningbo, which all other journeys are in.

The whole program, a real center with the same region's rules, a card in a real pcscd.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk
from tests.journeys.test_acts import identify, words
from tests.rig import Kiosk, Stage, pin_of

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

CITY = {
    "beijing": "yu-hongmei",
    "dalian": "yu-hongmei",
    "shanghai": "shen-weiguo",
    "shijiazhuang": "cui-jianguo",
}
"""Who puts a card in, or loses one, in which region."""
INITIAL = "shi-lanfang"
"""Still has the PIN that Shijiazhuang's cards come with."""


class Hall(Kiosk):
    """A kiosk with surroundings of its own region."""

    def __init__(self, folder: Path, region: str) -> None:
        self.stage = Stage(folder / "stage", "TEST-001", region)
        super().__init__(folder, self.stage)
        self.enrol(self.stage.ready["code"])

    def close(self) -> None:
        """Stop the kiosk and what is around it."""
        try:
            if self.process is not None:
                assert self.stop() == 0, self.log.read_text("utf-8")
        finally:
            self.stage.close()


@pytest.fixture
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    found = Hall(tmp_path, request.param)
    yield found
    found.close()


def visit(hall: Hall, walk: Walk, key: str) -> None:
    """Put a card in, prove the PIN, look at the contributions, and leave."""
    hall.stage.ask(do="card", insert=key)
    walk.until("pin")
    walk.type_pin(pin_of(key))
    walk.until("home")
    walk.choose("contributions", "pension")
    walk.until("contributions")
    walk.tap("finish")
    walk.until("take_card")
    hall.stage.ask(do="card", remove=True)
    walk.until("attract")


@pytest.mark.parametrize("hall", ["beijing"], indirect=True)
def test_beijing_stops_both_parts_for_fifteen_days(hall: Hall) -> None:
    walk = hall.start()
    walk.until("attract")
    assert "96066" in words(walk)
    visit(hall, walk, CITY["beijing"])
    walk.tap("service-loss")
    identify(walk, CITY["beijing"])
    walk.until("loss_confirm")
    assert "15" in words(walk)
    walk.tap("ok")
    page = walk.until("loss_done")
    assert "undo" not in {button["name"] for button in page["buttons"]}
    walk.tap("finish")
    walk.until("attract")
    hall.stage.ask(do="card", insert=CITY["beijing"])
    walk.until("lost_card")
    hall.stage.ask(do="card", remove=True)
    walk.until("attract")


@pytest.mark.parametrize("hall", ["shijiazhuang"], indirect=True)
def test_shijiazhuang_wants_a_changed_pin(hall: Hall) -> None:
    walk = hall.start()
    walk.until("attract")
    visit(hall, walk, CITY["shijiazhuang"])
    walk.tap("service-loss")
    identify(walk, INITIAL)
    page = walk.until("act_refused")
    assert "初始密码" in page["title"]
    walk.tap("finish")
    walk.until("attract")
    walk.tap("service-loss")
    identify(walk, CITY["shijiazhuang"])
    walk.until("loss_confirm")
    walk.tap("ok")
    walk.until("loss_done")
    walk.tap("finish")
    walk.until("attract")


@pytest.mark.parametrize("hall", ["dalian", "shanghai"], indirect=True)
def test_without_a_rule_nothing_is_promised(hall: Hall) -> None:
    walk = hall.start()
    walk.until("attract")
    visit(hall, walk, CITY[hall.stage.region])
    walk.tap("service-loss")
    page = walk.until("read")
    assert "12333" in words(walk)
    assert "ok" not in {b["name"] for b in page["buttons"]}
    walk.tap("finish")
    walk.until("attract")
    number = load_people()[CITY[hall.stage.region]].number
    assert number not in hall.log.read_text("utf-8")
