"""The pages that come from a region's file, by names that a person can type."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from kiosk.domain.message import Message
from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.region import Region
from kiosk.machine.shell.region.region_files import UnknownRegion
from kiosk.session.guides.build import (
    banks_page,
    guide_page,
    known_procedures,
    loss_page,
    no_office_page,
    office_page,
    procedure_page,
    progress_page,
    unknown_page,
)
from kiosk.session.guides.flow import district_items, errand_items, question_list
from kiosk.session.guides.new_card import NEW_CARD, knows_new_card, new_card_page
from kiosk.session.guides.pages import ListPage, ReadPage
from kiosk.session.pages.page import Page

Make = Callable[[], Page]


def pages_of(region: Region, here: Coordinates | None = None) -> dict[str, Make]:
    """Return how each page of a region is made, by its name."""
    known, unknown = known_procedures(region)
    made: dict[str, Make] = {
        "errands": lambda: ListPage("errands", errand_items(region)),
        "loss": partial(loss_page, region),
        **{f"procedures.{n}": partial(procedure_page, region, n) for n in known},
    }
    if knows_new_card(region):
        made[f"procedures.{NEW_CARD}"] = partial(new_card_page, region)
    if unknown:
        made["procedures.others"] = partial(unknown_page, region, unknown)
    if region.guides:
        made["guides"] = lambda: question_list(region.guides)
    made |= {f"guides.{g.id}": partial(guide_page, region, g) for g in region.guides}
    if region.offices:
        items = district_items(region, here)
        made["offices"] = lambda: ListPage("districts", items)
        for item in items:
            made[f"offices.{item.id}"] = partial(office_page, region, item.id, here)
    else:
        made["offices"] = partial(no_office_page, region)
    made["banks"] = partial(banks_page, region)
    made["progress"] = partial(progress_page, region)
    return made


def page_names(region: Region) -> list[str]:
    """Return the names of all pages that a region's file makes."""
    return list(pages_of(region))


def page_named(
    region: Region, name: str, at: tuple[float, float] | None = None
) -> tuple[str, Page]:
    """Return a page with its whole name; a part after the dot is enough when it is one.

    :param at: the machine's latitude and longitude.
    :raises UnknownRegion: when no page, or more than one, has that name.
    """
    made = pages_of(region, Coordinates(*at) if at else None)
    found = [name] if name in made else [n for n in made if n.endswith(f".{name}")]
    if not found:
        missing = Message("region__no_page", name=name, known=tuple(made))
        raise UnknownRegion(missing)
    if len(found) > 1:
        several = Message("region__pages", name=name, known=tuple(found))
        raise UnknownRegion(several)
    page = made[found[0]]()
    if isinstance(page, ReadPage):  # as in a hall whose printer has paper
        page = replace(page, can_print=True)
    return found[0], page
