"""The doctor's look at panel, touch, time and the state folder, on kernel files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.domain.faults import Fault
from kiosk.machine.shell.doctor import doctor_system
from kiosk.machine.shell.doctor.doctor_system import (
    display,
    state_folder,
    time_service,
    touch,
    zone,
)
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.loading import load_config
from kiosk.settings.state import ownership
from kiosk.settings.toml_file import SettingsMistake
from tests.wording import english

SCREEN = """I: Bus=0003 Vendor=0eef Product=0001 Version=0210
N: Name="eGalax Inc. USB TouchController"
H: Handlers=mouse1 event4
B: PROP=2
B: EV=b
B: ABS=260800000000003

I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="Logitech USB Optical Mouse"
H: Handlers=mouse0 event3
B: PROP=0
B: EV=17
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands for the kernel's files."""
    monkeypatch.setattr(doctor_system, "DRM", tmp_path / "drm")
    monkeypatch.setattr(doctor_system, "INPUT", tmp_path / "devices")
    monkeypatch.setattr(doctor_system, "DEVICES", tmp_path / "dev")
    monkeypatch.setattr(
        doctor_system, "TIME_SERVICES", {"chrony": tmp_path / "run" / "chrony"}
    )
    return tmp_path


def connector(machine: Path, name: str, state: str) -> None:
    folder = machine / "drm" / name
    folder.mkdir(parents=True)
    (folder / "status").write_text(f"{state}\n", "ascii")


def test_a_panel_that_is_connected_is_found(machine: Path) -> None:
    found = display("kmsdrm", {})
    assert (found.health, found.fault) == (PartHealth.BAD, Fault.DISPLAY_MISSING)
    connector(machine, "card0-HDMI-A-1", "disconnected")
    assert "card0-HDMI-A-1 not connected" in english(display("auto", {}).seen)
    connector(machine, "card0-DP-1", "connected")
    assert "card0 is closed to this user" in english(display("auto", {}).seen)
    (machine / "dev" / "dri").mkdir(parents=True)
    (machine / "dev" / "dri" / "card0").touch()
    assert display("auto", {}).health is PartHealth.OK
    assert english(display("auto", {}).seen) == "kmsdrm card0-DP-1"


@pytest.mark.parametrize(
    ("video", "environment", "health"),
    [
        ("auto", {"DISPLAY": ":0"}, PartHealth.OK),
        ("x11", {}, PartHealth.BAD),
        ("auto", {"WAYLAND_DISPLAY": "wayland-0"}, PartHealth.OK),
        ("dummy", {}, PartHealth.UNKNOWN),
    ],
)
def test_a_window_system_is_named(
    video: str, environment: dict[str, str], health: PartHealth
) -> None:
    assert display(video, environment).health is health


def test_a_touch_screen_is_told_from_a_mouse(machine: Path) -> None:
    assert touch().health is PartHealth.UNKNOWN
    (machine / "devices").write_text(SCREEN.partition("\n\n")[2], "utf-8")
    assert (touch().health, english(touch().seen)) == (
        PartHealth.WARNING,
        "no touch screen",
    )
    (machine / "devices").write_text(SCREEN, "utf-8")
    assert "event4 is closed to this user" in english(touch().seen)
    (machine / "dev" / "input").mkdir(parents=True)
    (machine / "dev" / "input" / "event4").touch()
    assert touch().health is PartHealth.OK
    assert english(touch().seen) == "eGalax Inc. USB TouchController"


@pytest.mark.parametrize(
    ("kept", "runs", "health", "seen"),
    [
        (True, True, PartHealth.OK, "synchronized by chrony"),
        (True, False, PartHealth.OK, "synchronized"),
        (False, True, PartHealth.WARNING, "not synchronized yet by chrony"),
        (False, False, PartHealth.UNKNOWN, "no time service is running"),
    ],
)
def test_the_kernel_says_whether_time_is_kept(
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    kept: bool,
    runs: bool,
    health: PartHealth,
    seen: str,
) -> None:
    monkeypatch.setattr(doctor_system, "kernel_keeps_time", lambda: kept)
    if runs:
        (machine / "run" / "chrony").mkdir(parents=True)
    assert (time_service().health, english(time_service().seen)) == (health, seen)


def test_a_strangers_file_in_the_state_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state_folder(tmp_path / "none").health is PartHealth.UNKNOWN
    keys = tmp_path / "keys"
    keys.touch()
    assert state_folder(tmp_path).health is PartHealth.OK
    for module in (ownership, doctor_system):
        monkeypatch.setattr(
            module, "owner_of", lambda path: 0 if path == keys else 61234
        )
    found = state_folder(tmp_path)
    assert (found.health, found.fault) == (PartHealth.BAD, Fault.STORE_DENIED)
    assert f"{keys} belongs to root, the folder to 61234; as root: chown -R" in english(
        found.seen
    )


SAY_TIME = (
    "from kiosk.sync.clock.clock import SystemClock as C; n = C().now(); "
    "print(n.utcoffset(), C('Asia/Urumqi').now().utcoffset())"
)


@pytest.mark.parametrize("system", ["UTC", "Asia/Shanghai", "", "America/New_York"])
def test_pages_and_paper_show_the_settings_time(system: str) -> None:
    """A bare image is in UTC: without a zone of its own, a receipt is 8 hours early."""
    said = subprocess.run(
        [sys.executable, "-c", SAY_TIME],
        env={**os.environ, "TZ": system},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split() == ["8:00:00", "6:00:00"]


@pytest.mark.parametrize("name", ["Asia/Nowhere", "Asia", "../etc/passwd", "", "/etc"])
def test_a_zone_that_is_none_is_a_mistake(tmp_path: Path, name: str) -> None:
    path = tmp_path / "kiosk.toml"
    head = f'[machine]\nid = "K1"\nregion = "ningbo"\nzone = "{name}"\n'
    path.write_text(head, "utf-8")
    with pytest.raises(SettingsMistake, match=r"machine\.zone: there is no time zone"):
        load_config(path)
    assert english(zone("UTC").seen).startswith("UTC, ")
