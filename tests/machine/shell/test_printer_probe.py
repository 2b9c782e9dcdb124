"""`kiosk printer probe` proposes a profile that claims no more than was heard."""

from pathlib import Path

import pytest

from kiosk.devices.printer.serial.serial_port import SerialPort
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter
from kiosk.machine.shell.cli import main
from kiosk.settings.config import PrinterSettings
from kiosk.settings.shipped import shipped_config
from tests.devices.printer.conftest import profile


def test_a_printer_is_asked_and_a_profile_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile("snbc-kiosk")):
        line = ["printer", "probe", "--port", str(tmp_path / "tty"), "--language", "en"]
        assert main([*line, "--baud", "115200"]) == 0
    said = capsys.readouterr().out
    assert "SNBC" in said
    assert 'printer.profile = "' in said
    assert "gs_r = true" in said
    assert "macro = false" in said
    assert "cannot prove" in said


@pytest.mark.parametrize(
    ("there", "sentence"), [(False, "cannot be opened"), (True, "in use by another")]
)
def test_a_line_that_cannot_be_had_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    there: bool,
    sentence: str,
) -> None:
    place = str(tmp_path / "tty")
    line = ["printer", "probe", "--port", place, "--language", "en"]
    if not there:
        assert main(line) == 1
    else:
        with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()):
            kiosk = SerialPort(PrinterSettings(port=place), 1.0)
            assert main(line) == 1
            kiosk.close()
    assert sentence in capsys.readouterr().err


def test_a_profile_that_cannot_be_read_stops_no_probe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "printers").mkdir()
    (tmp_path / "printers" / "broken.toml").write_text("name = 1")
    (tmp_path / "kiosk.toml").write_text(shipped_config("demo.toml").read_text())
    config = ["--config", str(tmp_path / "kiosk.toml")]
    with VirtualPrinter(tmp_path / "tty", tmp_path / "out", profile()):
        line = ["printer", "probe", "--port", str(tmp_path / "tty"), "--language", "en"]
        assert main([*line, *config, "--baud", "115200"]) == 0
    said = capsys.readouterr()
    assert "generic-80mm" in said.out
    assert "broken.toml" in said.err


def test_without_a_port_it_says_where_to_write_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["printer", "probe", "--port", "", "--language", "en"]) == 1
    assert "printer.port" in capsys.readouterr().err
