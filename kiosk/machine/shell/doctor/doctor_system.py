"""What `kiosk doctor` sees of the system below: panel, touch, time, the state folder.

Each function looks at the kernel's own word and changes nothing.
"""

import ctypes
import os
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.domain.notation import minute
from kiosk.machine.shell.doctor.doctor_line import DoctorLine, as_it_is
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


def display(video: str, environment: Mapping[str, str] = os.environ) -> DoctorLine:
    """Look whether there is something to draw on, without opening it."""
    driver = choose_driver(video, environment)
    if driver in ("x11", "wayland"):
        name = environment.get("DISPLAY" if driver == "x11" else "WAYLAND_DISPLAY", "")
        if name:
            return DoctorLine("display", PartHealth.OK, as_it_is(f"{driver} {name}"))
        unnamed = Message("doctor__seen__no_server", driver=driver)
        return DoctorLine("display", PartHealth.BAD, unnamed, Fault.DISPLAY_MISSING)
    if driver != "kmsdrm":
        return DoctorLine("display", PartHealth.UNKNOWN, as_it_is(driver))
    return _panel()


def _panel() -> DoctorLine:
    states = {p.parent.name: p.read_text("ascii") for p in DRM.glob("card*-*/status")}
    on = sorted(name for name, state in states.items() if state.startswith("connected"))
    if not on:
        off = tuple(sorted(states))
        seen = Message("doctor__seen__no_graphics")
        if off:
            seen = Message("doctor__seen__not_connected", names=off)
        return DoctorLine("display", PartHealth.BAD, seen, Fault.DISPLAY_MISSING)
    node = DEVICES / "dri" / on[0].partition("-")[0]
    if not os.access(node, os.R_OK | os.W_OK):
        seen = Message("doctor__seen__panel_closed", names=tuple(on), node=str(node))
        return DoctorLine("display", PartHealth.BAD, seen, Fault.DISPLAY_MISSING)
    return DoctorLine("display", PartHealth.OK, as_it_is(f"kmsdrm {', '.join(on)}"))


def touch() -> DoctorLine:
    """Look for a touch screen: an input device that is on what it points at."""
    try:
        blocks = INPUT.read_text("utf-8", "replace").split("\n\n")
    except OSError:
        unread = Message("doctor__seen__unreadable", path=str(INPUT))
        return DoctorLine("touch", PartHealth.UNKNOWN, unread)
    found: dict[str, Path] = {}
    for block in blocks:
        name = re.search(r'^N: Name="(.*)"', block, re.MULTILINE)
        event = re.search(r"^H: .*\b(event\d+)", block, re.MULTILINE)
        direct = re.search(r"^B: PROP=([0-9a-f]+)", block, re.MULTILINE)
        if name and event and direct and int(direct[1], 16) & 2:
            found[name[1]] = DEVICES / "input" / event[1]
    if not found:
        return DoctorLine(
            "touch", PartHealth.WARNING, Message("doctor__seen__no_touch")
        )
    closed = [str(node) for node in found.values() if not os.access(node, os.R_OK)]
    if closed:
        seen = Message("doctor__seen__closed", nodes=tuple(closed))
        return DoctorLine("touch", PartHealth.WARNING, seen)
    return DoctorLine("touch", PartHealth.OK, as_it_is(*found))


def zone(name: str) -> DoctorLine:
    """Say which time pages and paper show, and which one the system does."""
    now = datetime.now(ZoneInfo(name))
    own, time = as_it_is(name), as_it_is(minute(now))
    seen, here = Message("doctor__seen__and", one=own, other=time), now.astimezone()
    if here.utcoffset() != now.utcoffset():
        seen = Message("doctor__seen__zones", own=seen, systems=f"{here:%R %Z}")
    return DoctorLine("zone", PartHealth.OK, seen)


def time_service() -> DoctorLine:
    """Ask the kernel whether its time is kept, and look which service does it."""
    service = next((n for n, folder in TIME_SERVICES.items() if folder.is_dir()), None)
    if kernel_keeps_time():
        seen = Message("doctor__seen__synchronized")
        if service:
            seen = Message("doctor__seen__synchronized_by", service=service)
        return DoctorLine("clock", PartHealth.OK, seen)
    if service is None:
        none = Message("doctor__seen__no_time_service")
        return DoctorLine("clock", PartHealth.UNKNOWN, none)
    waits = Message("doctor__seen__not_synchronized", service=service)
    return DoctorLine("clock", PartHealth.WARNING, waits)


def kernel_keeps_time() -> bool:
    """Return the kernel's own judgement, whichever service sets it (adjtimex(2))."""
    timex = ctypes.create_string_buffer(512)
    state: int = ctypes.CDLL(None, use_errno=True).adjtimex(timex)
    return 0 <= state != _UNSYNCHRONIZED


def state_folder(folder: Path) -> DoctorLine:
    """Look whether the kiosk's folder belongs to one user, who can use it."""
    try:
        if not folder.is_dir():
            none = Message("doctor__seen__no_folder", path=str(folder))
            return DoctorLine("state", PartHealth.UNKNOWN, none)
        others = strangers(folder)
    except OSError:
        others = []
    if reason := denied(folder):
        return DoctorLine("state", PartHealth.BAD, reason, Fault.STORE_DENIED)
    whose = user_name(owner_of(folder))
    if others:
        seen = Message(
            "doctor__seen__strangers",
            file=str(others[0]),
            theirs=user_name(owner_of(others[0])),
            whose=whose,
            folder=str(folder),
        )
        return DoctorLine("state", PartHealth.BAD, seen, Fault.STORE_DENIED)
    fine = Message("doctor__seen__folder", folder=str(folder), whose=whose)
    return DoctorLine("state", PartHealth.OK, fine)
