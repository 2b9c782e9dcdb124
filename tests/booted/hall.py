"""What stands around the machine: the printer, the center and its people, cards."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from kiosk.center.server.operations import new_code
from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.devices.virtual.reader.virtual_reader import ChipCard
from kiosk.devices.virtual.serve_cards import make_card
from kiosk.settings.shipped import shipped_config
from tests.booted.machine import CENTER_IN_GUEST, Wires

KIOSK = "VM-0001"
REGION = "ningbo"


class Hall:
    """Real parts that are not the machine's own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        profile = load_printer_profile(shipped_config("kiosk.toml"), "generic-80mm")
        self.printer = VirtualPrinter(folder / "printer", folder / "receipts", profile)
        self.printer.start()
        self.center = subprocess.Popen(
            [
                *(sys.executable, "-m", "kiosk", "center", "serve"),
                *("--folder", str(folder / "center"), "--port", "0"),
                *("--name", CENTER_IN_GUEST, "--code-for", KIOSK),
                *("--until-stdin-closes", "--region", REGION),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.center.stdout is not None
        started: dict[str, Any] = json.loads(self.center.stdout.readline())
        self.code: str = started["code"]
        self.wires = Wires(folder / "printer", started["port"])

    def new_code(self) -> str:
        """Return a fresh one-time code, as the center's desk would."""
        return new_code(self.folder / "center", KIOSK)

    def card(self, person: str) -> ChipCard:
        """Return a person's card with its own counters."""
        return make_card(person, self.folder / "cards")

    def links(self) -> list[tuple[int, int]]:
        """Return epoch and number of every entry of the journal that the center has."""
        base = self.folder / "center" / "center.sqlite"
        with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as store:
            return store.execute(
                "SELECT epoch, seq FROM link WHERE kiosk = ? ORDER BY epoch, seq",
                (KIOSK,),
            ).fetchall()

    def kinds(self) -> list[str]:
        """Return what the machine told, by kind."""
        base = self.folder / "center" / "center.sqlite"
        with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as store:
            rows = store.execute("SELECT kind FROM event WHERE kiosk = ?", (KIOSK,))
            return [row[0] for row in rows]

    def close(self) -> None:
        """Put everything away."""
        self.printer.stop()
        assert self.center.stdin is not None
        self.center.stdin.close()
        self.center.wait(20)
