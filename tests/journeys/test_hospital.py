"""A kiosk in a hospital, on the real parts: a number from the card to the slip."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.virtual.jsonlines import Reply
from kiosk.machine.demo.demo import run_demo
from kiosk.machine.demo.scripted_person import Walk
from tests.journeys.test_visit import enter, leave
from tests.rig import Kiosk, Stage, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]
PERSON = "zhou-yuzhen"
MOST_TOUCHES = 12


@pytest.fixture
def walk(kiosk: Kiosk) -> Iterator[Walk]:
    """A kiosk that stands in a hospital."""
    text = kiosk.config.read_text("utf-8")
    changed = text.replace('mode = "demo"', 'mode = "demo"\nsite = "hospital"')
    kiosk.config.write_text(changed, "utf-8")
    try:
        yield kiosk.start()
    finally:
        kiosk.config.write_text(text, "utf-8")


def test_from_the_card_to_the_slip_and_back_again(walk: Walk, stage: Stage) -> None:
    before = stage.receipts()
    left = _leaves_with_the_card(walk, stage)
    touched = _counted(walk)
    enter(stage, walk, PERSON)
    seen, looked = _clinics(walk), len(touched)
    wait_for(lambda: _first(_again(walk))[1] == left, "the seat was not given back")
    del touched[looked:]  # nobody but this test looks whether the seat is back
    walk.tap(_first(seen)[0])
    seen = walk.until("seat")
    assert any("这个号为您留着" in text for text in seen["texts"]), seen["texts"]
    walk.tap("ok")
    seen = walk.until("registration", title="挂号成功")
    assert len(touched) <= MOST_TOUCHES, touched
    number = next(text for text in seen["texts"] if text.endswith(" 号"))
    wait_for(lambda: stage.receipts() == before + 1, "no slip came by itself")
    taken = "凭条已打好，请取走"
    wait_for(lambda: taken in walk.until("registration")["texts"], "it is not said")
    walk.tap("back")
    walk.until("home")
    _take_it_back(walk, number)
    _asks_before_treatments(walk)
    leave(stage, walk)
    assert stage.receipts() == before + 1


def _counted(walk: Walk) -> list[str]:
    """Return what is touched from now on, key for key."""
    touched: list[str] = []
    tap = walk.tap

    def counting(button: str) -> None:
        tap(button)
        touched.append(button)

    walk.tap = counting  # type: ignore[method-assign]
    return touched


def _leaves_with_the_card(walk: Walk, stage: Stage) -> str:
    """Pull the card while a seat is kept; return what was left before it."""
    enter(stage, walk, PERSON)
    button, left = _first(_clinics(walk))
    walk.tap(button)
    walk.until("seat")
    leave(stage, walk)
    return left


def _clinics(walk: Walk) -> Reply:
    """Go from the home page to the clinics of a department."""
    walk.tap("service-register")
    walk.until("departments")
    walk.tap("item-neike")
    return _last_day(walk)


def _last_day(walk: Walk) -> Reply:
    """Choose the last day: today's clinics may begin too soon to be cancelled."""
    seen = walk.until("clinics")
    days = [b["name"] for b in seen["buttons"] if b["name"].startswith("day-")]
    walk.tap(days[-1])
    end = seen["serial"]
    wait_for(lambda: walk.until("clinics")["serial"] != end, "another day did not come")
    return walk.until("clinics")


def _again(walk: Walk) -> Reply:
    """Look at the clinics anew."""
    walk.tap("back")
    walk.until("departments")
    walk.tap("item-neike")
    return _last_day(walk)


def _first(seen: Reply) -> tuple[str, str]:
    """Return the first clinic that can be touched, and what it says is left."""
    items = [b["name"] for b in seen["buttons"] if b["name"].startswith("item-")]
    left = [text for text in seen["texts"] if text.startswith("还有")]
    return items[0], left[0]


def _take_it_back(walk: Walk, number: str) -> None:
    """Find the number among one's own, and cancel it."""
    walk.tap("service-registrations")
    seen = walk.until("registrations")
    (own,) = (b["name"] for b in seen["buttons"] if b["name"].startswith("item-"))
    walk.tap(own)
    seen = walk.until("registration")
    assert number in seen["texts"]
    walk.tap("undo")
    walk.until("cancel_registration")
    walk.tap("ok")
    walk.until("registration", title="已退号")
    walk.tap("back")
    walk.until("registrations")
    walk.tap("back")
    walk.until("home")


def _asks_before_treatments(walk: Walk) -> None:
    """Others wait right behind there: it is asked before treatments are shown."""
    walk.choose("health", "visits")
    walk.until("privacy")
    walk.tap("back")
    walk.until("menu")
    walk.tap("service-medical_account")
    walk.until("privacy")
    walk.tap("ok")
    walk.until("medical_account")
    walk.tap("print")
    walk.until("privacy")
    walk.tap("back")
    walk.until("medical_account")


@pytest.mark.long
def test_the_demo_of_a_hospital_goes_as_expected(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run_demo(out, headless=True, hospital=True) == 0
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert (summary["ok"], len(summary["receipt_bytes"])) == (True, 1)
