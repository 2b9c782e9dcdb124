"""What work there is, without a card: pages, one choice, doubt, and a center away."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.domain.china_time import CHINA
from kiosk.domain.faults import Fault
from kiosk.domain.region.work_rules import VacancyRules
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.visit.no_card import errand_without_card, quiet_services
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
from tests.session.errands import Kiosk, kiosk, region

OWN = region(vacancies=VacancyRules(source="甲", kiosk=True, notes=("不要交押金。",)))
TEXTS = load_texts("zh-CN")
FIRST = work.page(VacanciesRequest(), 0)


async def look(tmp_path: Path, *answers: Answer, fault: Fault | None = None) -> Kiosk:
    """Look at the vacancies and give these answers one after the other, then Back."""
    left = list(answers)

    def mind(page: Page) -> Answer | None:
        if isinstance(page, ListPage | ReadPage):
            return left.pop(0) if left else Tap.BACK
        return None

    hall = kiosk(tmp_path, mind, OWN)
    hall.place.center.fault = fault
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
