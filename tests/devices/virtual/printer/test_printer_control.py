"""The newest paper as the dock sees it: while it comes out, and when it has fallen."""

from pathlib import Path

import serial
from PIL import Image

from kiosk.devices.virtual.printer.habits import Habits
from kiosk.devices.virtual.printer.printer_control import change, newest_paper
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from tests.devices.printer.conftest import profile


def test_the_newest_paper_grows_and_falls(tmp_path: Path) -> None:
    line, out = tmp_path / "tty", tmp_path / "out"
    habits = Habits(bit_7=True)
    with (
        VirtualPrinter(line, out, profile(), speed=10, habits=habits) as printer,
        serial.Serial(str(line), timeout=60) as host,
    ):
        assert newest_paper(printer, tmp_path)["picture"] == ""
        host.write(b"\x1b@HHH\n\x10\x04\x01\x1dr\x01")
        assert len(host.read(2)) == 2
        growing = newest_paper(printer, tmp_path)
        assert (growing["growing"], growing["waits"]) == (True, False)
        with Image.open(growing["picture"]) as picture:
            assert picture.getextrema() == (0, 255)
        host.write(b"\x1dVB\x00")
        assert printer.wait_receipts(1, 60)
        fallen = newest_paper(printer, tmp_path)
        assert (fallen["growing"], fallen["waits"]) == (False, True)
        assert fallen["stamp"] != growing["stamp"]
        assert fallen["picture"] == str(out / "01.png")
        change(printer, {"do": "printer", "take": True})
        assert not newest_paper(printer, tmp_path)["waits"]
        assert printer.fates == ("taken",)
