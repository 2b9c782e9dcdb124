"""What the documents tell a city to type does what they say."""

import re
from pathlib import Path

import pytest

from kiosk.machine.shell.cli import main

DOCS = Path(__file__).resolve().parents[4] / "docs"
COMMANDS = [
    re.findall(
        r"^ *kiosk (region .*example.*)$", (DOCS / name).read_text("utf-8"), re.M
    )
    for name in ("regions.md", "zh/regions.md")
]


def test_both_languages_walk_the_same_way() -> None:
    english, chinese = COMMANDS
    assert english == chinese
    assert len(english) >= 7


@pytest.mark.parametrize("command", COMMANDS[0])
def test_a_step_of_the_walk_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command.split()) == 0
    drawn = re.search(r"--out (\S+)", command)
    assert drawn is None or (tmp_path / drawn[1]).stat().st_size > 10_000
