"""What docs/design.md says is so: tables, drawings, and the themes' rules."""

import ast
import re
from pathlib import Path

import pytest

from kiosk.domain.fault_cards import fault_cards
from kiosk.screens.toolkit.theme import DARK, DEFAULT, LIGHT, SOFT, THEMES, contrast
from kiosk.settings.shipped import asset
from tests.documents.tables import with_tables
from tests.every import every
from tests.screens.design import PAGE, PAIRS, TABLES, icon_names

ROOT = Path(__file__).resolve().parents[3]


def test_the_tables_are_as_computed() -> None:
    text = PAGE.read_text("utf-8")
    assert text == with_tables(text, TABLES), "run python -m tests.screens.design"


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_keeps_its_themes_rule(theme: str) -> None:
    colors = THEMES[theme]
    ratios = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in PAIRS}
    low = {pair: ratio for pair, ratio in ratios.items() if ratio < colors.minimum}
    assert low == {}
    if colors is SOFT:
        assert max(ratios.values()) <= 8.0


def test_the_rules_are_the_ones_promised() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert (DEFAULT.minimum, SOFT.minimum) == (7.0, 4.5)
    assert DARK.minimum == LIGHT.minimum == 20.0


def test_every_drawing_is_used_and_every_used_one_is_there() -> None:
    said = {f"remedy_{card.picture}" for card in fault_cards().values()}
    for path in (ROOT / "kiosk").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    assert [name for name in icon_names() if name not in said] == []


def test_drawings_are_of_one_hand() -> None:
    """One frame, ink and ground by name, no letters (the renderer draws none)."""
    for name in every(icon_names()):
        source = asset("icons", f"{name}.svg").read_text("utf-8")
        assert "<text" not in source, name
        assert "currentColor" in source, name
        assert re.findall(r"#[0-9a-fA-F]{3,6}", source) == [], name


def test_the_page_shows_its_pictures() -> None:
    shown = re.findall(r"\]\(([^)]+\.png)\)", PAGE.read_text("utf-8"))
    assert shown
    assert [name for name in shown if not (PAGE.parent / name).is_file()] == []


def test_every_named_test_exists() -> None:
    """The checklist of docs/accessibility.md names tests that are there."""
    text = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text))
    assert len(named) > 30
    missing = []
    for file, test in sorted(named):
        path = ROOT / file
        source = path.read_text("utf-8") if path.is_file() else ""
        if not re.search(rf"^(async )?def {test}\(", source, re.MULTILINE):
            missing.append(f"{file}::{test}")
    assert missing == []
