"""The demo's visits, step by step: in a hall, and at a hospital.

Without the center first, then with it.
"""

import time

from kiosk.devices.virtual.jsonlines import Reply
from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_loss import walk_loss
from kiosk.machine.demo.scripted_person import PATIENCE, Unexpected, Walk

PERSON = "wang-xiulan"
PATIENT = "zhou-yuzhen"


def walk_visit(walk: Walk) -> Reply:
    """Go through a whole visit and return the kiosk's state when all is uploaded.

    :raises Unexpected: when something does not go as it should.
    """
    _begin(walk)
    _prove_pin(walk)
    _look_and_print(walk)
    _medical(walk)
    _leave(walk)
    walk_loss(walk)
    return _wait_for_upload(walk)


def walk_hospital(walk: Walk) -> Reply:
    """Register at a hospital and return the kiosk's state when all is uploaded.

    :raises Unexpected: when something does not go as it should.
    """
    walk.until("attract")
    walk.picture("attract")
    walk.ask(do="card", insert=PATIENT)
    walk.until("pin")
    walk.type_pin(load_people()[PATIENT].card.pin)
    walk.until("home")
    walk.picture("home")
    walk.ask(do="center", online=False)
    walk.tap("service-register")
    walk.until("registration_stopped")
    walk.step("without a line nobody is registered, and the page says so")
    walk.picture("offline")
    walk.ask(do="center", online=True)
    walk.tap("retry")
    _register(walk)
    walk.tap("back")
    walk.until("home")
    walk.tap("service-registrations")
    walk.until("registrations")
    walk.step("the number is among the person's own")
    walk.picture("registrations")
    _leave(walk)
    return _wait_for_upload(walk)


def _register(walk: Walk) -> None:
    walk.until("departments")
    walk.picture("departments")
    walk.tap("item-neike")
    seen = walk.until("clinics")
    walk.picture("clinics")
    names = [button["name"] for button in seen["buttons"]]
    walk.tap(next(name for name in names if name.startswith("item-")))
    walk.until("seat")
    walk.step("the hospital keeps a number for a few minutes, counted on the page")
    walk.picture("seat")
    walk.tap("ok")
    walk.until("registration")
    walk.step("the number is there, and its slip comes out by itself")
    while walk.ask(do="status")["surroundings"]["receipts"] < 1:
        time.sleep(0.05)
    walk.picture("registration")


def _begin(walk: Walk) -> None:
    walk.until("attract")
    walk.step("the kiosk waits for a card")
    walk.picture("attract")
    walk.ask(do="center", online=False)
    walk.step("the center is cut off")
    walk.ask(do="card", insert=PERSON)
    walk.until("pin")
    walk.step("a card was put in and read through pcscd")
    walk.picture("pin")


def _prove_pin(walk: Walk) -> None:
    pin = load_people()[PERSON].card.pin
    wrong = "".join(str((int(digit) + 1) % 10) for digit in pin)
    serial = walk.until("pin")["serial"]
    walk.type_pin(wrong)
    while walk.until("pin")["serial"] == serial:
        time.sleep(0.02)
    walk.step("a wrong PIN was refused by the card, and the tries left are said")
    walk.picture("pin-wrong")
    walk.type_pin(pin)
    walk.until("home")
    walk.step("the PIN was proved against the card's own counter")
    walk.picture("home")


def _look_and_print(walk: Walk) -> None:
    walk.tap("service-contributions")
    walk.until("menu")
    walk.picture("menu")
    walk.tap("service-pension")
    walk.until("center_away")
    walk.step("without the center an honest page says what still works")
    walk.picture("center-away")
    walk.ask(do="center", online=True)
    walk.tap("retry")
    walk.until("contributions")
    walk.step("pension contributions came from the center over mutual TLS")
    walk.picture("contributions")
    walk.tap("year-2018")
    walk.until("contributions")
    walk.step("another year was chosen")
    walk.picture("contributions-2018")
    walk.tap("print")
    walk.until("preview")
    walk.step("the receipt is shown as it will come out, what is private covered")
    walk.picture("preview")
    walk.tap("print")
    walk.until("printed")
    walk.step("the receipt was printed and the printer confirmed it")
    walk.picture("printed")
    walk.tap("ok")

    walk.until("contributions")
    walk.tap("by_year")
    walk.until("contribution_years")
    walk.step("all years stand beside each other")
    walk.picture("contribution-years")
    walk.tap("back")
    walk.until("contributions")
    walk.tap("back")
    walk.until("menu")
    walk.tap("back")
    walk.until("home")


def _medical(walk: Walk) -> None:
    """Look at the medical visits, with large letters and the amounts shown."""
    walk.choose("health", "visits")
    walk.until("visits")
    walk.step("medical visits, every amount hidden until it is touched")
    walk.picture("visits-hidden")
    walk.tap("mask")
    walk.tap("size")
    walk.picture("visits-elder")
    walk.tap("back")
    walk.until("menu")


def _leave(walk: Walk) -> None:
    walk.tap("finish")
    walk.until("take_card")
    walk.step("the visit ended, the card is asked to be taken")
    walk.picture("take-card")
    pulled = time.monotonic()
    walk.ask(do="card", remove=True)
    walk.until("attract")
    walk.step(f"back to the start {1000 * (time.monotonic() - pulled):.0f} ms later")
    walk.picture("attract-again")


def _wait_for_upload(walk: Walk) -> Reply:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        status = walk.ask(do="status")
        if status["journal"]["waiting"] == 0:
            walk.step(f"{status['journal']['last']} events are at the center")
            return status
        time.sleep(0.1)
    raise Unexpected(f"the journal was not uploaded in {PATIENCE:.0f} s")
