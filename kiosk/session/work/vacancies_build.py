"""Vacancies as lists and pages: what each says of itself, and nothing more.

What is over by the machine's own day is left out too, where that day is known.
"""

from datetime import date, datetime

from msgspec.structs import replace

from kiosk.domain.china_time import CHINA
from kiosk.domain.notation import day
from kiosk.domain.region.region import Region
from kiosk.domain.services.work import Vacancy, still_open
from kiosk.domain.visible_text import visible
from kiosk.session.guides.pages import ListItem, ReadPage, ReadSection, region_page
from kiosk.settings.texts import Texts
from kiosk.sync.wire.services.work_wire import VacanciesAnswer, VacancyGroup

MORE = "more"
"""The item that leads on to the next page."""


def day_here(known: datetime | None) -> date | None:
    """Return what day it is in China by a clock that is believed."""
    return known.astimezone(CHINA).date() if known else None


def is_sure(told: VacanciesAnswer, today: date | None) -> bool:
    """Tell whether the machine's day is known and is the center's, or beside it."""
    return today is not None and abs((told.today - today).days) <= 1


def open_ones(told: VacanciesAnswer, today: date | None) -> tuple[Vacancy, ...]:
    """Return those that the center and the machine both take for open."""
    return tuple(
        _seen(one)
        for one in told.vacancies
        if still_open(one, told.today) and still_open(one, today)
    )


def _seen(one: Vacancy) -> Vacancy:
    """Return it without characters that are not seen: its words are a stranger's."""
    words = ("title", "employer", "district", "kind", "place", "schooling")
    names = (*words, "contact", "source")
    return replace(one, **{name: visible(getattr(one, name)) for name in names})


def vacancy_items(
    texts: Texts, told: VacanciesAnswer, today: date | None
) -> tuple[ListItem, ...]:
    """Return one page of the list, with the way to the next."""
    comma = texts("list__separator")
    items = [
        ListItem(
            str(one.serial),
            texts("vacancy__line", title=one.title, pay=pay(texts, one)),
            comma.join(filter(None, (one.employer, one.district))),
        )
        for one in open_ones(told, today)
    ]
    return (*items, *([ListItem(MORE)] if told.more else []))


def group_items(texts: Texts, groups: tuple[VacancyGroup, ...]) -> tuple[ListItem, ...]:
    """Return the districts or kinds, each with how many it has."""
    return tuple(
        ListItem(str(at), each.name, texts("vacancy__count", count=each.count))
        for at, each in enumerate(groups)
    )


def pay(texts: Texts, one: Vacancy) -> str:
    """Say what is paid."""
    if one.pay_low is None or one.pay_high is None:
        return texts("vacancy__pay__open")
    if one.pay_low == one.pay_high:
        return texts("vacancy__pay__one", pay=one.pay_low)
    return texts("vacancy__pay", low=one.pay_low, high=one.pay_high)


def vacancy_page(texts: Texts, region: Region, one: Vacancy, sure: bool) -> ReadPage:
    """Return one vacancy, to read, to print, and to take along on a telephone."""
    number = texts("vacancy__number", count=one.number)
    checked = texts(f"vacancy__{'verified' if one.verified else 'unverified'}")
    until = texts("vacancy__until", until=day(one.valid_until))
    where = texts("list__separator").join(filter(None, (one.district, one.place)))
    wanted = [number]
    wanted += [texts("vacancy__kind", kind=one.kind)] if one.kind else []
    if one.schooling:
        wanted.append(texts("vacancy__schooling", schooling=one.schooling))
    sections = [
        ReadSection("vacancy_pay", (pay(texts, one),)),
        ReadSection("vacancy_employer", tuple(filter(None, (one.employer, where)))),
        ReadSection("vacancy_wanted", tuple(wanted)),
        ReadSection("vacancy_contact", (one.contact,)),
        ReadSection(
            "vacancy_source",
            (until, texts("vacancy__source", source=one.source), checked),
        ),
    ]
    if region.vacancies.notes:
        sections.append(ReadSection("notes", region.vacancies.notes))
    if not sure:
        sections.insert(0, ReadSection("", (), ("vacancy_doubt",)))
    code = (one.title, pay(texts, one), one.employer, where, one.contact, until)
    return _page(region, one.title, tuple(sections), "\n".join(filter(None, code)))


def no_vacancies(region: Region, away: bool = False) -> ReadPage:
    """Return the page of a list that is empty, or that nobody can give now."""
    topic = "vacancies_away" if away else "vacancies_none"
    return _page(region, "", (ReadSection("", (), (topic,)),), "")


def _page(
    region: Region, title: str, sections: tuple[ReadSection, ...], code: str
) -> ReadPage:
    return region_page(region, "vacancy", "vacancies", sections, None, title, code)
