"""Laws 1 and 2 of docs/architecture.md: who may import whom, read from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kiosk"

GROUND = {"domain", "settings"}
"""What everybody may import."""

ROOMS: dict[str, set[str]] = {
    "domain": {"domain"},
    "settings": {*GROUND},
    "devices": {"devices", *GROUND},
    "sync": {"sync", *GROUND},
    "session": {"session", "devices", "sync", *GROUND},
    "screens": {"screens", "session", *GROUND},
    "center": {"center", "sync.wire", "devices.card.keys.key_provider", *GROUND},
    "machine": {"machine", "screens", "session", "devices", "sync", *GROUND},
}
"""What each room may import; the machine puts all but the center together."""

DEMO = {"devices.virtual", "machine.demo"}
"""What nothing of the product imports."""

WAYS_IN: dict[str, set[str]] = {
    "devices/virtual/": {"devices.virtual"},
    "machine/demo/": {*DEMO, "center"},
    "machine/shell/demo_commands.py": {*DEMO, "center"},
    "machine/shell/card_": {"devices.virtual"},
    "machine/shell/printer_": {"devices.virtual"},
    "machine/shell/center_": {"center"},
    "__main__.py": {"machine"},
}
"""What else may be imported below a path: the demo's own rooms, and their commands."""

VENDORS = {
    "pygame": "kiosk/screens/",
    "smartcard": "kiosk/devices/card/readers/winscard.py",
    "serial": "kiosk/devices/printer/serial/serial_port.py",
    "escpos": "kiosk/devices/printer/typesetting/qr_commands.py",
    "httpx2": "kiosk/sync/line/https.py",
    "sqlite_utils": "kiosk/settings/state/store.py",
    "litestar": "kiosk/center/",
    "jinja2": "kiosk/center/desk/desk_app.py",
    "uvicorn": "kiosk/center/",
    "sqlalchemy": "kiosk/center/",
    "alembic": "kiosk/center/database/",
    "pkcs11": "kiosk/center/identity/token/token_key.py",
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


def below(name: str, places: set[str]) -> bool:
    return any(name == place or name.startswith(place + ".") for place in places)


def goes_up(path: Path, name: str) -> bool:
    if not name.startswith("kiosk."):
        return False
    inner, own = name.removeprefix("kiosk."), path.relative_to(PACKAGE).as_posix()
    shown = set().union(*(v for k, v in WAYS_IN.items() if own.startswith(k)))
    if inner == "__version__" or below(inner, shown):
        return False
    permitted = ROOMS.get(own.partition("/")[0], set())
    # `from kiosk.sync import wire` names the room first, then what is in it.
    known = below(inner, permitted) or any(p.startswith(f"{inner}.") for p in permitted)
    return not known or below(inner, DEMO)


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


def test_one_room_knows_the_engines() -> None:
    """A dialect in a route would be a second storage."""
    room = PACKAGE / "center" / "database"
    for path in every((PACKAGE / "center").rglob("*.py")):
        if room not in path.parents:
            names = set(imported(path))
            assert not any(name.startswith("sqlalchemy.dialects") for name in names)
            assert ".dialect" not in path.read_text("utf-8"), path


MAY_SET = {
    "screens/__init__.py",
    "screens/window/sdl.py",
    "machine/demo/surroundings.py",
}
"""They do so before there is another thread, or in the demo only."""
SETS = re.compile(r"environ(\[[^]]+\] = |\.(update|setdefault|pop)\()|putenv\(")


def test_nothing_sets_the_environment_beside_other_threads() -> None:
    """C libraries read it without a lock; whoever sets one moves all the others."""
    found = {
        str(path.relative_to(PACKAGE))
        for path in every(PACKAGE.rglob("*.py"))
        if "data" not in path.parts and SETS.search(path.read_text("utf-8"))
    }
    assert found == MAY_SET
