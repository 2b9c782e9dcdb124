"""Errands that only tell: offices, banks, guides, progress; and the idle page."""

import asyncio
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.idcard.idcard_port import IdCard
from kiosk.devices.printer.typesetting.receipt_elements import TextLine
from kiosk.domain.applications import ByIdCard, ProgressAnswer, ProgressState, Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.own_records import CardProgress, CardStep
from kiosk.domain.records import CardState
from kiosk.domain.region.places import Guide, GuideGroup, Office, OfficeList
from kiosk.domain.region.region import Region
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.loss.pages import Act, ActRefusedPage, ActUnknownPage, ProgressPage
from kiosk.session.pages.everywhere import AttractPage, FaultPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.pin.pages import PinPage
from kiosk.session.visit import idle
from kiosk.settings.config import MachineSettings
from kiosk.settings.state.store_errors import StoreFull
from tests.session.errands import (
    HASTY,
    NUMBER,
    REGION,
    Kiosk,
    OneIdReader,
    first,
    kiosk,
    loss,
    person,
    region,
)
from tests.session.hall import Mind

BARE = Region(REGION.region)


def reader(*ways: str, prints: bool = False) -> Mind:
    """Return somebody who goes down through lists, reads, and goes back up."""
    left, printed = list(ways), not prints

    def mind(page: Page) -> Answer | None:
        nonlocal printed
        if isinstance(page, ListPage):
            return ItemChosen(left.pop(0)) if left else Tap.BACK
        if isinstance(page, ReadPage) and not printed:
            printed = True
            return Tap.PRINT
        return None

    return person(mind)


def read(hall: Kiosk) -> list[ReadPage]:
    """Return what was read."""
    return [page for page in hall.place.who.shown if isinstance(page, ReadPage)]


async def test_an_office_is_found_by_district_and_taken_along(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader("offices", "乙区", prints=True))
    await hall.errand("offices")
    page = read(hall)[0]
    assert page.title == "乙区"
    assert [section.lines for section in page.sections] == [
        *(("乙路2号", "丙路3号"), ()),
    ]
    assert page.code == "测试市\u3000乙区\n乙路2号\n丙路3号"
    paper = hall.place.printer.receipts[0]
    assert paper.kind == "offices"
    lines = [e.text for e in paper.elements if isinstance(e, TextLine)]
    assert {"乙区", "乙路2号", "丙路3号"} <= set(lines)
    assert hall.place.journal.kinds() == ["visit.begin", "visit.end"]


async def test_banks_have_their_lines_where_they_are_known(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader("banks"))
    await hall.errand("offices")
    assert read(hall)[0].sections[0].lines == ("甲银行\u300095000", "乙银行")


async def test_what_no_source_lists_sends_to_the_hotline(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader(), BARE)
    await hall.errand("offices")
    page = read(hall)[0]
    assert page.sections[0].lines == ()
    assert page.as_of is None


async def test_only_banks_are_shown_at_once(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader(), region(offices=()))
    await hall.errand("offices")
    assert read(hall)[0].topic == "banks"


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("release", ["where", "needs"]),
        ("replacement", ["where", "needs", "fee_yuan"]),
        ("others", ["ask_errands", "no_source"]),
        ("loss", ["channels", "bank", "agent"]),
    ],
)
async def test_every_errand_says_where_and_how(
    tmp_path: Path, name: str, headings: list[str]
) -> None:
    hall = kiosk(tmp_path, reader("errands", name, prints=True))
    await hall.errand("guides")
    page = read(hall)[0]
    assert [section.heading for section in page.sections] == headings
    assert hall.place.printer.receipts[0].kind == "guide"


async def test_questions_have_the_regions_own_words(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader("questions", "loss"))
    await hall.errand("guides")
    assert read(hall)[0].sections[0].lines == ("打电话。",)


async def test_many_questions_stand_under_headings(tmp_path: Path) -> None:
    groups: tuple[GuideGroup, ...] = (
        "use",
        "apply",
        "use",
        "money",
        "use",
        "use",
        "apply",
    )
    many = tuple(
        Guide(f"g{n}", f"问题{n}", ("答。",), group=group, source="甲")
        for n, group in enumerate(groups)
    )
    of = msgspec.structs.replace(REGION, guides=many)
    hall = kiosk(tmp_path, reader("questions", "apply", "g6"), of)
    await hall.errand("guides")
    lists = [p for p in hall.place.who.shown if isinstance(p, ListPage)]
    assert [item.id for item in lists[1].items] == ["apply", "use", "money"]
    assert [item.label for item in lists[2].items] == ["问题1", "问题6"]
    assert read(hall)[0].title == "问题6"
    assert [p.kind for p in lists[3:]] == ["questions", "groups", "help"]


