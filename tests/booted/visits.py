"""What people do at the machine, by touching its panel."""

from kiosk.devices.virtual.people.cast import load_people
from tests.booted.seer import key_of
from tests.booted.stand import NotSeen, Stand

PERSON = "wang-xiulan"


def prove_pin(stand: Stand) -> None:
    """Put the card in and type its PIN."""
    stand.see("attract")
    stand.machine.slot.insert(stand.hall.card(PERSON))
    stand.wait(key_of("pin", "key-1"), "the keypad")
    keys = {}
    for digit in load_people()[PERSON].card.pin:
        if digit not in keys:
            keys[digit] = stand.wait(key_of("pin", f"key-{digit}"), f"the key {digit}")
        stand.at(*keys[digit])
    stand.touch("pin", "ok")


def look_and_print(stand: Stand) -> int:
    """Look at pension contributions and print them; return how many slips came."""
    before = len(stand.hall.printer.receipts)
    stand.touch("home-hall", "service-contributions")
    stand.touch("menu-contributions", "service-pension")
    stand.touch("contributions", "print")
    stand.keep("contributions")
    stand.see("preview")
    stand.touch("preview", "print")
    stand.see("printed")
    stand.keep("printed")
    return len(stand.hall.printer.receipts) - before


def leave(stand: Stand) -> None:
    """Finish and take the card."""
    stand.touch("printed", "finish")
    stand.see("take_card")
    stand.machine.slot.remove()
    stand.see("attract")


def whole_visit(stand: Stand) -> None:
    """Go through a visit from the card to the slip.

    :raises NotSeen: when something does not come.
    """
    prove_pin(stand)
    stand.keep("home")
    slips = look_and_print(stand)
    if slips != 1:
        raise NotSeen(f"{slips} slips came out, not one")
    text = stand.hall.printer.last_text()
    if "养老保险" not in text:
        raise NotSeen("the slip does not say what was printed")
    leave(stand)
