"""Everything that the shipped regions give people to read stands on the panel."""

from collections.abc import Iterator

import pytest

from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import PROCEDURES
from kiosk.screens.frame.context import Presentation
from kiosk.screens.toolkit.geometry import Level
from kiosk.session.guides.build import (
    address_page,
    banks_page,
    guide_page,
    loss_page,
    no_office_page,
    office_page,
    procedure_page,
    progress_page,
)
from kiosk.session.guides.pages import ListItem, ListPage
from kiosk.session.pages.page import Page
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from tests.every import every
from tests.screens.studio import laid_out

REGIONS = ("ningbo", "beijing", "dalian", "shijiazhuang", "shanghai", "example")


def profile(name: str) -> Region:
    """Return a shipped region."""
    return load_region(shipped_config("kiosk.toml"), name)


def to_read(region: Region) -> Iterator[Page]:
    """Yield every page that a person can come to."""
    yield from (procedure_page(region, name) for name in PROCEDURES)
    yield from (guide_page(region, guide) for guide in region.guides)
    yield from (office_page(region, name) for name in region.districts())
    yield from (loss_page(region), banks_page(region), progress_page(region))
    yield from (no_office_page(region), address_page(region))
    yield ListPage(
        "questions", tuple(ListItem(guide.id, guide.title) for guide in region.guides)
    )
    yield ListPage("districts", tuple(ListItem(n, n) for n in region.districts()))


@pytest.mark.parametrize("panel", ["portrait", "landscape"])
@pytest.mark.parametrize("name", REGIONS)
def test_every_page_of_a_region_is_laid_out_at_the_largest_text(
    name: str, panel: str
) -> None:
    for language in ("zh-CN", "en"):
        shown = Presentation(language, Level.LARGEST)
        for page in to_read(profile(name)):
            tree = laid_out(page, panel, shown)
            assert tree.overflow == 0
            assert tree.kit.metrics.level == Level.LARGEST, page
            assert not any("[" in text for text in tree.texts()), page


@pytest.mark.parametrize("name", REGIONS)
def test_what_no_source_says_names_the_hotline(name: str) -> None:
    """A missing rule is asked for by telephone and never guessed."""
    region = profile(name)
    for errand in every(PROCEDURES):
        page = procedure_page(region, errand)
        rules = region.procedure(errand)
        known = rules.where if rules else ()
        if rules and not rules.possible:  # nowhere is a rule too
            assert page.sections[0].heading == "notes"
            continue
        assert page.sections[0].lines == known
        if not known:
            texts = "\n".join(laid_out(page).texts())
            assert region.hotlines.consultation in texts