async def test_few_large_choices_lead_to_the_same_things(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader("guides", "questions", "loss"))
    await hall.errand("more")
    assert read(hall)[0].title == "卡丢了怎么办"


@pytest.mark.parametrize("kind", [ListPage, ReadPage])
@pytest.mark.parametrize("press", [Tap.CANCEL, Tap.FINISH])
async def test_reading_can_be_left_at_once(
    tmp_path: Path, kind: type[Page], press: Tap
) -> None:
    leave, on = first(kind, press), reader("offices", "甲区")
    hall = kiosk(tmp_path, lambda page: leave(page) or on(page))
    await hall.errand("offices")
    assert hall.reasons == ["cancelled" if press is Tap.CANCEL else "finished"]
    assert isinstance(hall.place.who.shown[-1], kind)


@pytest.mark.parametrize("kind", [ListPage, ReadPage])
async def test_who_walks_away_from_reading_is_forgotten(
    tmp_path: Path, kind: type[Page]
) -> None:
    on = reader("offices", "甲区")
    hall = kiosk(
        tmp_path,
        lambda page: None if isinstance(page, kind) else on(page),
        times=HASTY,
    )
    await hall.errand("offices")
    assert hall.reasons == ["timed_out"]


async def test_a_card_ends_reading_and_is_served(tmp_path: Path) -> None:
    on, begun = reader("offices", "甲区"), False

    def put_in(page: Page) -> Answer | None:
        nonlocal begun
        if isinstance(page, AttractPage):
            answer = None if begun else ServiceChosen("offices")
            begun = True
            return answer
        if isinstance(page, ReadPage):
            hall.place.slot.become(SlotState.CARD)
            return None
        return on(page)

    hall = kiosk(tmp_path, put_in)
    await hall.serve(lambda: bool(hall.place.who.saw(PinPage)))
    assert hall.reasons[0] == "card_inserted"


async def test_a_full_disk_in_an_errand_is_told_and_survived(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, reader())
    hall.place.journal.room = 0
    await hall.errand("offices")
    page = hall.place.who.shown[-1]
    assert isinstance(page, FaultPage)
    assert (page.fault, page.remove_card) == (StoreFull.fault, False)


# How far a card is.

FOUND = ProgressAnswer(
    state=ProgressState.FOUND,
    card_state=CardState.MAKING,
    steps=(CardProgress(CardStep.APPLIED),),
)


def laid() -> OneIdReader:
    """Return a reader with an ID card on it."""
    return OneIdReader([IdCard(NUMBER, "王秀兰"), IdCard(NUMBER, "王秀兰")])


async def test_an_id_card_tells_how_far_the_card_is(tmp_path: Path) -> None:
    hall = kiosk(tmp_path, person(), reader=laid())
    hall.acts.found = FOUND
    await hall.errand("progress")
    page = hall.place.who.saw(ProgressPage)[0]
    assert isinstance(page, ProgressPage)
    assert (page.state, page.steps) == (CardState.MAKING, FOUND.steps)
    assert hall.acts.asked == [("progress", ByIdCard(NUMBER, "王秀兰"))]
    assert hall.place.printer.receipts[0].kind == "progress"


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (ProgressState.NOT_FOUND, Reason.NOT_RECOGNISED),
        (ProgressState.LOCKED, Reason.LOCKED),
    ],
)
async def test_no_progress_has_its_words(
    tmp_path: Path, state: ProgressState, reason: Reason
) -> None:
    again = first(ActRefusedPage, Tap.RETRY)
    hall = kiosk(tmp_path, person(again), reader=laid())
    hall.acts.found = ProgressAnswer(state=state, retry_after=90)
    await hall.errand("progress")
    page = hall.place.who.saw(ActRefusedPage)[0]
    assert isinstance(page, ActRefusedPage)
    assert (page.act, page.reason) == (Act.PROGRESS, reason)


