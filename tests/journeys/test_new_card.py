"""A new card through the whole program: enabled, contact data changed by a code.

In the example's region, whose rules let a kiosk do both; a real center and printer.
"""

import pytest

from kiosk.devices.virtual.people.cast import load_people
from tests.journeys.test_acts import store_text, words
from tests.journeys.test_regions import Hall, hall
from tests.rig import pin_of, wait_for

__all__ = ["hall"]
pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]
NEW, MOBILE = "qiu-xiaoman", "10000001977"


@pytest.mark.long
@pytest.mark.parametrize("hall", ["example"], indirect=True)
def test_a_new_card_is_enabled_and_its_number_changed(hall: Hall) -> None:
    walk = hall.start()
    walk.until("attract")
    hall.stage.ask(do="card", insert=NEW)
    walk.until("guide")
    walk.tap("retry")
    walk.until("pin")
    walk.type_pin(pin_of(NEW))
    walk.until("act_done")
    assert "社保功能已启用" in words(walk)
    assert "银行" in words(walk)
    walk.print_paper()
    walk.tap("ok")
    walk.until("act_done")
    walk.tap("back")
    walk.until("home")
    walk.choose("card_services", "contact")
    walk.until("list")
    walk.tap("item-mobile")
    for _ in range(2):
        serial = walk.until("number")["serial"]
        walk.type_pin(MOBILE)
        wait_for(
            lambda serial=serial: walk.ask(do="describe")["serial"] != serial,
            "the page stays",
        )
    walk.until("contact_review")
    old = load_people()[NEW].mobile or ""
    assert f"{old[:3]}****{old[-4:]}" in words(walk)
    walk.tap("ok")
    walk.until("list")
    walk.tap("item-code_to_old_number")
    walk.until("number")
    (code,) = hall.stage.ask(do="status")["codes"]
    walk.type_pin(code)
    walk.until("act_done")
    assert "联系方式已修改" in words(walk)
    assert hall.stage.ask(do="status")["codes"] == []
    kept = store_text(hall) + hall.log.read_bytes()
    assert code.encode() not in kept
    assert MOBILE.encode() not in kept
