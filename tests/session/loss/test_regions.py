"""The five shipped regions, each by its own rules, from the idle page to the result."""

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.applications import Reason
from kiosk.domain.region.region import Region
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import (
    ActRefusedPage,
    LossConfirmPage,
    LossDonePage,
    NumberPage,
    ServicePinPage,
)
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.visit.idle import attract_page
from kiosk.settings.regions import load_region
from kiosk.settings.shipped import shipped_config
from tests.session.errands import kiosk, person
from tests.session.hall import NOW
from tests.session.scripted import accepted


def profile(name: str) -> Region:
    """Return a shipped region."""
    return load_region(shipped_config("kiosk.toml"), name)


@pytest.mark.parametrize(
    ("name", "covers", "days", "itself", "undo"),
    [
        ("ningbo", "social", None, False, 10),
        ("beijing", "social_and_bank", 15, True, 0),
        ("shijiazhuang", "", None, False, 10),
    ],
)
async def test_a_report_says_what_the_region_says(
    tmp_path: Path, name: str, covers: str, days: int | None, itself: bool, undo: int
) -> None:
    hall = kiosk(tmp_path, person(), profile(name))
    until = NOW + timedelta(days=days) if days else None
    hall.acts.answers = [accepted(effective_from=NOW, until=until)]
    await hall.errand("loss")
    asked = hall.place.who.saw(LossConfirmPage)[0]
    done = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(asked, LossConfirmPage)
    assert isinstance(done, LossDonePage)
    assert (asked.covers, asked.days, asked.until) == (covers, days, until)
    assert (asked.releases_itself, asked.undo_minutes) == (itself, undo)
    assert (done.until, done.releases_itself) == (until, itself)
    pin = hall.place.who.saw(ServicePinPage)[0]
    assert isinstance(pin, ServicePinPage)
    assert pin.kind == profile(name).pin.kind


@pytest.mark.parametrize("name", ["dalian", "shanghai"])
async def test_where_nothing_is_known_nothing_is_promised(
    tmp_path: Path, name: str
) -> None:
    hall = kiosk(tmp_path, person(), profile(name))
    assert not attract_page(hall.place.parts).loss_here
    await hall.errand("loss")
    page = hall.place.who.shown[0]
    assert isinstance(page, ReadPage)
    assert page.hotline == "12333"
    assert not hall.place.who.saw(NumberPage)


async def test_shijiazhuang_sends_an_initial_pin_to_a_person(tmp_path: Path) -> None:
    def leave(page: Page) -> Answer | None:
        return Tap.FINISH if isinstance(page, ActRefusedPage) else None

    hall = kiosk(tmp_path, person(leave, pin="123456"), profile("shijiazhuang"))
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.reason, page.hotline) == (Reason.INITIAL_PIN, "12333")
    assert page.hours == "正常工作时间"
    assert not hall.acts.asked


@pytest.mark.parametrize("name", ["ningbo", "beijing"])
async def test_an_initial_pin_may_report_where_no_rule_forbids_it(
    tmp_path: Path, name: str
) -> None:
    hall = kiosk(tmp_path, person(pin="000000"), profile(name))
    await hall.errand("loss")
    assert len(hall.acts.asked) == 1
