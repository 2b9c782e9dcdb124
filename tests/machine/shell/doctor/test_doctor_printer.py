"""What `kiosk doctor` says of a printer: what it heard, and no more."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.devices.printer.printer_port import LinkState, PrinterStatus
from kiosk.devices.printer.serial.line_owner import LineOwner
from kiosk.devices.printer.serial.serial_port import SerialPort
from kiosk.devices.virtual.printer.sensors import PaperSensor
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.domain.faults import Fault
from kiosk.machine.shell.doctor import doctor
from kiosk.machine.shell.doctor.busy_watch import BusyWatch
from kiosk.machine.shell.doctor.doctor import _printer
from kiosk.machine.shell.doctor.doctor_line import DoctorLine, printed
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import load_texts
from tests.devices.printer.conftest import profile

SHIPPED = shipped_config("demo.toml")


def config(folder: Path, name: str = "generic-80mm") -> KioskConfig:
    told = load_config(SHIPPED)
    printer = msgspec.structs.replace(
        told.printer, port=str(folder / "tty"), profile=name
    )
    return msgspec.structs.replace(told, printer=printer)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look as long as a machine may need that is busy; who is heard ends the look."""
    monkeypatch.setattr(doctor, "LONG_LOOK", 60.0)


def ends_at_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a look end as soon as the printer counts as silent, whenever that is."""

    class Line(LineOwner):
        def __init__(self, *given: Any) -> None:
            heard = given[-1]

            def told(status: PrinterStatus) -> None:
                silent = status.link is LinkState.SILENT
                heard(replace(status, link=LinkState.OK) if silent else status)

            super().__init__(*(*given[:-1], told))

    monkeypatch.setattr(doctor, "LineOwner", Line)


@pytest.mark.parametrize(
    ("paper", "health", "fault"),
    [
        ("ok", PartHealth.OK, None),
        ("near", PartHealth.WARNING, Fault.PRINTER_PAPER_NEAR_END),
        ("out", PartHealth.BAD, Fault.PRINTER_PAPER_OUT),
    ],
)
def test_a_printer_that_answers_is_told_as_it_is(
    tmp_path: Path, paper: PaperSensor, health: PartHealth, fault: Fault | None
) -> None:
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()) as virtual:
        virtual.set_paper(paper)
        line = _printer(config(tmp_path), SHIPPED)
    assert (line.health, line.fault) == (health, fault)


def test_a_line_that_the_kiosk_has_is_no_fault(tmp_path: Path) -> None:
    told = config(tmp_path)
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()):
        kiosk = SerialPort(told.printer, 1.0)
        line = _printer(told, SHIPPED)
        kiosk.close()
    assert (line.health, line.fault) == (PartHealth.UNKNOWN, None)
    assert "in use by another program" in words(line)
    assert "see its maintenance page" in words(line)
    assert "printer.port" not in words(line)


def test_a_silent_printer_with_another_speed_than_its_maker_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_at_silence(monkeypatch)
    monkeypatch.setattr(BusyWatch, "too_busy", False)
    told = config(tmp_path, "cashino-kp-628e")
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()) as virtual:
        virtual.set_silent(True)
        line = _printer(told, SHIPPED)
    assert line.fault is Fault.PRINTER_SILENT
    assert "9600 baud" in words(line)


def test_a_printer_that_is_silent_at_first_is_waited_for(tmp_path: Path) -> None:
    """On a busy machine the first looks said P01 of a healthy printer."""
    told = config(tmp_path)
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()) as virtual:
        virtual.set_silent(True)
        timer = threading.Timer(2.0, virtual.set_silent, [False])
        timer.start()
        line = _printer(told, SHIPPED)
        timer.join()
    assert (line.health, line.fault) == (PartHealth.OK, None)


def test_silence_on_a_machine_that_is_late_itself_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_at_silence(monkeypatch)
    monkeypatch.setattr(BusyWatch, "too_busy", True)
    told = config(tmp_path)
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()) as virtual:
        virtual.set_silent(True)
        line = _printer(told, SHIPPED)
    assert (line.health, line.fault) == (PartHealth.UNKNOWN, None)
    assert "too busy" in words(line)


def words(line: DoctorLine) -> str:
    return printed(line, load_texts("en"))
