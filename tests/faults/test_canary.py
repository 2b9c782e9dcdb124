"""Canaries: after a visit, no PIN and no name in logs, files or crash output."""

import os
import re
import signal
from pathlib import Path

import pytest

from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.scripted_person import Walk
from tests.rig import PATIENCE, Kiosk, Stage, pin_of, wait_for

pytestmark = [pytest.mark.real, pytest.mark.slow]

PERSON = "wang-xiulan"
NEW_PIN = "907163"
"""What the PIN is changed to in that visit."""


def canaries() -> dict[str, list[bytes]]:
    """Return what must be found nowhere, in every coding it could have.

    The PIN as digits and as the bytes of the VERIFY command is short, so the bytes are
    looked for in text dumps (hexadecimal) only, where chance cannot make them.
    """
    person = load_people()[PERSON]
    pin = pin_of(PERSON)
    return {
        "name": [
            person.name.encode("utf-8"),
            person.name.encode("gb18030"),
            person.name.encode("unicode_escape"),
        ],
        "number": [person.number.encode(), person.card.number.encode()],
        "account": [person.card.bank_account.encode(), person.mobile.encode()],
        "hospital": [person.visits[0].place.encode(), person.address.encode()],
        "pin": [form for one in (pin, NEW_PIN) for form in pin_forms(one)],
        "change": [f"805e010007{pin}ff{NEW_PIN}".encode(), f"{pin}{NEW_PIN}".encode()],
    }


def pin_forms(pin: str) -> list[bytes]:
    """Return how a PIN could stand in a dump of commands or values."""
    return [
        f"0020000003{pin}".encode(),
        f"00 20 00 00 03 {pin[:2]} {pin[2:4]} {pin[4:]}".encode(),
        str([int(c) for c in pin]).encode(),
    ]


def standing_alone(pin: str) -> re.Pattern[bytes]:
    """Match the PIN's digits where they are not part of a longer number."""
    return re.compile(rb"(?<![0-9a-fA-F])" + pin.encode() + rb"(?![0-9a-fA-F])")


def files_below(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.is_file()]


def search(path: Path, found: list[str]) -> None:
    data = path.read_bytes()
    for what, forms in canaries().items():
        for form in forms:
            if form in data:
                found.append(f"{what} in {path.name}")
    for pin in (pin_of(PERSON), NEW_PIN):
        if path.suffix in (".log", ".txt") and standing_alone(pin).search(data):
            found.append(f"pin in {path.name}")


def read_all(walk: Walk) -> None:
    """Look at everything else that a person may see, and print one of it."""
    for menu, service, page in (
        ("entitlements", "person", "person"),
        ("health", "medical_account", "medical_account"),
        ("health", "visits", "visits"),
        ("", "statements", "pension_account"),
    ):
        walk.until("home")
        walk.choose(*filter(None, (menu, service)))
        walk.until(page)
        if page == "person":
            walk.print_paper()
            walk.tap("ok")
        for _ in range(2 if menu else 1):
            walk.tap("back")
    walk.until("home")


def refused(walk: Walk) -> bool:
    """Tell whether the PIN is asked for once more."""
    seen = walk.ask(do="describe")
    said = any("密码不对" in text for text in seen["texts"])
    return said and seen["page"] == "pin"


def visit_until_home(kiosk: Kiosk, stage: Stage) -> None:
    walk = kiosk.start()
    walk.until("attract")
    stage.ask(do="card", insert=PERSON)
    walk.until("pin")
    walk.type_pin("000999")
    wait_for(lambda: refused(walk), "nobody said that the PIN is wrong")
    walk.type_pin(pin_of(PERSON))
    walk.until("home")
    walk.choose("contributions", "pension")
    walk.until("contributions")
    walk.tap("back")
    walk.until("menu")
    walk.tap("back")
    read_all(walk)
    walk.choose("card_services", "pin_change")
    for title, pin in (
        ("请输入现在的社保功能密码", pin_of(PERSON)),
        ("请输入新密码", NEW_PIN),
        ("请再输入一次新密码", NEW_PIN),
    ):
        walk.until("change_pin", title=title)
        walk.type_pin(pin)
    walk.until("pin_changed")
    walk.tap("ok")
    walk.until("menu")
    walk.tap("back")
    walk.choose("contributions", "pension")
    walk.until("contributions")
    walk.print_paper()


def test_nothing_personal_is_left_behind(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "stage", "CANARY-1")
    machine = tmp_path / "machine"
    machine.mkdir()
    kiosk = Kiosk(machine, stage, '[log]\nlevel = "debug"\n', kiosk_id="CANARY-1")
    try:
        kiosk.enrol(stage.ready["code"])
        visit_until_home(kiosk, stage)
        assert kiosk.process is not None
        # A hang that the watchdog ends looks like this: stacks of all threads.
        os.kill(kiosk.process.pid, signal.SIGABRT)
        kiosk.process.wait(PATIENCE)
        kiosk.hang_up()
        shown = kiosk.command("journal", "list", "--last", "100")
        (machine / "list.txt").write_text(shown.stdout + shown.stderr, "utf-8")
    finally:
        stage.close()
    log = kiosk.log.read_text("utf-8")
    assert "Fatal Python error: Aborted" in log, "the crash output is part of this"
    assert "Thread 0x" in log
    found: list[str] = []
    for path in files_below(machine):
        search(path, found)
    assert not found
    seen = {path.name for path in files_below(machine)}
    assert {"kiosk.log", "list.txt", "kiosk.sqlite"} <= seen
    assert "core" not in {path.name for path in machine.iterdir()}


def test_the_canaries_would_be_found(tmp_path: Path) -> None:
    """Each form, put into a file, is found: the search above is not blind."""
    for what, forms in canaries().items():
        for form in forms:
            path = tmp_path / "leak.bin"
            path.write_bytes(b"\x00 something " + form + b" else")
            found: list[str] = []
            search(path, found)
            assert found, what
    log = tmp_path / "leak.log"
    for pin in (pin_of(PERSON), NEW_PIN):
        log.write_text(f"DEBUG verify {pin}\n", "utf-8")
        found = []
        search(log, found)
        assert found
