"""What work there is, without a card: pages, one choice, doubt, and a center away."""

import asyncio
from dataclasses import replace as replace_parts
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.devices.printer.printer_port import Paper
from kiosk.domain.china_time import CHINA
from kiosk.domain.faults import Fault
from kiosk.domain.region.work_rules import VacancyRules
from kiosk.session.dialog import dialog
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.visit.no_card import errand_without_card, quiet_services
from kiosk.session.visit.pages import HomePage
from kiosk.session.work.vacancies_build import (
    day_here,
    is_sure,
    open_ones,
    pay,
    vacancy_items,
    vacancy_page,
)
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.services.work_wire import VacanciesRequest
from tests.session import pages_of_work as work
from tests.session.errands import HASTY, Kiosk, kiosk, region
from tests.session.hall import READY
from tests.session.loss.test_with_the_card import holder, visit

OWN = region(vacancies=VacancyRules(source="甲", kiosk=True, notes=("不要交押金。",)))
TEXTS = load_texts("zh-CN")
FIRST = work.page(VacanciesRequest(), 0)
FOUND = "vacancies_unsure"
"""The machine of these tests has another day than the center."""


async def look(
    tmp_path: Path,
    *answers: Answer,
    fault: Fault | None = None,
    paper: Paper = Paper.OK,
) -> Kiosk:
    """Look at the vacancies and give these answers one after the other, then Back."""
    left = list(answers)

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ListPage | ReadPage):
            return left.pop(0) if left else Tap.BACK
        return None

    hall = kiosk(tmp_path, mind, OWN)
    hall.place.center.fault = fault
    hall.place.printer.status = replace_parts(READY, paper=paper)
    await errand_without_card(hall.place.parts, "vacancies")
    return hall


def lists(hall: Kiosk) -> list[ListPage]:
    return [page for page in hall.place.who.saw(ListPage) if isinstance(page, ListPage)]


async def test_the_list_goes_on_and_back_page_by_page(tmp_path: Path) -> None:
    more = ItemChosen("more")
    hall = await look(tmp_path, ItemChosen("all"), more, ItemChosen("25"), Tap.BACK)
    ways, first, second, again, before, end = lists(hall)
    assert [item.id for item in ways.items] == ["all", "by_district"]
    assert [item.id for item in first.items[:2]] == ["1", "3"], "the second is over"
    assert first.items[-1].id == "more"
    assert [item.id for item in second.items] == ["21", "22", "23", "24", "25"]
    assert (again, before, end) == (second, first, ways)
    (read,) = hall.place.who.saw(ReadPage)
    assert isinstance(read, ReadPage)
    assert read.title == "保洁员25"


async def test_one_choice_narrows_it(tmp_path: Path) -> None:
    hall = await look(tmp_path, ItemChosen("by_district"), ItemChosen("1"))
    _, districts, found, *_ = lists(hall)
    assert [item.label for item in districts.items] == ["城东", "城西"]
    assert [item.id for item in found.items] == [str(n) for n in range(3, 26, 3)]


@pytest.mark.parametrize("fault", [Fault.CENTER_UNREACHABLE, Fault.CENTER_TIMEOUT])
async def test_a_center_that_is_away_is_said(tmp_path: Path, fault: Fault) -> None:
    hall = await look(tmp_path, fault=fault)
    (page,) = hall.place.who.saw(ReadPage)
    assert isinstance(page, ReadPage)
    assert page.sections[0].topics == ("vacancies_away",)
    assert not page.can_print
    assert not lists(hall)


async def test_only_a_region_with_vacancies_offers_them(tmp_path: Path) -> None:
    offered = kiosk(tmp_path / "own", lambda _: None, OWN).place.parts
    assert "vacancies" in quiet_services(offered)
    none = kiosk(tmp_path / "none", lambda _: None, region()).place.parts
    assert "vacancies" not in quiet_services(none)


def test_the_machines_own_day_hides_more_where_it_is_believed() -> None:
    late = date(2025, 3, 2)
    assert len(open_ones(FIRST, None)) == 19
    assert open_ones(FIRST, late) == ()
    assert is_sure(FIRST, work.TODAY + timedelta(1))
    assert not is_sure(FIRST, late)
    assert not is_sure(FIRST, None)
    evening = datetime(2025, 1, 9, 23, 30, tzinfo=CHINA)
    assert day_here(evening) == date(2025, 1, 9)
    assert day_here(None) is None


