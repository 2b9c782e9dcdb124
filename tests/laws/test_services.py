"""The table of services names pages, rules and tests that exist."""

import re
from pathlib import Path

import msgspec

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES
from tests.every import every
from tests.screens.vocabulary import all_pages

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "services.md").read_text("utf-8")


def quoted() -> list[str]:
    """Return every word in backquotes inside the tables."""
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    return re.findall(r"`([^`]+)`", "\n".join(rows))


def test_named_tests_exist() -> None:
    named = {word for word in quoted() if word.startswith("tests/")}
    assert named
    assert [word for word in named if not (ROOT / word).is_file()] == []


def test_named_rules_exist() -> None:
    tables = {field.encode_name: field.type for field in msgspec.structs.fields(Region)}
    for word in every(quoted()):
        if "/" in word or "." not in word:
            continue
        table, key = word.split(".")[:2]
        assert table in tables, word
        if table == "procedures":
            assert key in PROCEDURES, word
        elif table != "guides":
            keys = {field.name for field in msgspec.structs.fields(tables[table])}
            assert key in keys, word


def test_named_pages_exist() -> None:
    pages = {page.name for page in all_pages()}
    other = {"offices", "banks", "guides", "fees"}
    states = {"accepted", "refused", "waiting"}
    plain = {w for w in quoted() if "/" not in w and "." not in w}
    assert plain - pages - other - states == set()
