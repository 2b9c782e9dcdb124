"""Sensors are believed within reason; what is missing is unknown."""

from pathlib import Path

import pytest

from kiosk.session.staff.numbers.machine_look import (
    MachineLook,
    Temperature,
    look_at_machine,
)


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("48250", 48),
        ("-3000", -3),
        ("-273150", None),
        ("9999999", None),
        ("", None),
        ("hot", None),
    ],
)
def test_a_zone(tmp_path: Path, text: str, degrees: int | None) -> None:
    zone = tmp_path / "thermal_zone0"
    zone.mkdir()
    (zone / "temp").write_text(text)
    (zone / "type").write_text("x86\x1b_pkg\n")
    seen = look_at_machine(tmp_path, tmp_path / "none", tmp_path / "none")
    wanted = () if degrees is None else (Temperature("x86_pkg", degrees),)
    assert seen == MachineLook(wanted, None, None)


def test_chips_and_memory(tmp_path: Path) -> None:
    chip = tmp_path / "hwmon0"
    chip.mkdir()
    (chip / "name").write_text("coretemp")
    for sensor, text in (("temp1_input", "40000"), ("temp2_input", "52000")):
        (chip / sensor).write_text(text)
    memory = tmp_path / "meminfo"
    memory.write_text("MemTotal: 4096000 kB\nMemAvailable:  1024000 kB\nrubbish\nX: y")
    seen = look_at_machine(tmp_path / "none", tmp_path, memory)
    assert seen == MachineLook((Temperature("coretemp", 52),), 1000, 4000)
