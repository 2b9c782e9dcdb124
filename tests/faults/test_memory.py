"""After the last visitor the running program's memory holds nothing of anybody."""

import gc
import re
import time
import weakref
from pathlib import Path

import pytest

from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.machine.demo.scripted_person import Walk
from kiosk.machine.wiping import forget, missing, set_aside
from tests.every import every
from tests.faults.test_canary import read_all
from tests.rig import Kiosk, Stage, pin_of

PEOPLE = ("wang-xiulan", "zhou-yuzhen", "li-guoqiang")
PATIENCE = 120.0
ROOT = Path(__file__).resolve().parents[2]


def forms(text: str) -> set[bytes]:
    """Return how a text can stand in memory: Python's, the wire's, the card's way."""
    wide = () if text.isascii() else ("gb18030", "utf-16-le", "utf-32-le")
    return {text.encode(encoding) for encoding in ("utf-8", *wide)}


def secrets(person: Person) -> dict[str, set[bytes]]:
    """Return what must be found nowhere."""
    return {
        "name": forms(person.name),
        "number": forms(person.number),
        "account": forms(person.card.bank_account),
        "address": forms(person.address),
        "mobile": forms(person.mobile),
    }


def memory(pid: int) -> list[bytes]:
    """Return every writable part of a process's memory."""
    parts = []
    maps = Path(f"/proc/{pid}/maps").read_text("ascii", "replace")
    with Path(f"/proc/{pid}/mem").open("rb", 0) as file:
        for line in maps.splitlines():
            place, rights = line.split()[:2]
            low, high = (int(end, 16) for end in place.split("-"))
            if rights.startswith("rw"):
                try:
                    file.seek(low)
                    parts.append(file.read(high - low))
                except OSError:
                    continue  # freed meanwhile, or a device's
    return parts


def found(pid: int, people: tuple[str, ...] = PEOPLE) -> set[str]:
    """Return whose secrets of which kind are still there."""
    parts, cast = memory(pid), load_people()
    return {
        f"{key}: {what}"
        for key in people
        for what, ways in secrets(cast[key]).items()
        for way in ways
        if way and any(way in part for part in parts)
    }


def visit(walk: Walk, stage: Stage, person: str, pid: int) -> set[str]:
    """Read and print everything; return what memory held of it in the middle."""
    stage.ask(do="card", insert=person)
    walk.until("pin")
    walk.type_pin(pin_of(person))
    walk.until("home")
    read_all(walk)
    held = found(pid, (person,))
    walk.tap("finish")
    walk.until("take_card")
    stage.ask(do="card", remove=True)
    walk.until("attract")
    return held


@pytest.mark.real
@pytest.mark.slow
def test_what_visitors_brought_is_gone(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "stage", "MEMORY-1")
    machine = tmp_path / "machine"
    machine.mkdir()
    kiosk = Kiosk(machine, stage, "", kiosk_id="MEMORY-1")
    try:
        kiosk.enrol(stage.ready["code"])
        walk = kiosk.start()
        walk.until("attract")
        assert kiosk.process is not None
        pid = kiosk.process.pid
        held = [visit(walk, stage, person, pid) for person in PEOPLE]
        for during in every(held):
            assert during, "the search is blind"
        end = time.monotonic() + PATIENCE
        while (left := found(pid)) and time.monotonic() < end:
            time.sleep(2)
        assert left == set()
        kiosk.stop()
    finally:
        stage.close()


def test_the_unit_wipes_from_the_start() -> None:
    unit = (ROOT / "systemd" / "kiosk.service").read_text("ascii")
    lines = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
    pairs = [pair.partition("=") for line in every(lines) for pair in line.split()]
    environ = {name: value for name, _, value in pairs}
    assert missing(environ) == {}


def test_what_is_set_already_stays() -> None:
    more = missing({"GLIBC_TUNABLES": "glibc.malloc.check=3", "PYTHONMALLOC": "debug"})
    assert more["PYTHONMALLOC"] == "malloc"
    assert more["GLIBC_TUNABLES"].startswith("glibc.malloc.check=3:")
    assert missing({**more}) == {}


def test_a_ring_is_gone_also_when_the_program_is_set_aside() -> None:
    """As an error that its own frame still holds."""

    class Ring:
        def __init__(self) -> None:
            self.own = self

    gc.disable()
    try:
        set_aside()
        left = weakref.ref(Ring())
        assert left() is not None
        forget()
        assert left() is None
    finally:
        gc.unfreeze()
        gc.enable()
