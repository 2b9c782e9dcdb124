"""A key of a profile that no code reads would be a promise that nobody keeps."""

import re
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.domain.region.region import Region
from kiosk.domain.toml_table import TomlTable

PACKAGE = Path(__file__).resolve().parents[2] / "kiosk"
NO_READERS = {"region_rules.py", "places.py", "contradictions.py"}
"""They say what a profile may hold; that alone shows it to nobody."""

READ_AS = {"RegionName.province": "whole"}
"""Keys that others know only through a property."""


def tables(kind: type[TomlTable]) -> set[type[TomlTable]]:
    """Return a table with all that stand in it."""
    found = {kind}
    for field in msgspec.structs.fields(kind):
        for inner in _inside(field.type):
            found |= tables(inner)
    return found


def _inside(annotation: object) -> list[type[TomlTable]]:
    if isinstance(annotation, type) and issubclass(annotation, TomlTable):
        return [annotation]
    inner = getattr(annotation, "__args__", ())
    return [table for each in inner for table in _inside(each)]


KEYS = sorted(
    {
        f"{table.__name__}.{field.name}"
        for profile in (Region, PrinterProfile)
        for table in tables(profile)
        for field in msgspec.structs.fields(table)
    }
)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_of_a_profile_is_read(key: str) -> None:
    name = READ_AS.get(key) or key.partition(".")[2]
    files = [path for path in PACKAGE.rglob("*.py") if path.name not in NO_READERS]
    readers = [p for p in files if re.search(rf"\.{name}\b", p.read_text("utf-8"))]
    assert [p for p in readers if "virtual" not in p.parts], f"nobody reads {key}"
