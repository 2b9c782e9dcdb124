"""Laws 1 and 2 of docs/architecture.md: who may import whom, read from the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kiosk"

LOWER = {
    "records",
    "acts",
    "config",
    "mistakes",
    "store",
    "resources",
    "programs",
    "ownership",
    "documents",
    "region",
    "texts",
    "faults",
    "store_errors",
    "secret",
    "people",
    "rights",
    "sums",
    "private_use",
    "visible",
}
"""Files that everybody may import."""

ROOMS: dict[str, set[str]] = {
    "screens": {"screens", "session", *LOWER},
    "session": {"session", "devices", "sync", *LOWER},
    "devices": {"devices", *LOWER},
    "sync": {"sync", *LOWER},
    "center": {"center", *LOWER}
    | {"sync.contract", "sync.chain", "sync.codes"}  # the wire, its hash, its codes
    | {"sync.card_item"}  # what a card gives after its PIN, as the wire has it
    | {"sync.rights", "sync.verification"}  # more of the wire
    | {"sync.acts", "sync.sealing"}  # what is asked for, and the seal that it opens
    | {"devices.card.authentication", "devices.card.demo_keys"},
    **{name: set(LOWER) for name in LOWER},
}
"""What each room may import; files beside them are the composition at the top."""

VENDORS = {
    "pygame": "kiosk/screens/",
    "smartcard": "kiosk/devices/card/winscard.py",
    "serial": "kiosk/devices/printer/serial_port.py",
    "escpos": "kiosk/devices/printer/codes.py",
    "httpx2": "kiosk/sync/https.py",
    "sqlite_utils": "kiosk/store.py",
    "litestar": "kiosk/center/",
    "uvicorn": "kiosk/center/",
}
"""The one file, or the one folder, that may import each vendor library."""


def sources() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of everything a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            module = node.module or ""
            yield module
            for alias in node.names:
                yield f"{module}.{alias.name}"


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def allowed(name: str, permitted: set[str]) -> bool:
    inner = name.removeprefix("kiosk").lstrip(".")
    if inner in ("", "__version__"):
        return True
    return any(inner == p or inner.startswith(p + ".") for p in permitted) or any(
        # `from kiosk.sync import contract` names the room first, then the file.
        p.startswith(inner + ".")
        for p in permitted
    )


def goes_up(path: Path, name: str) -> bool:
    if name != "kiosk" and not name.startswith("kiosk."):
        return False
    permitted = ROOMS.get(room_of(path))
    if permitted is not None:
        return not allowed(name, permitted)
    shown = path == PACKAGE / "commands" / "center.py"
    return not shown and name.startswith("kiosk.center")


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_down_only(path: Path) -> None:
    assert [name for name in imported(path) if goes_up(path, name)] == []


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_each_vendor_library_has_one_place(path: Path) -> None:
    own = str(path.relative_to(ROOT))
    places = {name: VENDORS.get(name.split(".")[0], own) for name in imported(path)}
    strange = {
        name: place
        for name, place in places.items()
        if own != place and not (place.endswith("/") and own.startswith(place))
    }
    assert strange == {}


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_each_vendor_place_exists(vendor: str) -> None:
    """A place that nobody uses would let the rule above rot."""
    place = ROOT / VENDORS[vendor]
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert any(
        name.split(".")[0] == vendor for file in files for name in imported(file)
    ), f"{vendor}: nothing imports it in {VENDORS[vendor]}"


def test_the_session_never_draws() -> None:
    """The law is worth its own name: a page value must not know a pixel."""
    for path in every((PACKAGE / "session").rglob("*.py")):
        assert not any(n.split(".")[0] in VENDORS for n in imported(path)), path
