"""The versions' page: the program, what it stands on, and what it was set to."""

import platform
import plistlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kiosk.domain.visible_text import visible
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.numbers.update_view import UpdateView
from kiosk.session.staff.pages import ToolFact, ToolFacts, ToolPage
from kiosk.session.staff.records.aside import Aside
from kiosk.settings.shipped import root

LIMIT = 3.0
PACKAGES = ("pygame-ce", "pyscard", "pyserial", "python-escpos")
OS_RELEASE = Path("/etc/os-release")
DPKG = Path("/var/lib/dpkg/status")
CCID = Path("/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist")
UNIT = "kiosk.service"
UNITS = (Path("/etc/systemd/system"), Path("/lib/systemd/system"))
"""Where a unit may stand; the first one counts."""
MOST_LETTERS = 40
_MOST_BYTES = 16 * 1024 * 1024

Versions = tuple[tuple[str, str], ...]


async def show_versions(desk: Desk) -> None:
    """Show the versions until the technician goes back."""
    try:
        system = await desk.during(Aside("versions").do(system_versions, LIMIT))
    except TimeoutError:
        system = ()
    updates = desk.parts.updates
    if updates is None:
        await desk.ask(lambda: versions_page(desk, system))
        return
    view = UpdateView(desk, updates)
    await view.show(lambda: view.over(versions_page(desk, system)))


def system_versions(
    release: Path = OS_RELEASE,
    dpkg: Path = DPKG,
    ccid: Path = CCID,
    units: tuple[Path, ...] = UNITS,
) -> Versions:
    """Return what the program stands on; what is not there is an empty text."""
    return (
        *((name, _package(name)) for name in PACKAGES),
        ("os", _os(release)),
        ("kernel", platform.release()),
        ("pcscd", _installed(dpkg, "pcscd")),
        ("ccid", _ccid(ccid)),
        ("unit", _unit(units)),
    )


def versions_page(desk: Desk, system: Versions) -> ToolPage:
    """Return all versions."""
    parts = desk.parts
    region = parts.region.region
    last = parts.store.one("SELECT name FROM migration ORDER BY rowid DESC LIMIT 1")
    settings: Versions = (
        ("printer_profile", parts.printer.profile.name),
        ("region", f"{region.id}, {', '.join(region.as_of)}"),
        ("migration", str(last["name"]) if last else ""),
    )
    return desk.page(
        "versions",
        groups=(
            ToolFacts("versions_program", _facts((*parts.versions, *system[:4]))),
            ToolFacts("versions_system", _facts(system[4:])),
            ToolFacts("versions_settings", _facts(settings)),
        ),
    )


def _facts(versions: Versions) -> tuple[ToolFact, ...]:
    return tuple(ToolFact(f"version_{n}", _shown(n, said)) for n, said in versions)


def _shown(name: str, said: str) -> Value:
    if name == "unit":
        return Word("unit_state", said)
    return visible(said)[:MOST_LETTERS] or Word("number_state", "not_there")


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _os(release: Path) -> str:
    for line in _read(release).splitlines():
        name, _, said = line.partition("=")
        if name == "PRETTY_NAME":
            return said.strip().strip("\"'")
    return ""


def _installed(dpkg: Path, package: str) -> str:
    """Return the version of a package as dpkg keeps it."""
    for block in _read(dpkg).split("\n\n"):
        if block.startswith(f"Package: {package}\n"):
            said = [ln for ln in block.splitlines() if ln.startswith("Version: ")]
            return said[0].removeprefix("Version: ") if said else ""
    return ""


def _ccid(path: Path) -> str:
    try:
        said = plistlib.loads(_read(path).encode("utf-8"))
    except (plistlib.InvalidFileException, ValueError, OSError):
        return ""
    except Exception:
        # The XML reader's own errors are of many kinds.
        return ""
    return str(said.get("CFBundleShortVersionString", ""))


def _unit(folders: tuple[Path, ...]) -> str:
    """Tell whether the unit that is installed is the shipped one."""
    there = next(filter(None, (_read(folder / UNIT) for folder in folders)), "")
    if not there:
        return "none"
    return "same" if there == _read(root() / "systemd" / UNIT) else "changed"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
