"""The demo's surroundings: virtual card, printer, network line and a real center.

One child process of the kiosk (or of a test), spoken to by JSON lines; it ends when
its standard input closes, so it never outlives its owner. Product code, not a mock:
the card sits in a real pcscd, the printer behind a serial line, the center behind TLS.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from kiosk.devices.idcard.idcard_port import IdCard
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.card.card_faults import CardFaults, FaultRefused, with_faults
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.center_numbers import center_numbers, waiting_codes
from kiosk.devices.virtual.demo_city import write_demo_city
from kiosk.devices.virtual.jsonlines import CommandRefused, Reply, serve_lines
from kiosk.devices.virtual.network_line import NetworkLine
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.printer.printer_control import change, newest_paper
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.devices.virtual.reader.contactless import ContactlessCard
from kiosk.devices.virtual.reader.id_reader import VirtualIdReader
from kiosk.devices.virtual.reader.pcscd import (
    SECOND_READER_NAME,
    PrivatePcscd,
    require_parts,
)
from kiosk.devices.virtual.reader.virtual_camera import VirtualCamera
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from kiosk.devices.virtual.serve_cards import make_card
from kiosk.domain.faults import KioskError, SetupError
from kiosk.domain.services.face import FaceVerdict

SLOTS = ("contact", "contactless")
"""The machine's two card slots; the driver has a port for each."""
PICTURE_PATIENCE = 10.0
"""Seconds to wait until a counted receipt is also drawn."""


class MachineRoom:
    """Everything around one kiosk, on parts that behave like the real ones."""

    def __init__(
        self, folder: Path, kiosk_id: str, region: str, printer: PrinterProfile
    ) -> None:
        """Start pcscd, readers, printer, center and the line to it."""
        # Before anything runs: a center whose owner ends complains of that instead.
        require_parts()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.inserted: dict[str, str | None] = dict.fromkeys(SLOTS)
        # A Unix socket's path has room for 107 bytes; a state folder may be deeper.
        self.sockets = Path(tempfile.mkdtemp(prefix="kiosk-"))
        self.pcscd = PrivatePcscd(self.sockets / "pcscd").start()
        self.camera = VirtualCamera(self.sockets / "camera.sock")
        module = self.camera.public.hex()
        self.center = start_center(folder / "center", kiosk_id, region, module)
        self.readers = {
            slot: VirtualReader("127.0.0.1", self.pcscd.port + place)
            for place, slot in enumerate(SLOTS)
        }
        self.id_reader = VirtualIdReader(self.sockets / "idcard.sock")
        paper, line = folder / "receipts", folder / "printer"
        self.printer = VirtualPrinter(line, paper, printer)
        self.printer.start()
        # Last, because it is the slowest to be ready.
        started = first_line(self.center)
        self.code: str = started["code"]
        self.line = NetworkLine("127.0.0.1", started["port"])

    def ready(self) -> Reply:
        """Return what the kiosk must know to use these parts."""
        return {
            "environment": self.pcscd.environment(),
            "reader": self.pcscd.reader,
            "contactless": SECOND_READER_NAME,
            "printer": str(self.folder / "printer"),
            "center": f"https://127.0.0.1:{self.line.port}",
            "idcard": str(self.id_reader.path),
            "camera": str(self.camera.path),
            "code": self.code,
            "socket": str(self.sockets / "stage.sock"),
        }

    async def handle(self, command: dict[str, Any]) -> Reply:
        """Carry out one command of the control protocol.

        :raises CommandRefused: when the command or its values are not known.
        """
        known: dict[str, Callable[[dict[str, Any]], None]] = {
            "card": self._card,
            "reader": self._reader,
            "idcard": self._idcard,
            "camera": self._camera,
            "printer": self._printer,
            "center": self._center,
            "status": lambda command: None,
        }
        if command["do"] == "paper":
            return self.news()
        action = known.get(command["do"])
        if action is None:
            raise CommandRefused(f"unknown: do={command['do']!r}")
        action(command)
        return self.status()

    def status(self) -> Reply:
        """Return what is in the slot and what has been counted."""
        receipts = len(self.printer.receipts)
        self.printer.wait_receipts(receipts, PICTURE_PATIENCE)
        return {
            "ok": True,
            "card": self._in_slot("contact"),
            "contactless": self._in_slot("contactless"),
            "apdus": sum(reader.apdu_count for reader in self.readers.values()),
            "idcard": self.id_reader.present,
            "camera": self.camera.verdict,
            "receipts": receipts,
            "center": self.line.mode,
            "codes": waiting_codes(self.folder / "center"),
        }

    def news(self) -> Reply:
        """Return what the dock shows: the newest paper, also while it comes out."""
        paper = newest_paper(self.printer, self.folder)
        center = self.folder / "center"
        known = {"center": center_numbers(center), "codes": waiting_codes(center)}
        return {"ok": True, **paper, **known}

    def _card(self, command: dict[str, Any]) -> None:
        _choose({"slot": "contact", **command}, "slot", SLOTS)
        slot = command.get("slot", SLOTS[0])
        reader = self.readers[slot]
        if command.get("remove"):
            reader.remove()
            self.inserted[slot] = None
            return
        key = str(command.get("insert"))
        if key in self._elsewhere(slot):
            raise CommandRefused(f"the card {key!r} is in the other slot")
        try:
            card = make_card(key, self.folder / "cards")
            faults = CardFaults.from_values(_table(command, "fault"))
        except (LookupError, FaultRefused) as error:
            raise CommandRefused(str(error.args[0])) from error
        present = ContactlessCard(card) if slot == "contactless" else card
        reader.insert(with_faults(present, faults, reader.remove))
        self.inserted[slot] = key

    def _elsewhere(self, slot: str) -> set[str]:
        """Return the people's cards of the other slots; strange ones have no owner."""
        others = (self._in_slot(place) for place in SLOTS if place != slot)
        return {key for key in others if key is not None and key not in STRANGE}

    def _in_slot(self, slot: str) -> str | None:
        """Return who is in a slot; a card torn out by a fault is not."""
        return self.inserted[slot] if self.readers[slot].card else None

    def _reader(self, command: dict[str, Any]) -> None:
        """Stop, start or freeze the PC/SC service, with a reader or without."""
        if "frozen" in command:
            self.pcscd.freeze(bool(command["frozen"]))
            return
        self.pcscd.stop()
        if command.get("service", True):
            self.pcscd.start(plugged=bool(command.get("plugged", True)))

    def _idcard(self, command: dict[str, Any]) -> None:
        """Lay a person's ID card on the reader, or take it away."""
        if command.get("take"):
            self.id_reader.take()
            return
        people, key = load_people(), str(command.get("put"))
        if key not in people:
            raise CommandRefused(f"there is no {key!r}; there are: {', '.join(people)}")
        self.id_reader.put(IdCard(people[key].number, people[key].name))

    def _camera(self, command: dict[str, Any]) -> None:
        """Set what the camera module says of whoever stands before it."""
        _choose({"verdict": "", **command}, "verdict", tuple(FaceVerdict))
        self.camera.verdict = FaceVerdict(command["verdict"])

    def _printer(self, command: dict[str, Any]) -> None:
        change(self.printer, command)

    def _center(self, command: dict[str, Any]) -> None:
        if "mode" in command:
            _choose(command, "mode", ("open", "refuse", "hang", "cut"))
            self.line.set_mode(command["mode"])
        else:
            self.line.set_mode("open" if command.get("online") else "refuse")

    def close(self) -> None:
        """Stop all parts."""
        for reader in self.readers.values():
            reader.close()
        self.id_reader.close()
        self.camera.close()
        self.printer.stop()
        self.line.close()
        self.pcscd.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self.center.stdin is not None:
            self.center.stdin.close()
        self.center.wait(10)


