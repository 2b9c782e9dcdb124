"""The machine's own numbers from the kernel's files: temperatures and memory.

What a sensor says is a claim: some boards have sensors that nothing hangs on. A driver
can hang, so whoever looks does it aside.
"""

from pathlib import Path
from typing import NamedTuple

from kiosk.domain.visible_text import visible

THERMAL, HWMON = Path("/sys/class/thermal"), Path("/sys/class/hwmon")
MEMORY = Path("/proc/meminfo")
MOST = 6
HOT = 85
COLDEST, HOTTEST = -40, 150
"""Degrees; what says anything else measures nothing."""


class Temperature(NamedTuple):
    """What one sensor says, in whole degrees Celsius."""

    name: str
    degrees: int


class MachineLook(NamedTuple):
    """One look."""

    temperatures: tuple[Temperature, ...]
    memory_mib: int | None
    """Free for programs; None where the kernel does not say."""
    memory_of_mib: int | None


def look_at_machine(
    thermal: Path = THERMAL, hwmon: Path = HWMON, memory: Path = MEMORY
) -> MachineLook:
    """Return what the kernel says now."""
    found = [
        *(
            (zone / "type", zone / "temp")
            for zone in _in_order(thermal, "thermal_zone*")
        ),
        *(
            (chip / "name", sensor)
            for chip in _in_order(hwmon, "hwmon*")
            for sensor in _in_order(chip, "temp*_input")
        ),
    ]
    said: dict[str, int] = {}
    for name, value in found:
        degrees = _degrees(_read(value))
        called = visible(_read(name))[:20] or value.parent.name
        if degrees is not None:
            said[called] = max(degrees, said.get(called, degrees))
    temperatures = tuple(Temperature(*each) for each in said.items())[:MOST]
    sizes = _memory(_read(memory))
    return MachineLook(temperatures, sizes.get("MemAvailable"), sizes.get("MemTotal"))


def _in_order(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))[:32]
    except OSError:
        return []


def _degrees(text: str) -> int | None:
    try:
        degrees = round(int(text) / 1000)
    except ValueError:
        return None
    return degrees if COLDEST <= degrees <= HOTTEST else None


def _memory(text: str) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for line in text.splitlines():
        name, _, value = line.partition(":")
        number = value.strip().removesuffix(" kB")
        if number.isascii() and number.isdigit():
            sizes[name] = int(number) // 1024
    return sizes


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
