"""Which sticks are mounted, from the kernel's own lists; nothing is mounted here.

A name on a stick was written by whoever had it before, and the kiosk may itself have
been started from one: only what hangs on USB, below the folders for sticks, counts.
"""

import os
import re
from pathlib import Path

from kiosk.devices.stick.stick_port import Stick
from kiosk.domain.visible_text import visible

SYS_BLOCK = Path("/sys/class/block")
MOUNTS = Path("/proc/self/mounts")
ROOTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
MOST = 4
MOST_LETTERS = 24
_ESCAPED = re.compile(r"\\([0-7]{3})")
_DEVICE = re.compile(r"/dev/([A-Za-z0-9_-]{1,32})")


def mounted_sticks(
    mounts: Path = MOUNTS,
    sys_block: Path = SYS_BLOCK,
    roots: tuple[Path, ...] = ROOTS,
) -> tuple[Stick, ...]:
    """Return the mounted sticks; it may block for as long as a stick does."""
    try:
        lines = mounts.read_bytes().decode("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ()
    found: dict[Path, Stick] = {}
    for line in lines:
        fields = line.split(" ")
        device = _DEVICE.fullmatch(fields[0]) if len(fields) > 3 else None
        if device is None or not _on_usb(sys_block, device[1]):
            continue
        stick = _stick(Path(_plain(fields[1])), fields[2], fields[3], roots)
        if stick is not None:
            found[stick.folder] = stick
    return tuple(found.values())[:MOST]


def _plain(field: str) -> str:
    """Return a field of the list without its escapes."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), field)


def _on_usb(sys_block: Path, name: str) -> bool:
    """Tell whether a device is a stick: it can be taken out, or hangs on USB."""
    try:
        place = (sys_block / name).resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in place.parts):
        return True
    disk = place.parent if (place / "partition").exists() else place
    try:
        return (disk / "removable").read_text("ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return False


def _stick(
    folder: Path, kind: str, options: str, roots: tuple[Path, ...]
) -> Stick | None:
    if ".." in folder.parts or not any(root in folder.parents for root in roots):
        return None
    try:
        room = os.statvfs(folder)
    except OSError:
        return None
    free = room.f_bavail * room.f_frsize
    writable = "rw" in options.split(",") and not room.f_flag & os.ST_RDONLY
    return Stick(folder, label_of(folder.name), visible(kind)[:12], writable, free)


def label_of(name: str) -> str:
    """Return a stick's name as it may be shown."""
    seen = visible(name.encode("utf-8", "replace").decode("utf-8")).strip()
    return seen if len(seen) <= MOST_LETTERS else seen[: MOST_LETTERS - 1] + "…"
