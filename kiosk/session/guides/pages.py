"""Pages that need no card and change nothing: lists to choose from, things to read."""

from typing import ClassVar

from kiosk.domain.region.region import Region
from kiosk.session.pages.page import Page, Part


class ListItem(Part, frozen=True):
    """One line of a list."""

    id: str
    label: str = ""
    """The region's own words; empty takes `list__<kind>__<id>`."""
    hint: str = ""
    """Own words too; empty takes `list__<kind>__<id>__hint`, where there is one."""
    metres: int | None = None
    """How far away it is; None where that is not known."""


class ListPage(Page, frozen=True):
    """A list of things to choose from; answers ItemChosen or BACK."""

    name: ClassVar[str] = "list"
    kind: str
    """Words from `list__<kind>`: the title."""
    items: tuple[ListItem, ...]
    card: bool = False
    """A card is in the slot: the list is one of its services."""


class Way(Part, frozen=True):
    """How far an office is in a straight line, and in which direction of eight."""

    metres: int
    toward: str


class MapSpot(Part, frozen=True):
    """A place on a map, in metres east and north of the machine."""

    east: int
    north: int
    meant: bool
    """The page is about it; the others only help to find one's way."""


class ReadSection(Part, frozen=True):
    """Some lines under a small title."""

    heading: str
    """A key `read__<heading>`; empty: no title."""
    lines: tuple[str, ...]
    """The region's own words; none: no source says it, so ask the hotline."""
    topics: tuple[str, ...] = ()
    """Words of the kiosk instead, `topic__<name>`, where there are no lines."""
    ways: tuple[Way, ...] = ()
    """Distances instead; said in the kiosk's words."""
    told: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Before the lines: what the region says, each with `read__told__<name>` for it."""


class ReadPage(Page, frozen=True):
    """One thing to read and take away; answers BACK, PRINT or FINISH."""

    name: ClassVar[str] = "read"
    kind: str
    """Words from `read__<kind>`: where one is."""
    topic: str
    """Words from `topic__<name>`, where `title` is empty."""
    title: str
    """The region's own words for what it is about."""
    sections: tuple[ReadSection, ...]
    hotline: str
    hotline_hours: str = ""
    as_of: tuple[str, ...] | None = ()
    """When its rules were true; empty: the source has no date; None: it has no rule."""
    code: str = ""
    """What a telephone takes along from the screen."""
    map: tuple[MapSpot, ...] = ()
    """Offices around the machine; none: where they are is not known."""
    can_print: bool = False
    card: bool = False
    """A card is in the slot, which Finish gives back."""


def region_page(
    region: Region,
    kind: str,
    topic: str,
    sections: tuple[ReadSection, ...],
    dated: tuple[str, ...] | None,
    title: str = "",
    code: str = "",
) -> ReadPage:
    """Return a page to read, with the line that a region sends people to.

    :param dated: when its rules were true, as `ReadPage.as_of`.
    """
    lines = region.hotlines
    return ReadPage(
        kind=kind,
        topic=topic,
        title=title,
        sections=sections,
        hotline=lines.consultation,
        hotline_hours=lines.consultation_hours,
        as_of=dated,
        code=code,
    )
