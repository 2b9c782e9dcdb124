"""Services without a card through the whole program: real center, printer and disk."""

import re
import time
from pathlib import Path

import pytest

from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk
from tests.rig import Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]

ONLINE, OFFLINE = "huang-lili", "abdurahman"
"""Nobody else's tests use these two; the second one's card is stopped afterwards."""


def identify(walk: Walk, key: str, pin: str = "") -> None:
    """Type number and PIN, the number in whatever case it ends."""
    walk.until("number")
    walk.type_pin(load_people()[key].number)
    walk.until("service_pin")
    walk.type_pin(pin or pin_of(key))


def words(walk: Walk) -> str:
    """Return everything that stands on the page."""
    seen = walk.ask(do="describe")
    return "\n".join([seen["title"], *seen["texts"]])


def store_text(kiosk: Kiosk) -> bytes:
    """Return every byte that the kiosk keeps."""
    state = Path(kiosk.folder) / "state"
    return b"".join(f.read_bytes() for f in state.rglob("*") if f.is_file())


def test_a_loss_is_reported_printed_and_taken_back(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    printed = stage.receipts()
    walk.until("attract")
    walk.tap("service-loss")
    identify(walk, ONLINE, pin="999999")
    walk.until("loss_confirm")
    walk.tap("ok")
    walk.until("act_refused")
    assert "没有核对上" in words(walk)
    walk.tap("retry")
    identify(walk, ONLINE)
    walk.until("loss_confirm")
    assert "只停社保功能" in words(walk)
    walk.tap("ok")
    walk.until("loss_done")
    walk.print_paper()
    assert stage.receipts() == printed + 1
    walk.tap("ok")
    walk.until("loss_done")
    walk.tap("undo")
    identify(walk, ONLINE)
    walk.until("act_done")
    assert "挂失已撤销" in words(walk)
    walk.tap("finish")
    walk.until("attract")
    person = load_people()[ONLINE]
    kept = store_text(kiosk) + kiosk.log.read_bytes()
    assert person.number.encode() not in kept
    assert person.card.pin.encode() + b'"' not in kept


def test_a_report_waits_for_the_line_and_then_holds(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    wait_for(lambda: has_key(walk), "the kiosk never got the center's key")
    assert walk.ask(do="clock", wall="1970-01-01T00:00:00")["certainty"] == "agreed"
    stage.ask(do="center", mode="refuse")
    walk.tap("service-loss")
    identify(walk, OFFLINE)
    walk.until("loss_confirm")
    walk.tap("ok")
    walk.until("loss_waiting")
    assert "挂失尚未生效" in words(walk)
    assert "12333" in words(walk)
    assert re.search(r"20[2-4]\d-\d\d-\d\d", words(walk)), "the center told it before"
    assert "1970" not in words(walk)
    number = load_people()[OFFLINE].number
    assert number.encode() not in store_text(kiosk)
    # Killed while it waits: the report is durable and goes out after the next start.
    kiosk.kill()
    stage.ask(do="center", mode="open")
    walk = kiosk.start()
    walk.until("attract")
    time.sleep(0.5)
    stage.ask(do="card", insert=OFFLINE)
    wait_for(lambda: lost_now(walk, stage), "the report never reached the center")
    seen = words(walk)
    assert "这张卡已经挂失" in seen
    assert load_people()[OFFLINE].name not in seen
    assert number not in seen
    walk.tap("ok")
    stage.ask(do="card", remove=True)
    walk.until("attract")


def has_key(walk: Walk) -> bool:
    """Tell whether a report could be sealed without a line."""
    return bool(walk.ask(do="status")["acts"]["can_seal"])


def lost_now(walk: Walk, stage: Stage) -> bool:
    """Look at the card's page; until the report is there, put the card in again."""
    page = walk.ask(do="describe")["page"]
    if page == "pin":
        stage.ask(do="card", remove=True)
        walk.until("attract")
        stage.ask(do="card", insert=OFFLINE)
    return bool(page == "lost_card")


def test_guides_offices_and_a_card_that_comes_in(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    printed = stage.receipts()
    walk.until("attract")
    walk.tap("service-offices")
    walk.until("list")
    walk.tap("item-offices")
    walk.until("list", title="请选择您所在的区")
    walk.tap("item-海曙")
    walk.until("read")
    assert "81857802" in words(walk)
    wait_for(lambda: offers_print(walk), "the printer was never heard")
    walk.print_paper()
    assert stage.receipts() == printed + 1
    walk.tap("ok")
    walk.until("read")
    walk.tap("finish")
    walk.until("attract")
    walk.tap("service-guides")
    for item in ("questions", "care", "no_card_expenses"):
        walk.until("list")
        walk.tap(f"item-{item}")
    page = walk.until("read")
    assert "急诊" in page["title"]
    assert "6个月内" in words(walk)
    walk.print_paper()
    assert stage.receipts() == printed + 2
    walk.tap("ok")
    walk.until("read")
    stage.ask(do="card", insert=ONLINE)
    walk.until("pin")
    stage.ask(do="card", remove=True)
    walk.until("attract")


def offers_print(walk: Walk) -> bool:
    """Tell whether the page offers a print; open it anew when it does not yet."""
    buttons = walk.ask(do="describe")["buttons"]
    if any(button["name"] == "print" for button in buttons):
        return True
    walk.tap("back")
    walk.until("list")
    walk.tap("item-海曙")
    walk.until("read")
    return False
