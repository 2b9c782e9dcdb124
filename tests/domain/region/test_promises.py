"""Every promise of the documents is kept somewhere, or has a written reason."""

import pytest

from kiosk.domain.region.places import MOST_LINES
from kiosk.screens.looks.look_table import PAGES
from kiosk.session.visit.menus import MENUS
from kiosk.session.visit.no_card import service_named
from kiosk.session.visit.services import SERVICES
from tests.domain.region.promises import (
    DOCUMENTS,
    KEPT,
    Promise,
    place_in,
    promises,
    words_of,
)
from tests.domain.region.test_region_rules import NAMES, region
from tests.every import every

ROWS = promises()
PHRASE = 4
"""Shorter words prove nothing, unless they are all that stands there."""
ENOUGH_WORDS = 6
PAGE_NAMES = {getattr(page, "name", "") for page in PAGES} - {""}


def reached(where: str) -> bool:
    """Tell whether what a row names exists in the product."""
    kind, _, name = where.partition(":")
    if kind == "page":
        return name in PAGE_NAMES
    if kind == "service":
        return name in SERVICES or service_named(name) is not None
    return kind in NAMES and place_in(region(kind), name) not in (None, "", (), False)


def test_every_row_of_the_audit_is_there_once() -> None:
    assert [row.id for row in ROWS] == list(range(1, 207))
    assert {row.document for row in ROWS} == set(DOCUMENTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.id))
def test_a_promise_is_kept_or_has_a_reason(row: Promise) -> None:
    assert row.kept in KEPT
    assert row.where or row.reason
    assert row.where or row.kept == "left_out"
    assert (row.kept == "works") == (not row.reason)
    assert [where for where in row.where if not reached(where)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.id))
def test_what_is_promised_stands_there_in_words(row: Promise) -> None:
    regions = [w.partition(":") for w in row.where if w.partition(":")[0] in NAMES]
    said = "\n".join(
        words_of(place_in(region(name), place)) for name, _, place in regions
    )
    assert [words for words in row.says if words not in said] == []
    guides = [place for _, _, place in regions if place.startswith("guides.")]
    assert row.says or not guides
    whole = said.splitlines()
    assert [w for w in row.says if len(w) < PHRASE and w not in whole] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.id))
def test_no_place_to_read_is_named_in_vain(row: Promise) -> None:
    read = [w.partition(":") for w in row.where if ":guides." in w or ":proc" in w]
    said = [words_of(place_in(region(name), place)) for name, _, place in read]
    assert [s for s in said if not any(words in s for words in row.says)] == []


def test_every_guide_is_there_for_a_promise() -> None:
    named = {where for row in ROWS for where in row.where}
    guides = {f"{n}:guides.{guide.id}" for n in NAMES for guide in region(n).guides}
    assert guides - named == set()


def test_most_promises_are_kept_and_the_others_say_why() -> None:
    """A row may say `partly` or `wrong` at any time: it only has to say why."""
    kept = [row.kept for row in ROWS]
    assert kept.count("works") >= 190
    others = [row for row in ROWS if row.kept != "works"]
    assert [row.id for row in others if len(row.reason.split()) < ENOUGH_WORDS] == []


def test_what_is_named_in_vain_is_seen() -> None:
    assert not reached("page:nowhere")
    assert not reached("service:nothing")
    assert not reached("ningbo:guides.nothing")
    assert not reached("ningbo:loss.temporary_days")  # no source says it
    assert not reached("atlantis:offices")


def test_a_service_that_a_row_names_stands_in_a_menu_or_needs_no_card() -> None:
    named = {w.removeprefix("service:") for row in ROWS for w in row.where}
    hung = {name for site in MENUS.values() for menu in site.values() for name in menu}
    for name in every(sorted(named & set(SERVICES))):
        assert name in hung or service_named(name) is not None, name


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_is_short_enough_to_be_read_standing(name: str) -> None:
    for guide in every(region(name).guides):
        assert len(guide.lines) <= MOST_LINES
        assert len(guide.title) <= 16, guide.title
        assert [line for line in guide.lines if len(line) > 60] == []
