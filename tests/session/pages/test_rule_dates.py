"""Guides are short enough to read standing, and name their document and its date.

What facts they carry: tests/domain/region/promises.tsv.
"""

import re

import pytest

from kiosk.session.pages.rule_dates import as_of_line, dates_of
from kiosk.settings.texts import load_texts
from tests.domain.region.test_region_rules import NAMES, region

LONGEST = 56
"""Characters: at the default text size a line of a guide then takes three rows."""

GUIDES = [(name, guide.id) for name in NAMES for guide in region(name).guides]


@pytest.mark.parametrize(("name", "guide"), GUIDES)
def test_a_guide_is_short_and_dated_like_its_region(name: str, guide: str) -> None:
    found = region(name).guide(guide)
    assert found is not None
    assert found.source
    assert set(found.as_of) <= set(region(name).region.as_of)
    assert len(found.title) <= 16
    assert 1 <= len(found.lines) <= 6
    for line in found.lines:
        assert len(line) <= LONGEST, line
        assert re.search(r"。$|\.cn$", line), line
        assert not re.search(r"[,;:()!?]", line), f"half-width sign: {line}"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_how_old_a_rule_is_can_be_said(language: str) -> None:
    texts = load_texts(language)
    dated = as_of_line(texts, ("2015-05", "2016-11"))
    assert "2015-05" in dated
    assert "2016-11" in dated
    assert not re.search(r"\d", as_of_line(texts, ()))
    assert "[" not in dated + as_of_line(texts, ())
    assert dates_of(("2015-05", "2016-11")) == "2015-05、2016-11"
