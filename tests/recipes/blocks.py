"""The worked examples of `docs/architecture.md`, taken from the page itself."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "architecture.md"
MOST_LINES = 20
MOST_FILES = 6


def recipes() -> dict[str, str]:
    """Return the text of each recipe: its heading, its files, its lines."""
    text = DOCUMENT.read_text("utf-8")
    part = text[text.index("\n## Ten changes") :]
    part = part[: part.index("\n## ", 4)]
    return {told.partition("\n")[0]: told for told in part.split("\n### ")[1:]}


def block(name: str) -> str:
    """Return the lines of one worked example."""
    found = re.findall(
        rf"^```\w+ recipe={name}\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.M | re.S
    )
    assert len(found) == 1, name
    return str(found[0])


def walked(name: str, **known: Any) -> dict[str, Any]:
    """Run a worked example where these names are known; return what it defines."""
    space: dict[str, Any] = {**known, "__name__": f"recipe_{name}"}
    exec(compile(block(name), f"recipe {name}", "exec"), space)
    return space
