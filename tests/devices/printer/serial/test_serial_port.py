"""The serial line itself, on a pty: full, broken, and gone while it is opened."""

import os
import pty
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from kiosk.devices.printer.serial.serial_port import PortGone, PortStuck, SerialPort
from kiosk.settings.config import PrinterSettings


@pytest.fixture
def line() -> Iterator[tuple[int, PrinterSettings]]:
    """Return the far end of a line, and how the kiosk names its own."""
    far, near = pty.openpty()
    try:
        yield far, PrinterSettings(port=os.ttyname(near))
    finally:
        os.close(near)
        os.close(far)


def test_a_line_that_nobody_reads_is_stuck(line: tuple[int, PrinterSettings]) -> None:
    port = SerialPort(line[1], write_timeout=0.05)
    with pytest.raises(PortStuck, match="takes no bytes"):
        port.write(bytes(1_000_000))
    port.close()


def test_bytes_go_both_ways(line: tuple[int, PrinterSettings]) -> None:
    far, settings = line
    port = SerialPort(settings, write_timeout=1.0)
    port.write(b"\x10\x04\x01")
    assert os.read(far, 16) == b"\x10\x04\x01"
    assert port.read() == (b"", 0)
    port.close()


@pytest.mark.parametrize(
    "error",
    [
        termios.error(5, "Input/output error"),
        OSError(5, "Input/output error"),
        serial.SerialException("busy"),
    ],
)
def test_a_device_that_vanishes_while_it_is_set_up_is_gone(
    line: tuple[int, PrinterSettings], error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(termios, "tcgetattr", fail)
    with pytest.raises(PortGone, match="cannot be opened"):
        SerialPort(line[1], write_timeout=1.0)


def test_a_device_that_is_not_there_is_gone(tmp_path: Path) -> None:
    with pytest.raises(PortGone, match="cannot be opened"):
        SerialPort(PrinterSettings(port=str(tmp_path / "none")), write_timeout=1.0)
