"""What happens to a machine over the years, one after the other."""

import time

from tests.booted.seer import key_of
from tests.booted.stand import Stand
from tests.booted.visits import leave, look_and_print, prove_pin, whole_visit

MAIN = "systemctl show -P MainPID kiosk"


def _pid(stand: Stand) -> str:
    return stand.machine.shell(MAIN).strip()


def _answers(stand: Stand) -> None:
    """See that the page is alive: a key leads to another page and back."""
    stand.touch("attract", "service-guides")
    stand.touch("list-help", "back")
    stand.see("attract")


def _back_with_another(stand: Stand, before: str, limit: float) -> float:
    took = stand.until(
        lambda: _pid(stand) not in ("0", before), "a new program runs", limit
    )
    stand.see("attract")
    _answers(stand)
    return took


def hang(stand: Stand) -> None:
    """Stop every thread: the watchdog must notice."""
    before = _pid(stand)
    stand.machine.shell(f"kill -STOP {before}")
    took = _back_with_another(stand, before, 120)
    stand.say(f"hung: another program after {took:.0f} s, touch works")


def killed(stand: Stand) -> None:
    """Kill it."""
    before = _pid(stand)
    stand.machine.shell(f"kill -KILL {before}")
    took = _back_with_another(stand, before, 60)
    stand.say(f"killed: another program after {took:.0f} s, touch works")


def reader_pulled(stand: Stand) -> None:
    """Pull the reader's plug and put it back."""
    monitor, slot = stand.machine.monitor, stand.machine.slot
    begin = time.monotonic()
    monitor.ask("device_del", id="ccid0")
    stand.see("out_of_service-no-cards")
    stand.keep("no-reader")
    stand.say(f"reader pulled: said after {time.monotonic() - begin:.0f} s")
    slot.connect()
    monitor.ask("device_add", driver="usb-ccid", id="ccid0", bus="xhci.0", port="4")
    card = {"id": "slot0", "chardev": "card", "bus": "ccid0.0"}
    monitor.ask("device_add", driver="ccid-card-passthru", **card)
    begin = time.monotonic()
    stand.see("attract")
    stand.say(f"reader back: cards invited after {time.monotonic() - begin:.0f} s")
    prove_pin(stand)
    stand.touch("home-hall", "finish")
    stand.see("take_card")
    slot.remove()
    stand.see("attract")
    stand.say("a card is read again, its PIN proved")


def printer_cycled(stand: Stand) -> None:
    """Switch the printer off and on, and print."""
    stand.hall.printer.power_dip(4)
    time.sleep(6)
    whole_visit(stand)
    stand.say("printer switched off and on: the next visit prints one slip")


def panel_late(stand: Stand) -> None:
    """Start without a panel, which comes later."""
    shell = stand.machine.shell
    panel = "/sys/class/drm/card0-Virtual-1/status"
    shell(f"systemctl stop kiosk; echo off > {panel}; systemctl start --no-block kiosk")
    stand.until(
        lambda: "active" in shell("systemctl is-active kiosk-closed").split(),
        "the program ended for want of a panel",
        180,
    )
    time.sleep(5)
    shell(f"echo detect > {panel}")
    begin = time.monotonic()
    stand.see("attract", 180)
    stand.say(
        f"panel late: the page is there {time.monotonic() - begin:.0f} s after it"
    )


def cut_in_mid_print(stand: Stand) -> None:
    """Cut the power while paper comes out, and start with a clock of 1970."""
    printer = stand.hall.printer
    prove_pin(stand)
    stand.touch("home-hall", "service-contributions")
    stand.touch("menu-contributions", "service-pension")
    stand.touch("contributions", "print")
    before = len(printer.receipts)
    stand.see("preview")
    stand.touch("preview", "print")
    stand.until(lambda: printer.hanging()[0] > 0, "paper comes out")
    stand.machine.cut_power()
    stand.say("power cut in mid-print")
    stand.machine.power_on("-rtc", "base=1970-01-02T00:00:00")
    stand.see("attract", 400)
    stand.keep("clock-1970")
    took = stand.machine.age
    stand.say(f"booted with a clock of 1970: the page {took:.0f} s after power-on")
    stand.until(lambda: len(printer.receipts) > before, "the torn slip is made void")
    stand.say(f"the torn slip says: {' '.join(printer.last_text().split())[-60:]}")


def cut_in_mid_append(stand: Stand) -> None:
    """Cut the power between a wrong clock's visit and its upload."""
    stand.machine.slot.insert(stand.hall.card("wang-xiulan"))
    stand.wait(key_of("pin", "key-1"), "the PIN page")
    stand.machine.cut_power()
    stand.say("power cut while a visit was written down")
    stand.machine.power_on()
    stand.see("attract", 400)
    stand.say(f"booted: the page {stand.machine.age:.0f} s after power-on")
    whole_visit(stand)
    told = len(stand.hall.links())
    stand.until(lambda: len(stand.hall.links()) > told or _even(stand), "uploaded")
    stand.say(f"the center has {len(stand.hall.links())} entries, none missing")


def _even(stand: Stand) -> bool:
    """Tell whether no entry of any epoch is missing at the center."""
    links = stand.hall.links()
    lost = [
        (epoch, seq)
        for epoch, seq in links
        if seq > 1 and (epoch, seq - 1) not in set(links)
    ]
    return bool(links) and not lost


def first_visit(stand: Stand) -> None:
    """Go through a visit, and find it on paper and at the center."""
    prove_pin(stand)
    stand.keep("home")
    slips = look_and_print(stand)
    leave(stand)
    stand.until(lambda: "visit.end" in stand.hall.kinds(), "the visit is at the center")
    text = " ".join(stand.hall.printer.last_text().split())
    stand.say(
        f"a visit: {slips} slip ({text[:40]} ...), {len(stand.hall.links())} events"
    )
