"""What docs/first-start.md tells is what there is."""

import re
from pathlib import Path

import pytest

from kiosk.session.first_start.first_flow import STEPS
from kiosk.session.first_start.stick_settings import NOT_HERE, parsed
from kiosk.settings.config import KioskConfig, MachineSettings
from tests.every import every

DOCS = Path(__file__).resolve().parents[3] / "docs"
ENGLISH, CHINESE = DOCS / "first-start.md", DOCS / "zh" / "first-start.md"
BASE = KioskConfig(machine=MachineSettings(id="NEW", region="template"))


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_steps_stand_in_their_order(path: Path) -> None:
    rows = re.findall(r"^\| (\w+) \|", path.read_text("utf-8"), re.M)
    assert [row for row in rows if row in STEPS] == list(STEPS)


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_what_a_stick_does_not_say_is_told(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [place for place in every(NOT_HERE) if f"`{place}`" not in text] == []


def test_the_sticks_example_can_be_used() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", ENGLISH.read_text("utf-8"), re.S)
    found = parsed(BASE, "", example.encode())
    assert found.usable
    assert found.code
    assert found.settings["machine"]["id"] == "HALL-0007"
