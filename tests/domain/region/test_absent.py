"""What no document says stays absent, and what belongs elsewhere is nowhere.

Each row is a key that the research looked for in a region's documents and did not find.
"""

import re

import pytest

from kiosk.domain.region.region_rules import PROCEDURES
from tests.domain.region.test_region_rules import NAMES, facts, region, text
from tests.every import every

ROWS = [(name, key) for name in NAMES for key in facts(name).ABSENT]


@pytest.mark.parametrize(("name", "key"), ROWS)
def test_what_no_document_says_is_absent(name: str, key: str) -> None:
    assert not facts(name).ABSENT[key](region(name))


@pytest.mark.parametrize("name", NAMES)
def test_who_names_no_hotline_has_the_national_one(name: str) -> None:
    expected = "96066" if name == "beijing" else "12333"
    assert region(name).hotlines.consultation == expected


@pytest.mark.parametrize("name", NAMES)
def test_an_errand_that_is_absent_is_not_allowed(name: str) -> None:
    of = region(name)
    for errand in every(PROCEDURES):
        assert not of.allows(errand)
        assert (of.procedure(errand) is None) == (errand not in of.procedures)


FOREIGN = {
    "the un-named city's bank lines": ("3329451", "95599"),
    "the un-named city's papers": ("保险手册", "错漏表", "死亡证明"),
    "doubtful rules on insurance years": (
        r"(?<!资料说：缴满)(?<!\d)15年",
        "25年",
        "十五年",
    ),
    "the banks' initial PINs": ("955330", "111111", "12-17位"),
    "another city's days": ("96102", "10天"),
}


@pytest.mark.parametrize("what", sorted(FOREIGN))
@pytest.mark.parametrize("name", NAMES)
def test_nothing_foreign_or_doubtful_is_shown(name: str, what: str) -> None:
    assert not [words for words in FOREIGN[what] if re.search(words, text(name))]
