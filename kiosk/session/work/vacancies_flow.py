"""What work there is: the list in pages, by one choice at most, and each vacancy.

It needs no card and tells nobody who looks; with a card in the slot it is the same.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from msgspec.structs import replace

from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.work.vacancies_build import (
    MORE,
    day_here,
    group_items,
    is_sure,
    no_vacancies,
    open_ones,
    vacancy_items,
    vacancy_page,
)
from kiosk.sync.wire.services.work_wire import (
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroup,
)

VACANCIES = "vacancies"
T = TypeVar("T")


async def show_vacancies(errand: Errand) -> None:
    """Show all, or those of one district or kind, until Back."""
    told = await _asked(errand, errand.parts.center.vacancy_groups())
    if told is None:
        return
    if not told.open:
        await read(errand, no_vacancies(errand.parts.region))
        return
    by = {"by_district": told.districts, "by_kind": told.kinds}
    count = errand.parts.texts("vacancy__count", count=told.open)
    items = [ListItem("all", hint=count)]
    items += [ListItem(name) for name, groups in by.items() if len(groups) > 1]
    while (chosen := await choose(errand, "vacancy_ways", tuple(items))) is not None:
        if chosen == "all":
            await _look(errand, VacanciesRequest())
        else:
            await _narrowed(errand, chosen, by[chosen])


async def _narrowed(errand: Errand, by: str, groups: tuple[VacancyGroup, ...]) -> None:
    """Show the districts or kinds, and what there is in each."""
    items = group_items(errand.parts.texts, groups)
    while (chosen := await choose(errand, f"vacancy_{by}", items)) is not None:
        name = groups[int(chosen)].name
        if by == "by_district":
            await _look(errand, VacanciesRequest(district=name))
        else:
            await _look(errand, VacanciesRequest(kind=name))


async def _look(errand: Errand, request: VacanciesRequest) -> None:
    """Show one page after the other; Back leads to the one before."""
    seen: list[VacanciesAnswer] = []
    while True:
        told = await _asked(errand, errand.parts.center.vacancies(request, _last(seen)))
        if told is not None:
            seen.append(told)
        while seen and not await _goes_on(errand, seen[-1], len(seen) == 1):
            seen.pop()
        if not seen:
            return


def _last(seen: list[VacanciesAnswer]) -> int:
    """Return behind which vacancy the next page begins."""
    return seen[-1].vacancies[-1].serial if seen and seen[-1].vacancies else 0


async def _goes_on(errand: Errand, told: VacanciesAnswer, first: bool) -> bool:
    """Show a page of the list; True when the next one is wanted, False for Back."""
    parts = errand.parts
    today = day_here(parts.clock.known())
    sure, found = is_sure(told, today), open_ones(told, today)
    if first and not (found or told.more):
        await read(errand, no_vacancies(parts.region))
        return False
    kind = "vacancies" if sure else "vacancies_unsure"
    items = vacancy_items(parts.texts, told, today)
    while (chosen := await choose(errand, kind, items)) is not None:
        if chosen == MORE:
            return True
        one = next(each for each in found if str(each.serial) == chosen)
        await read(errand, vacancy_page(parts.texts, parts.region, one, sure))
    return False


async def _asked(errand: Errand, work: Awaitable[T]) -> T | None:
    """Ask the center; None when the person gave up, or was told that it is away."""
    parts = errand.parts
    limit = parts.config.center.timeout
    try:
        async with asyncio.timeout(limit):
            return await parts.dialog.during(work, "busy__asking_center", limit)
    except GaveUp:
        return None
    except (KioskError, TimeoutError) as error:
        fault = getattr(error, "fault", Fault.CENTER_TIMEOUT)
        if not fault.startswith("N"):
            raise
    # Nobody takes that home: it has no paper.
    away = replace(no_vacancies(parts.region, away=True), card=errand.has_card)
    await parts.dialog.ask(away, parts.config.times.idle_reading)
    return None
