"""The virtual printer's power and its line's noise, on a real serial line."""

import time
from pathlib import Path

import pytest
import serial

from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from tests.devices.virtual.printer.test_macro import DEFINE, RUN, SAID, with_macros


def test_a_dip_makes_it_deaf_for_its_time_and_forgets_the_macro(tmp_path: Path) -> None:
    with (
        VirtualPrinter(tmp_path / "tty", tmp_path / "out", with_macros()) as printer,
        serial.Serial(str(tmp_path / "tty"), timeout=30, write_timeout=30) as line,
    ):
        line.write(DEFINE + RUN)
        assert line.read(14) == SAID * 2
        begun = time.monotonic()
        printer.power_dip(0.3)
        line.timeout, answers = 0.05, b""
        while not answers and time.monotonic() < begun + 30:
            line.write(b"\x10\x04\x01")
            answers = line.read(1)
        assert answers == b"\x12"
        assert time.monotonic() - begun > 0.25
        # Before what answers last comes all that was asked for earlier, and no macro.
        line.timeout = 30
        line.write(RUN + b"\x1dr\x01")
        while (answer := line.read(1)) == b"\x12":
            pass
        assert answer == b"\x00"


@pytest.mark.parametrize("silent", [False, True])
def test_a_stray_byte_comes_with_and_without_power(
    tmp_path: Path, silent: bool
) -> None:
    with (
        VirtualPrinter(tmp_path / "tty", tmp_path / "out", with_macros()) as printer,
        serial.Serial(str(tmp_path / "tty"), timeout=30, write_timeout=30) as line,
    ):
        printer.set_silent(silent)
        printer.stray_byte(0)
        assert line.read(1) == b"\x00"


@pytest.mark.parametrize(("was_off", "answer"), [(False, SAID), (True, b"\x12")])
def test_only_a_printer_that_was_off_begins_anew(
    tmp_path: Path, was_off: bool, answer: bytes
) -> None:
    """To switch on what is on is no loss of power, so it keeps what it had learned."""
    with (
        VirtualPrinter(tmp_path / "tty", tmp_path / "out", with_macros()) as printer,
        serial.Serial(str(tmp_path / "tty"), timeout=30, write_timeout=30) as line,
    ):
        line.write(DEFINE + RUN)
        assert line.read(14) == SAID * 2
        printer.set_silent(was_off)
        printer.set_silent(False)
        line.write(RUN + (b"\x10\x04\x01" if was_off else b""))
        assert line.read(len(answer)) == answer
