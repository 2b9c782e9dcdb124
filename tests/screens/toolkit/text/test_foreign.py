"""Who reads another language is told what exists in Chinese only."""

import tomllib
from pathlib import Path

import pytest

from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.text.breaker import is_wide
from kiosk.settings.texts import load_texts
from tests.every import every
from tests.screens.samples import SAMPLES
from tests.screens.studio import all_parts

REGIONS = Path(__file__).resolve().parents[4] / "config" / "regions"
NOTE = load_texts("en")("chinese_only")
OWN = (
    *("read-errand", "read-guide", "read-office", "list-questions", "list-districts"),
    *("guide-locked", "guide-long", "unlock", "last_try", "lost_card"),
    *("loss_confirm", "loss_done"),
)


def words_of(name: str, language: str) -> list[str]:
    """Return all that a page says, over all its parts."""
    looks = list(all_parts(SAMPLES[name], presentation=Presentation(language)))
    labels = [b.label for tree in looks for b in tree.buttons if b.name != "language"]
    return [*labels, *(text for tree in looks for text in tree.texts())]


@pytest.mark.parametrize("name", OWN)
def test_a_region_s_own_text_is_said_to_be_chinese_only(name: str) -> None:
    found = words_of(name, "en")
    assert any(is_wide(c) for text in found for c in text)
    assert NOTE in found
    assert load_texts()("chinese_only") not in words_of(name, "zh-CN")


def test_without_such_a_text_nothing_is_said() -> None:
    for name in ("read-unknown", "guide-unknown", "unlock-unknown", "list-help"):
        assert NOTE not in words_of(name, "en"), name


@pytest.mark.parametrize("name", ["pin-kind", "service_pin", "change_pin", "pinpad"])
def test_a_pin_has_a_name_in_the_page_s_language(name: str) -> None:
    page = SAMPLES[name]
    for text in every(words_of(name, "en")):
        assert not any(is_wide(character) for character in text), (page.name, text)


def test_a_region_s_pins_and_hours_are_known_words() -> None:
    texts, found = load_texts("en"), set[str]()
    for path in every(REGIONS.glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        lines = told.get("hotlines", {})
        hours = [lines.get(f"{name}hours") for name in ("", "person_", "consultation_")]
        found |= set(filter(None, [told.get("pin", {}).get("kind"), *hours]))
    assert found
    assert [words for words in found if texts.of_region(words) == words] == []
