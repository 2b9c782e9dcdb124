"""A printer is found on any line, at its speed, and a dead line holds nothing up."""

import os
from pathlib import Path

from kiosk.devices.printer.serial.printer_search import find_printer, printer_ports
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from tests.devices.printer.conftest import profile


def test_the_named_line_comes_first_and_one_line_has_one_name(tmp_path: Path) -> None:
    (tmp_path / "kiosk").mkdir()
    for name in ("ttyS0", "ttyUSB0", "ttyUSB1", "console"):
        (tmp_path / name).touch()
    (tmp_path / "kiosk" / "printer").symlink_to(tmp_path / "ttyUSB1")
    found = [str(Path(p).relative_to(tmp_path)) for p in printer_ports(tmp_path)]
    assert found == ["kiosk/printer", "ttyUSB0", "ttyS0"]


def test_a_machine_without_lines_has_none(tmp_path: Path) -> None:
    assert printer_ports(tmp_path) == []
    assert find_printer([]) is None


def test_the_printer_is_found_beside_a_dead_line(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    line = tmp_path / "printer"
    ports = [os.ttyname(theirs), str(line), "/dev/nothing"]
    with VirtualPrinter(line, tmp_path / "paper", profile("generic-80mm")):
        found = find_printer(ports, 20.0)
    os.close(ours)
    os.close(theirs)
    assert found is not None
    assert found.settings.port == str(line)


def test_a_line_that_is_silent_ends_with_its_time(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    try:
        assert find_printer([os.ttyname(theirs)], 0.05) is None
    finally:
        os.close(ours)
        os.close(theirs)
