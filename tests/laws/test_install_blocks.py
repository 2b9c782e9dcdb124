"""The newcomer knows every block of docs/install.md, and both languages agree."""

import re

import pytest

from tests.every import every
from tests.newcomer.blocks import DOCS, blocks, steps


def test_every_block_is_known_in_its_order() -> None:
    listed = [(step.how != "read", step.name) for step in steps()]
    assert [(block.is_run, block.name) for block in every(blocks())] == listed


def test_what_is_only_read_says_why() -> None:
    for step in every(steps()):
        assert step.how in ("run", "look", "read"), step
        assert bool(step.why) == (step.how == "read"), step


@pytest.mark.parametrize("language", ["", "zh"])
def test_no_block_goes_without_a_mark(language: str) -> None:
    text = (DOCS / language / "install.md").read_text("utf-8")
    assert len(re.findall(r"^```\w*", text, re.M)) == 2 * len(blocks(language))


def test_both_languages_have_the_same_commands() -> None:
    assert blocks("zh") == blocks()