def test_a_doubt_and_an_unverified_one_are_said() -> None:
    sure = vacancy_page(TEXTS, OWN, work.vacancy(1), sure=True)
    doubted = vacancy_page(TEXTS, OWN, work.vacancy(4), sure=False)
    assert not any(section.topics for section in sure.sections)
    assert doubted.sections[0].topics == ("vacancy_doubt",)
    source = doubted.sections[-2].lines
    assert source[-1].startswith("没有核实过")
    assert sure.sections[-2].lines[-1] == "已经核实"
    assert sure.sections[-1].lines == ("不要交押金。",)
    assert "0000-5550001" in sure.code


def test_what_a_stranger_wrote_shows_nothing_that_is_not_seen() -> None:
    bad = replace(work.vacancy(1), title="保\u202e洁{pay}", district="")
    told = replace(FIRST, vacancies=(bad,), more=False)
    (item,) = vacancy_items(TEXTS, told, None)
    assert item.label.startswith("保洁{pay}")
    assert item.hint == "样例物业公司"


def test_pay_is_said_as_it_is_known() -> None:
    one = work.vacancy(1)
    assert pay(TEXTS, one) == "每月 3000 到 3800 元"
    assert pay(TEXTS, replace(one, pay_high=3000)) == "每月 3000 元"
    assert pay(TEXTS, replace(one, pay_low=None, pay_high=None)) == "工资面谈"


async def test_a_slow_center_is_given_up_without_a_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not want to wait goes; a center that never answers is away."""
    monkeypatch.setattr(dialog, "PROGRESS_AFTER", 0.0)
    for limit, pages in ((15.0, 0), (0.05, 1)):
        folder = tmp_path / str(pages)

        def mind(page: Page, patient: bool = bool(pages)) -> Answer | None:
            if isinstance(page, BusyPage):
                return None if patient else Tap.CANCEL
            return Tap.BACK if isinstance(page, ReadPage) else None

        hall = kiosk(folder, mind, OWN)
        place = hall.place
        center = replace(place.parts.config.center, timeout=limit)
        config = replace(place.parts.config, center=center)
        place.parts = replace_parts(place.parts, config=config)
        place.center.hangs = True
        await hall.errand("vacancies")
        told = place.who.saw(ReadPage)
        assert len(told) == pages
        assert not lists(hall)


async def test_two_touches_open_one_vacancy(tmp_path: Path) -> None:
    touched = False

    def mind(page: Page) -> Answer | None:
        nonlocal touched
        if isinstance(page, ListPage) and page.kind == FOUND and not touched:
            touched = True
            loop = asyncio.get_running_loop()
            asker = hall.place.parts.dialog
            for item in ("1", "3", "more"):
                loop.call_soon(asker.answered, asker._serial, ItemChosen(item))
            return None
        if isinstance(page, ListPage) and not touched:
            return ItemChosen("all")
        return Tap.BACK if isinstance(page, ListPage | ReadPage) else None

    hall = kiosk(tmp_path, mind, OWN)
    await hall.errand("vacancies")
    (page,) = hall.place.who.saw(ReadPage)
    assert isinstance(page, ReadPage)
    assert page.title == "保洁员1"


@pytest.mark.parametrize("kind", ["vacancy_ways", FOUND, "read"])
async def test_somebody_who_went_away_leaves_nothing(tmp_path: Path, kind: str) -> None:
    def mind(page: Page) -> Answer | None:
        if kind in (page.name, getattr(page, "kind", "")):
            return None
        if isinstance(page, ListPage):
            return ItemChosen("all" if page.kind == "vacancy_ways" else "1")
        return None

    hall = kiosk(tmp_path, mind, OWN, times=HASTY)
    await hall.errand("vacancies")
    assert hall.reasons == ["timed_out"]


async def test_without_paper_a_vacancy_is_read_all_the_same(tmp_path: Path) -> None:
    hall = await look(tmp_path, ItemChosen("all"), ItemChosen("1"), paper=Paper.OUT)
    (page,) = hall.place.who.saw(ReadPage)
    assert isinstance(page, ReadPage)
    assert not page.can_print
    assert page.code


@pytest.mark.parametrize("kind", ["vacancy_ways", FOUND, "read"])
async def test_the_card_pulled_at_each_page_ends_it(tmp_path: Path, kind: str) -> None:
    def mind(page: Page) -> Answer | None:
        if kind in (page.name, getattr(page, "kind", "")):
            hall.place.hall.pull()
            return None
        if isinstance(page, HomePage):
            return ServiceChosen("card_services")
        if page.name == "menu":
            return ServiceChosen("vacancies")
        if isinstance(page, ListPage):
            return ItemChosen("all" if page.kind == "vacancy_ways" else "1")
        return None

    hall = kiosk(tmp_path, holder(mind), OWN)
    await visit(hall)
    assert hall.reasons == ["card_removed"]