async def test_a_center_that_does_not_answer_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> ProgressAnswer:
        raise KioskError("scripted", Fault.CENTER_UNREACHABLE)

    hall = kiosk(tmp_path, person(), reader=laid())
    monkeypatch.setattr(hall.acts, "progress", fail)
    await hall.errand("progress")
    assert hall.place.who.saw(ActUnknownPage)


async def test_without_a_reader_the_hotline_is_named(tmp_path: Path) -> None:
    """A name cannot be typed here, and the center wants one."""
    hall = kiosk(tmp_path, person())
    await hall.errand("progress")
    assert read(hall)[0].sections[0].lines == ("12333",)
    assert not hall.acts.asked


# The idle page.


def notices(hall: Kiosk, *words: str) -> None:
    """Give the machine these notices."""
    config = hall.place.parts.config
    machine = msgspec.structs.replace(config.machine, notices=words)
    config = msgspec.structs.replace(config, machine=machine)
    hall.place.parts = replace(hall.place.parts, config=config)


async def test_notices_come_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "NOTICE_S", 0.01)
    hall = kiosk(tmp_path, lambda page: None)
    notices(hall, "一", "二")
    await hall.serve(lambda: len(hall.place.who.saw(AttractPage)) >= 3)
    pages = hall.place.who.saw(AttractPage)[:3]
    said = [page.notice for page in pages if isinstance(page, AttractPage)]
    assert said == ["一", "二", "一"]


@pytest.mark.parametrize("words", [(), ("一",)])
async def test_where_nothing_changes_nothing_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(idle, "NOTICE_S", 0.01)
    hall = kiosk(tmp_path, lambda page: None)
    notices(hall, *words)
    task = asyncio.ensure_future(hall.serve(lambda: False))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(hall.place.who.saw(AttractPage)) == 1


@pytest.mark.parametrize(
    ("rules", "here"),
    [(REGION, True), (region(loss=loss(kiosk=None)), False), (BARE, False)],
)
async def test_the_idle_page_promises_no_more_than_it_keeps(
    tmp_path: Path, rules: Region, here: bool
) -> None:
    hall = kiosk(tmp_path, lambda page: None, rules)
    assert idle.attract_page(hall.place.parts).loss_here is here


async def test_a_wish_nobody_knows_is_passed_over(tmp_path: Path) -> None:
    wish = first(AttractPage, ServiceChosen("gold"))
    hall = kiosk(tmp_path, wish)
    await hall.serve(lambda: len(hall.place.who.saw(AttractPage)) == 2)
    assert hall.place.journal.kinds() == []


def test_notices_are_few_and_short() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"id": "A", "region": "a", "notices": ["一" * 61]}, MachineSettings
        )


async def test_the_nearest_district_is_first_and_its_page_has_a_map(
    tmp_path: Path,
) -> None:
    offices = (
        Office("远区", ("远路1号",), latitude=30.10, longitude=120.0, hours="9点"),
        Office("近区", ("近路2号",), latitude=30.01, longitude=120.0),
        Office("未知区", ("某路3号",)),
    )
    kind = OfficeList(source="甲", datum="gcj02")
    of = msgspec.structs.replace(REGION, offices=offices, office_list=kind, banks=())
    hall = kiosk(tmp_path, reader("远区", prints=True), of)
    config = hall.place.parts.config
    here = msgspec.structs.replace(config.machine, latitude=30.0, longitude=120.0)
    config = msgspec.structs.replace(config, machine=here)
    hall.place.parts = replace(hall.place.parts, config=config)
    await hall.errand("offices")
    districts = next(p for p in hall.place.who.shown if isinstance(p, ListPage))
    assert [item.id for item in districts.items] == ["近区", "远区", "未知区"]
    assert districts.items[0].metres == pytest.approx(1112, abs=3)
    page = read(hall)[0]
    headings = [section.heading for section in page.sections]
    assert headings == ["address", "distance", "hours", "phone"]
    assert [(spot.meant, spot.east) for spot in page.map] == [(False, 0), (True, 0)]
    assert "9点" in page.code
    lines = [
        e for e in hall.place.printer.receipts[0].elements if isinstance(e, TextLine)
    ]
    assert any("直线约 11 公里，在这台机器的北边" in e.text for e in lines)