def _table(command: dict[str, Any], key: str) -> dict[str, Any]:
    value = command.get(key, {})
    if not isinstance(value, dict):
        raise CommandRefused(f"{key} is an object")
    return value


def _choose(command: dict[str, Any], key: str, allowed: tuple[str, ...]) -> None:
    if command[key] not in allowed:
        raise CommandRefused(f"{key} is one of {', '.join(allowed)}")


def start_center(
    folder: Path, kiosk_id: str, region: str, module: str = ""
) -> subprocess.Popen[str]:
    """Start a center in a process of its own; it ends when its input closes.

    Its registry says that the kiosk has an ID card reader.

    :param module: the key of its camera module, in hexadecimal digits.
    """
    write_demo_city(folder, region)
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "kiosk", "center", "serve"),
            *("--folder", str(folder), "--port", "0"),
            *("--code-for", kiosk_id, "--until-stdin-closes"),
            *("--id-card-for", kiosk_id, "--region", region),
            *(("--camera-of", f"{kiosk_id}={module}") if module else ()),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(center: subprocess.Popen[str]) -> Reply:
    """Return what the center says when it is ready.

    :raises SetupError: when it ends before that.
    """
    assert center.stdout is not None
    line = center.stdout.readline()
    if not line:
        raise SetupError("The center did not start; its own message stands above.")
    started: Reply = json.loads(line)
    return started


async def run_stage(
    folder: Path, kiosk_id: str, say: TextIO, region: str, printer: PrinterProfile
) -> int:
    """Serve until standard input closes; what cannot start is said as `error`."""
    try:
        stage = await asyncio.to_thread(MachineRoom, folder, kiosk_id, region, printer)
    except KioskError as error:
        print(json.dumps({"error": str(error)}), file=say, flush=True)
        return 2
    server = await serve_lines(stage.sockets / "stage.sock", stage.handle)
    print(json.dumps(stage.ready()), file=say, flush=True)
    closed = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard() -> None:
        if not os.read(0, 4096):
            closed.set()

    loop.add_reader(0, heard)
    try:
        await closed.wait()
    finally:
        loop.remove_reader(0)
        server.close()
        await asyncio.to_thread(stage.close)
    return 0
