"""After a report: the nearest office, what a telephone takes along, and a new card."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.domain.applications import ProgressAnswer, ProgressState, Reason
from kiosk.domain.region.places import Office, OfficeList
from kiosk.domain.region.region_rules import PinRules, Procedure
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.loss.build import collecting
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    LossDonePage,
    ProgressPage,
    ReplacementPage,
    ServicePinPage,
)
from kiosk.session.loss.wording import code_words, refused_words, term_facts
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.settings.texts import load_texts
from tests.session.errands import REGION, first, kiosk, person, region
from tests.session.hall import Mind
from tests.session.loss.test_with_the_card import words
from tests.session.scripted import refused

OFFICES = (
    Office("远", ("远路9号",), latitude=39.99, longitude=116.5),
    Office("无", ("无路1号",)),
    Office("近", ("近路1号",), ("0000-5551",), "9:00—17:00", 39.91, 116.41),
)
PLACED = region(offices=OFFICES, office_list=OfficeList(source="资料", datum="gcj02"))
TAKES = region(
    pin=PinRules(tells_progress=True),
    procedures={
        **REGION.procedures,
        "replacement": Procedure(
            kiosk=True, where=("经办机构",), time="5个工作日", source="资料"
        ),
    },
)


async def test_a_report_says_where_to_go_and_a_telephone_takes_it(
    tmp_path: Path,
) -> None:
    hall = kiosk(tmp_path, person(first(LossDonePage, Tap.PRINT)), PLACED)
    await hall.errand("loss")
    page = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(page, LossDonePage)
    assert page.offices[0].startswith("远路9号"), "nobody said where it stands"
    assert "经办机构" in page.code
    assert "近路1号" in page.code
    assert "近路1号" in words(hall)


async def test_the_nearest_office_is_the_first_one(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), PLACED)
    config = hall.place.parts.config
    machine = msgspec.structs.replace(config.machine, latitude=39.9, longitude=116.4)
    config = msgspec.structs.replace(config, machine=machine)
    hall.place.parts = replace(hall.place.parts, config=config)
    await hall.errand("loss")
    page = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(page, LossDonePage)
    assert [line[0] for line in page.offices] == ["近", "远", "无"]
    assert "9:00—17:00" in page.offices[0]


def choosing(item: str, then: Mind | None = None) -> Mind:
    """Return somebody who takes this line of the first list."""

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ListPage):
            return ItemChosen(item)
        if isinstance(page, ReplacementPage):
            return Tap.OK
        return then(page) if then else None

    return person(mind)


async def test_a_new_card_is_applied_for(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, choosing("replacement"), TAKES)
    await hall.errand("loss")
    assert [each[0] for each in hall.acts.asked] == ["replace_card"]
    page = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(page, ActDonePage)
    assert (page.act, bool(page.number)) == (Act.REPLACEMENT, True)
    asked = hall.place.who.saw(ReplacementPage)[0]
    assert isinstance(asked, ReplacementPage)
    assert ("term", "5个工作日") in asked.terms


async def test_a_card_that_is_not_lost_is_reported_first(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, choosing("replacement"), TAKES)
    hall.acts.answers = [refused(Reason.NOT_LOST)]
    await hall.errand("loss")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.NOT_LOST


FIRST = PinRules(tells_progress=True, initial="123456", initial_rule="fixed")


@pytest.mark.parametrize(
    ("errand", "item"), [("loss", "replacement"), ("progress", "")]
)
async def test_an_initial_pin_is_refused_before_anybody_is_asked(
    tmp_path: Path, errand: str, item: str
) -> None:
    """Whoever it is hears it: the center's own words would tell who is registered."""
    answers = iter([Tap.FINISH])

    def leave(page: Page) -> Answer | None:
        if isinstance(page, ListPage):
            return ItemChosen(item)
        return next(answers) if isinstance(page, ActRefusedPage) else None

    place = msgspec.structs.replace(TAKES, pin=FIRST)
    hall = kiosk(tmp_path, person(leave, pin="123456"), place)
    await hall.errand(errand)
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert page.reason is Reason.INITIAL_PIN
    assert not hall.acts.asked


def found(state: ProgressState = ProgressState.FOUND) -> ProgressAnswer:
    return ProgressAnswer(state=state, retry_after=60)


async def test_number_and_pin_tell_how_far_the_card_is(tmp_path: Path) -> None:
    rules = msgspec.structs.replace(
        TAKES, procedures={"application": Procedure(time="30天", source="资料")}
    )
    hall = kiosk(tmp_path, person(first(ProgressPage, Tap.PRINT)), rules)
    hall.acts.found = found()
    await hall.errand("progress")
    page = hall.place.who.saw(ProgressPage)[0]
    assert isinstance(page, ProgressPage)
    assert page.term == ("30天",)
    assert "30天" in words(hall)


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ProgressState.NOT_FOUND, Reason.NOT_RECOGNISED),
        (ProgressState.LOCKED, Reason.LOCKED),
        (ProgressState.NOT_ALLOWED, Reason.NOT_ALLOWED),
    ],
)
async def test_a_wrong_pin_has_its_words(
    tmp_path: Path, state: ProgressState, reason: Reason
) -> None:
    hall = kiosk(tmp_path, person(), TAKES)
    hall.acts.found = found(state)
    await hall.errand("progress")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.reason, page.by_pin) == (reason, True)
    assert "身份证上的" not in "".join(refused_words(page, load_texts("zh-CN")))


async def test_wrong_pins_for_progress_wait_here_too(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), TAKES)
    hall.acts.found = found(ProgressState.NOT_FOUND)
    for _ in range(4):
        await hall.errand("progress")
    assert len(hall.acts.asked) == 3, "the fourth one waits without being asked"


async def test_who_forgot_the_pin_reads_where_it_is_told(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(first(ServicePinPage, Tap.HELP)), TAKES)
    hall.acts.found = found()
    await hall.errand("progress")
    page = hall.place.who.saw(ReadPage)[0]
    assert isinstance(page, ReadPage)
    assert page.kind == "progress"


async def test_many_offices_are_not_named_but_pointed_to(tmp_path: Path) -> None:
    """Nobody knows which is near; the code has no address and promises none."""
    plain = tuple(Office("区", (f"某路{number}号",)) for number in range(4))
    hall = kiosk(
        tmp_path,
        person(first(LossDonePage, Tap.PRINT)),
        region(offices=plain, office_list=OfficeList(source="资料")),
    )
    await hall.errand("loss")
    page = hall.place.who.saw(LossDonePage)[0]
    assert isinstance(page, LossDonePage)
    texts = load_texts("zh-CN")
    assert (page.offices, page.listed) == ((), True)
    assert "地址" not in page.code + code_words(page, texts)
    assert "网点和银行" in words(hall)


def test_a_card_is_not_collected_where_it_was_applied_for() -> None:
    terms = dict(term_facts(collecting(TAKES), load_texts("zh-CN")))
    assert terms["领卡地点"] == f"领卡以前请打 {TAKES.hotlines.consultation} 问"


async def test_what_is_confirmed_is_what_was_done(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, choosing("replacement"), TAKES)
    await hall.errand("loss")
    asked = hall.place.who.saw(ReplacementPage)[0]
    told = hall.place.who.saw(ActDonePage)[0]
    assert isinstance(asked, ReplacementPage)
    assert isinstance(told, ActDonePage)
    assert asked.terms == told.terms
