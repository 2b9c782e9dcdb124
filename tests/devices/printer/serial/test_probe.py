"""What a printer is heard to do is what its model does, and nothing is printed."""

import os
import pty
import threading
import tty
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter, probe
from kiosk.devices.printer.serial.serial_port import SerialPort
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.settings.config import PrinterSettings
from kiosk.settings.profiles import profile_names
from kiosk.settings.shipped import shipped_config
from tests.devices.printer.conftest import profile

pytestmark = pytest.mark.xdist_group("probe")
NAMES = profile_names(shipped_config("kiosk.toml"), "printers")
Heard = ProbedPrinter | NoPrinter
FEATURES = ("process_id", "gs_r", "macro", "clear_dc4")


def probed(folder: Path, model: PrinterProfile, silent: bool = False) -> Heard:
    """Probe a printer of this model on a line of its own; nothing may come out."""
    folder.mkdir()
    with VirtualPrinter(folder / "tty", folder / "out", model) as virtual:
        virtual.set_silent(silent)
        port = SerialPort(PrinterSettings(port=str(folder / "tty")), 1.0)
        found = probe(port)
        port.close()
        assert virtual.receipts == ()
    return found


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Heard]:
    """What every printer was heard to do, each on its own line and all at once.

    A probe mostly waits for what does not come; one after the other takes a minute.
    """
    answers = msgspec.structs.replace(profile("generic-58mm").answers, macro=True)
    models = {name: profile(name) for name in NAMES}
    models["gs_r"] = msgspec.structs.replace(profile("generic-58mm"), answers=answers)
    models["silent"] = profile()
    folder = tmp_path_factory.mktemp("printers")
    with ThreadPoolExecutor(len(models)) as hands:
        found = hands.map(
            lambda name: probed(folder / name, models[name], name == "silent"), models
        )
        return dict(zip(models, found, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_each_model_is_heard_to_do_what_its_profile_says(
    heard: dict[str, Heard], name: str
) -> None:
    model, found = profile(name), heard[name]
    assert isinstance(found, ProbedPrinter)
    for feature in FEATURES:
        assert getattr(found.answers, feature) == getattr(model.answers, feature)
    assert found.full_status == (model.presenter.taken == "full_status")
    assert found.model
    assert 0.3 <= found.answers.wait <= 5.0


def test_a_printer_with_gs_r_and_macros_can_prove(heard: dict[str, Heard]) -> None:
    found = heard["gs_r"]
    assert isinstance(found, ProbedPrinter)
    assert found.answers.proves
    assert not found.answers.process_id


def test_a_silent_line_is_no_printer(heard: dict[str, Heard]) -> None:
    assert heard["silent"] is NoPrinter.SILENT


def test_a_line_full_of_rubbish_proves_nothing() -> None:
    far, near = pty.openpty()
    tty.setraw(near)
    over = threading.Event()

    def flood() -> None:
        while not over.wait(0.02):
            os.write(far, bytes(range(64)))

    noise = threading.Thread(target=flood)
    noise.start()
    try:
        port = SerialPort(PrinterSettings(port=os.ttyname(near)), 1.0)
        assert probe(port) is NoPrinter.NOISE
        port.close()
    finally:
        over.set()
        noise.join()
        os.close(far)
        os.close(near)
