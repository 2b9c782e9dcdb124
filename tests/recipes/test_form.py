"""Each recipe is short, and names files that are there."""

import re

import pytest

from tests.recipes.blocks import MOST_FILES, MOST_LINES, ROOT, recipes

TEN = 10
FOLDERS = ("", "kiosk", "config", "docs", "kiosk/devices/card/holder")


def test_there_are_ten() -> None:
    assert len(recipes()) == TEN


@pytest.mark.parametrize("title", recipes())
def test_a_recipe_is_short(title: str) -> None:
    blocks = re.findall(r"^```.*?\n(.*?)^```", recipes()[title], re.M | re.S)
    assert len(blocks) == 1
    assert len(blocks[0].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("title", recipes())
def test_a_recipe_names_few_files_and_they_are_there(title: str) -> None:
    words, _, _ = recipes()[title].partition("\n```")
    named = re.findall(r"`([\w/<>*.]+\.(?:py|toml|tsv|json|md))`", words)
    assert 0 < len(dict.fromkeys(named)) <= MOST_FILES
    for name in named:
        if "<" not in name and "*" not in name:
            assert any((ROOT / base / name).exists() for base in FOLDERS), name
