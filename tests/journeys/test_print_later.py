"""A receipt that did not come out is printed later, with its number and the mark."""

import re

import pytest

from kiosk.machine.demo.scripted_person import Walk
from tests.journeys.test_visit import enter, leave
from tests.rig import Kiosk, Stage, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]
HOLDER, OTHER = "zhou-yuzhen", "gao-xinyu"


def numbers(texts: list[str]) -> list[str]:
    return re.findall(r"[0-9A-F]{8}-[0-9]{6}", " ".join(texts))


def test_a_receipt_that_did_not_come_out(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    wait_for(
        lambda: walk.ask(do="status")["journal"]["waiting"] == 0,
        "the center was not reached",
    )
    stage.ask(do="printer", paper="out")
    wait_for(
        lambda: walk.ask(do="status")["devices"]["printer"]["fault"] == "P02",
        "the end of the paper was not seen",
    )
    before = stage.receipts()
    enter(stage, walk, HOLDER)
    walk.choose("entitlements", "person")
    walk.until("person")
    walk.tap("print")
    page = walk.until("printed")
    (number,) = set(numbers(page["texts"]))
    walk.tap("keep")
    wait_for(lambda: kept_is_said(walk), "nobody said that it was kept")
    walk.tap("ok")
    leave(stage, walk)
    stage.ask(do="printer", paper="ok")
    wait_for(
        lambda: walk.ask(do="status")["devices"]["printer"]["fault"] is None,
        "the printer did not come back",
    )
    wait_for(
        lambda: walk.ask(do="status")["journal"]["waiting"] == 0,
        "the kept receipt was not uploaded",
    )
    for person, found in ((OTHER, []), (HOLDER, [number])):
        enter(stage, walk, person)
        walk.choose("papers", "kept_receipts")
        page = walk.until("kept_receipts")
        items = [b["name"] for b in page["buttons"] if b["name"].startswith("item-")]
        assert numbers(items) == found
        if found:
            walk.tap(items[0])
            walk.until("preview")
            walk.tap("print")
            walk.until("printed")
            walk.tap("ok")
            walk.until("kept_receipts")
        leave(stage, walk)
    assert stage.receipts() == before + 1


def kept_is_said(walk: Walk) -> bool:
    page = walk.ask(do="describe")
    return any("凭条已经保存" in text for text in page["texts"])
