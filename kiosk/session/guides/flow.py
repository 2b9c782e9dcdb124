"""Guides, questions, offices and banks: lists to choose from and pages to take away.

Everything in them is the region's own; who looks at what is told to nobody.
"""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.nearest import NearOffice, nearest_first
from kiosk.domain.region.places import GUIDE_GROUPS, Guide
from kiosk.domain.region.region import Region
from kiosk.session.certification.build import certification_guide
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.build import (
    banks_page,
    guide_page,
    known_procedures,
    loss_page,
    no_office_page,
    office_page,
    procedure_page,
    unknown_page,
)
from kiosk.session.guides.new_card import NEW_CARD, knows_new_card, new_card_page
from kiosk.session.guides.pages import ListItem, ListPage, ReadPage
from kiosk.session.guides.receipt import reading_receipt
from kiosk.session.pages.page import ItemChosen, Tap
from kiosk.session.paper.printing import print_and_tell, promising
from kiosk.session.work.unemployed_build import register_page

ERRANDS = "errands"
"""The name of the guides to all errands in the card's menu."""


async def read(errand: Errand, page: ReadPage) -> None:
    """Show something to read until Back; print it as often as it is asked for."""
    parts = errand.parts
    while True:
        fresh = promising(errand, replace(page, card=errand.has_card))
        idle = parts.config.times.idle_reading
        answer = await parts.dialog.ask(fresh(), idle, fresh)
        if answer is not Tap.PRINT:
            return
        await print_and_tell(errand, reading_receipt(errand, page))


async def choose(errand: Errand, kind: str, items: tuple[ListItem, ...]) -> str | None:
    """Return the id of what was chosen; None when the person goes back."""
    page = ListPage(kind, items, errand.has_card)
    answer = await errand.parts.dialog.ask(page)
    return answer.item if isinstance(answer, ItemChosen) else None


async def show_offices(errand: Errand) -> None:
    """Show offices by district, and the banks; in a loop until Back."""
    region = errand.parts.region
    if region.offices and region.banks:
        await _menu(errand, "places", {"offices": show_districts, "banks": show_banks})
    elif region.banks:
        await show_banks(errand)
    else:
        await show_districts(errand)


async def show_districts(errand: Errand) -> None:
    """Show the districts, and each one's offices."""
    region = errand.parts.region
    if not region.offices:
        await read(errand, no_office_page(region))
        return
    here = errand.parts.config.machine.coordinates()
    items = district_items(region, here)
    while (chosen := await choose(errand, "districts", items)) is not None:
        await read(errand, office_page(region, chosen, here))


def district_items(region: Region, here: Coordinates | None) -> tuple[ListItem, ...]:
    """Return the districts, the one with the nearest office first, where known."""
    first: dict[str, NearOffice] = {}
    for near in nearest_first(region, here):
        first.setdefault(near.office.district, near)
    return tuple(
        ListItem(name, name, next(iter(near.office.addresses), ""), near.metres)
        for name, near in first.items()
    )


async def show_banks(errand: Errand) -> None:
    """Show the banks."""
    await read(errand, banks_page(errand.parts.region))


async def show_help(errand: Errand) -> None:
    """Show how errands are done, and questions with answers; until Back."""
    if not errand.parts.region.guides:
        await show_errands(errand)
        return
    await _menu(errand, "help", {"errands": show_errands, "questions": show_questions})


async def show_errands(errand: Errand) -> None:
    """Show each errand with a card: where, with what, how long, for how much."""
    region = errand.parts.region
    pages = errand_pages(region)
    items = errand_items(region)
    while (chosen := await choose(errand, "errands", items)) is not None:
        await read(errand, pages[chosen])


def errand_pages(region: Region) -> dict[str, ReadPage]:
    """Return the page of each errand; those that no source tells of share one."""
    known, unknown = known_procedures(region)
    pages = {"loss": loss_page(region)}
    if knows_new_card(region):
        pages[NEW_CARD] = new_card_page(region)
    pages |= {name: procedure_page(region, name) for name in known}
    if not region.certification.kiosk:
        pages["certification"] = certification_guide(region)
    if not region.unemployment.kiosk:
        pages["unemployed"] = register_page(region, sought=False)
    if unknown:
        pages["others"] = unknown_page(region, unknown)
    return pages


def errand_items(region: Region) -> tuple[ListItem, ...]:
    """Return the list of errands."""
    return tuple(map(ListItem, errand_pages(region)))


TOGETHER = 6
"""So many questions are one list; more stand under headings."""


async def show_questions(errand: Errand) -> None:
    """Show the region's questions and answers, under headings where there are many."""
    guides = errand.parts.region.guides
    first = question_list(guides)
    if first.kind == "questions":
        await _questions(errand, guides)
        return
    groups = grouped(guides)
    while (chosen := await choose(errand, first.kind, first.items)) is not None:
        await _questions(errand, groups[chosen])


def question_list(guides: tuple[Guide, ...]) -> ListPage:
    """Return the first list: the questions themselves, or their headings."""
    groups = grouped(guides)
    if len(guides) <= TOGETHER or len(groups) == 1:
        items = tuple(ListItem(guide.id, guide.title) for guide in guides)
        return ListPage("questions", items)
    return ListPage("groups", tuple(map(ListItem, groups)))


def grouped(guides: tuple[Guide, ...]) -> dict[str, tuple[Guide, ...]]:
    """Return the guides by their headings, in the headings' order."""
    found = {name: tuple(g for g in guides if g.group == name) for name in GUIDE_GROUPS}
    return {name: inside for name, inside in found.items() if inside}


async def _questions(errand: Errand, guides: tuple[Guide, ...]) -> None:
    """Show questions as a list, and each one's answer."""
    items = tuple(ListItem(guide.id, guide.title) for guide in guides)
    while (chosen := await choose(errand, "questions", items)) is not None:
        guide = errand.parts.region.guide(chosen)
        if guide is not None:
            await read(errand, guide_page(errand.parts.region, guide))


Show = Callable[[Errand], Awaitable[None]]


async def _menu(errand: Errand, kind: str, ways: dict[str, Show]) -> None:
    """Show a short list again and again until Back."""
    items = tuple(map(ListItem, ways))
    while (chosen := await choose(errand, kind, items)) is not None:
        await ways[chosen](errand)
