"""What `kiosk doctor` sees of the system below: panel, touch, time, the state folder.

Each function looks at the kernel's own word and changes nothing.
"""

import ctypes
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.faults import Fault
from kiosk.screens.window.sdl import choose_driver
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.state.ownership import denied, owner_of, strangers, user_name

DRM = Path("/sys/class/drm")
INPUT = Path("/proc/bus/input/devices")
DEVICES = Path("/dev")
TIME_SERVICES = {
    "systemd-timesyncd": Path("/run/systemd/timesync"),
    "chrony": Path("/run/chrony"),
    "ntpsec": Path("/run/ntpsec"),
    "openntpd": Path("/run/openntpd"),
}
_UNSYNCHRONIZED = 5
"""adjtimex(2) calls it TIME_ERROR."""


@dataclass(frozen=True)
class DoctorLine:
    """One line of the doctor: which part, how it is, what was seen, what to do."""

    part: str
    health: PartHealth
    seen: str
    fault: Fault | None = None


def display(video: str, environment: Mapping[str, str] = os.environ) -> DoctorLine:
    """Look whether there is something to draw on, without opening it."""
    driver = choose_driver(video, environment)
    if driver in ("x11", "wayland"):
        name = environment.get("DISPLAY" if driver == "x11" else "WAYLAND_DISPLAY", "")
        if name:
            return DoctorLine("display", PartHealth.OK, f"{driver} {name}")
        return DoctorLine(
            "display",
            PartHealth.BAD,
            f"{driver}: no server is named",
            Fault.DISPLAY_MISSING,
        )
    if driver != "kmsdrm":
        return DoctorLine("display", PartHealth.UNKNOWN, driver)
    return _panel()


def _panel() -> DoctorLine:
    states = {p.parent.name: p.read_text("ascii") for p in DRM.glob("card*-*/status")}
    on = sorted(name for name, state in states.items() if state.startswith("connected"))
    if not on:
        seen = ", ".join(f"{name} not connected" for name in sorted(states))
        return DoctorLine(
            *(
                "display",
                PartHealth.BAD,
                seen or "no graphics card",
                Fault.DISPLAY_MISSING,
            )
        )
    node = DEVICES / "dri" / on[0].partition("-")[0]
    if not os.access(node, os.R_OK | os.W_OK):
        seen = f"{', '.join(on)}, but {node} is closed to this user"
        return DoctorLine("display", PartHealth.BAD, seen, Fault.DISPLAY_MISSING)
    return DoctorLine("display", PartHealth.OK, f"kmsdrm {', '.join(on)}")


def touch() -> DoctorLine:
    """Look for a touch screen: an input device that is on what it points at."""
    try:
        blocks = INPUT.read_text("utf-8", "replace").split("\n\n")
    except OSError:
        return DoctorLine("touch", PartHealth.UNKNOWN, f"{INPUT} cannot be read")
    found: dict[str, Path] = {}
    for block in blocks:
        name = re.search(r'^N: Name="(.*)"', block, re.MULTILINE)
        event = re.search(r"^H: .*\b(event\d+)", block, re.MULTILINE)
        direct = re.search(r"^B: PROP=([0-9a-f]+)", block, re.MULTILINE)
        if name and event and direct and int(direct[1], 16) & 2:
            found[name[1]] = DEVICES / "input" / event[1]
    if not found:
        return DoctorLine("touch", PartHealth.WARNING, "no touch screen")
    closed = [str(node) for node in found.values() if not os.access(node, os.R_OK)]
    if closed:
        seen = f"{', '.join(closed)} is closed to this user"
        return DoctorLine("touch", PartHealth.WARNING, seen)
    return DoctorLine("touch", PartHealth.OK, ", ".join(found))


def zone(name: str) -> DoctorLine:
    """Say which time pages and paper show, and which one the system does."""
    now = datetime.now(ZoneInfo(name))
    seen = f"{name}, {now:%F %R}"
    here = now.astimezone()
    if here.utcoffset() != now.utcoffset():
        seen += f" (the system's own: {here:%R %Z})"
    return DoctorLine("zone", PartHealth.OK, seen)


def time_service() -> DoctorLine:
    """Ask the kernel whether its time is kept, and look which service does it."""
    service = next((n for n, folder in TIME_SERVICES.items() if folder.is_dir()), None)
    if kernel_keeps_time():
        by = f" by {service}" if service else ""
        return DoctorLine("clock", PartHealth.OK, f"synchronized{by}")
    if service is None:
        return DoctorLine("clock", PartHealth.UNKNOWN, "no time service is running")
    return DoctorLine("clock", PartHealth.WARNING, f"not synchronized yet by {service}")


def kernel_keeps_time() -> bool:
    """Return the kernel's own judgement, whichever service sets it (adjtimex(2))."""
    timex = ctypes.create_string_buffer(512)
    state: int = ctypes.CDLL(None, use_errno=True).adjtimex(timex)
    return 0 <= state != _UNSYNCHRONIZED


def state_folder(folder: Path) -> DoctorLine:
    """Look whether the kiosk's folder belongs to one user, who can use it."""
    try:
        if not folder.is_dir():
            return DoctorLine("state", PartHealth.UNKNOWN, f"{folder} is not there yet")
        others = strangers(folder)
    except OSError:
        others = []
    if reason := denied(folder):
        return DoctorLine("state", PartHealth.BAD, reason, Fault.STORE_DENIED)
    whose = user_name(owner_of(folder))
    if others:
        seen = (
            f"{others[0]} belongs to {user_name(owner_of(others[0]))}, the folder to "
            f"{whose}; as root: chown -R {whose}: {folder}"
        )
        return DoctorLine("state", PartHealth.BAD, seen, Fault.STORE_DENIED)
    return DoctorLine("state", PartHealth.OK, f"{folder} of {whose}")
