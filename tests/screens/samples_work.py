"""Samples of the pages of work: a registration, its sign-in, vacancies."""

from datetime import date, datetime

from msgspec.structs import replace

from kiosk.domain.applications import Reason
from kiosk.domain.region.region import Region
from kiosk.session.guides.pages import ListItem, ListPage, ReadPage
from kiosk.session.loss.pages import Act, ActDonePage, ActRefusedPage
from kiosk.session.pages.everywhere import AttractPage
from kiosk.session.pages.page import Page
from kiosk.session.work.unemployed_build import register_page, unemployed_page
from kiosk.session.work.vacancies_build import (
    group_items,
    no_vacancies,
    vacancy_items,
    vacancy_page,
)
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.services.work_wire import UnemploymentAnswer, VacanciesRequest
from tests.domain.region.test_region_rules import region
from tests.session import pages_of_work as work

TEMPLATE: Region = region("template")
TEXTS = load_texts("zh-CN")
NEXT = (date(2025, 2, 1), date(2025, 2, 28))
LIST = work.page(VacanciesRequest(), 0)


def registration(told: UnemploymentAnswer) -> Page:
    """Return the page of somebody who is registered."""
    assert told.registration is not None
    page = unemployed_page(told, told.registration, TEMPLATE, None)
    return replace(page, can_print=True)


def reading(page: ReadPage, card: bool = True) -> ReadPage:
    """Return a page to read beside a working printer."""
    return replace(page, can_print=True, card=card)


WORK: dict[str, Page] = {
    "attract-work": AttractPage(
        *("云川市政务服务中心", "云川市", "12333", ()),
        loss_here=True,
        services=("offices", "progress", "guides", "vacancies"),
    ),
    "unemployed-open": registration(work.MAY_SIGN_IN),
    "unemployed-missed": registration(work.MISSED),
    "unemployed-done": registration(work.SIGNED_IN),
    "unemployed-suspended": registration(work.SUSPENDED),
    "unemployed-never": reading(register_page(TEMPLATE, sought=True)),
    "act_done-sign_in": ActDonePage(
        act=Act.SIGN_IN,
        already=False,
        number="25011000001",
        card_number="X0*****19",
        at=datetime(2025, 1, 10, 9, 30),
        changes=(),
        can_print=True,
        card=True,
        next_days=NEXT,
    ),
    "act_refused-sign_in": ActRefusedPage(
        act=Act.SIGN_IN,
        reason=Reason.NOT_IN_WINDOW,
        hotline="12333",
        hours="工作日9:00—17:00",
        minutes=0,
        can_retry=False,
        can_print=True,
        card=True,
        next_days=NEXT,
    ),
    "list-vacancies": ListPage("vacancies", vacancy_items(TEXTS, LIST, work.TODAY)),
    "list-vacancies-unsure": ListPage(
        "vacancies_unsure", vacancy_items(TEXTS, LIST, None)
    ),
    "list-vacancy-ways": ListPage(
        "vacancy_ways",
        (
            ListItem("all", hint=TEXTS("vacancy__count", count=24)),
            ListItem("by_district"),
            ListItem("by_kind"),
        ),
    ),
    "list-vacancy-districts": ListPage(
        "vacancy_by_district", group_items(TEXTS, work.GROUPS.districts)
    ),
    "vacancy": reading(
        vacancy_page(TEXTS, TEMPLATE, work.vacancy(1), sure=True), card=False
    ),
    "vacancy-doubt": reading(
        vacancy_page(TEXTS, TEMPLATE, work.vacancy(4), sure=False), card=False
    ),
    "vacancies-none": reading(no_vacancies(TEMPLATE), card=False),
    "vacancies-away": reading(no_vacancies(TEMPLATE, away=True), card=False),
}
