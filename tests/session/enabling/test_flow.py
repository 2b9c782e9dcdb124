"""A card that is not enabled: where, and here where the region lets a kiosk do it."""

from pathlib import Path

import msgspec
import pytest

from kiosk.domain.applications import Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState
from kiosk.domain.region.region_rules import Procedure
from kiosk.session.guides.pages import ReadPage
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    ActUnknownPage,
)
from kiosk.session.pages.everywhere import GuidePage
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit.pages import HomePage
from tests.session.errands import Kiosk, kiosk, region
from tests.session.loss.test_with_the_card import holder, visit
from tests.session.scripted import refused

ENABLING = Procedure(
    kiosk=True,
    where=("第一次刷卡看病时启用",),
    online=("掌上12333",),
    source="资料",
)


def enabling(page: Page) -> Answer | None:
    match page:
        case GuidePage():
            return Tap.RETRY if page.can_enable else Tap.OK
        case HomePage():
            return Tap.FINISH
        case ActDonePage() | ActRefusedPage() | ActUnknownPage():
            return Tap.BACK
    return None


def place(tmp_path: Path, rules: Procedure = ENABLING) -> Kiosk:
    hall = kiosk(tmp_path, holder(enabling), region(procedures={"enabling": rules}))
    hall.place.center.state = CardState.NOT_ENABLED
    return hall


async def test_a_card_is_enabled_here_and_the_visit_goes_on(tmp_path: Path) -> None:
    hall = place(tmp_path)
    await visit(hall)
    assert hall.acts.asked == [("enable",)]
    done = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(done, ActDonePage)
    assert done.act is Act.ENABLING
    assert hall.place.who.saw(HomePage)
    assert hall.reasons == ["finished"]


async def test_where_no_kiosk_enables_every_way_stands_on_the_page(
    tmp_path: Path,
) -> None:
    hall = place(tmp_path, msgspec.structs.replace(ENABLING, kiosk=False))
    await visit(hall)
    (page,) = hall.place.who.saw(GuidePage)
    assert isinstance(page, GuidePage)
    assert not page.can_enable
    assert page.where == ("第一次刷卡看病时启用", "掌上12333")
    assert not hall.place.who.saw(PinPage)


async def test_the_two_acts_are_one_page(tmp_path: Path) -> None:
    seen = False

    def look(page: Page) -> Answer | None:
        nonlocal seen
        if isinstance(page, ReadPage):
            return Tap.BACK
        if isinstance(page, GuidePage) and not seen:
            seen = True
            return Tap.HELP
        return Tap.OK if isinstance(page, GuidePage) else enabling(page)

    hall = place(tmp_path)
    hall.place.who.mind = holder(look)
    await visit(hall)
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    headings = [section.heading for section in page.sections]
    assert headings == ["two_acts", "social_part", "bank_part"]
    assert page.sections[2].lines == (), "no source says it: ask the hotline"


@pytest.mark.parametrize("state", [CardState.ASSIGNED, CardState.MAKING])
async def test_a_card_that_is_still_made_is_not_enabled(
    tmp_path: Path, state: CardState
) -> None:
    hall = place(tmp_path)
    hall.place.center.state = state
    await visit(hall)
    assert not hall.acts.asked


async def test_a_refusal_and_a_lost_answer_end_the_visit(tmp_path: Path) -> None:
    for answer, page in (
        (refused(Reason.NOT_ALLOWED), ActRefusedPage),
        (KioskError("scripted", Fault.CENTER_TIMEOUT), ActUnknownPage),
    ):
        folder = tmp_path / page.__name__
        folder.mkdir()
        hall = place(folder)
        hall.acts.answers = [answer]
        await visit(hall)
        assert hall.place.who.saw(page)
        assert not hall.place.who.saw(HomePage)


async def test_the_card_pulled_at_the_pin_enables_nothing(tmp_path: Path) -> None:
    def pull(page: Page) -> Answer | None:
        if isinstance(page, PinPage):
            hall.place.hall.pull()
            return None
        return enabling(page)

    hall = place(tmp_path)
    hall.place.who.mind = holder(pull)
    await visit(hall)
    assert not hall.acts.asked
    assert hall.reasons == ["card_removed"]
