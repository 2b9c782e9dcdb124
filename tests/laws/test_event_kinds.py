"""A kind of event is named in the registry's files and nowhere else in the program."""

import ast
from pathlib import Path

import pytest

from kiosk.sync.wire.events.event_registry import EVENTS

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "kiosk" / "sync" / "wire" / "events"
FILES = [p for p in sorted((ROOT / "kiosk").rglob("*.py")) if HOME not in p.parents]


def kinds_in(source: str) -> list[str]:
    """Return the words of a file that are a kind."""
    return [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value in EVENTS
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_kind_is_a_literal(path: Path) -> None:
    assert kinds_in(path.read_text("utf-8")) == []


def test_the_law_finds_a_literal() -> None:
    assert kinds_in('kinds = {"visit.end": 1, "pin.length": 2}') == ["visit.end"]
