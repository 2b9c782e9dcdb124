"""Who a region is, its offices and banks, and the guides it gives people to read.

Lists and words only; the rules are in `region_rules.py`.
"""

from typing import Literal, get_args

from kiosk.domain.region.geography import (
    Coordinates,
    Degrees,
    PrintedDatum,
    coordinate_fault,
    coordinates,
)
from kiosk.domain.region.region_rules import Rules, Words
from kiosk.domain.toml_table import TomlTable


class RegionName(TomlTable, frozen=True):
    """Who the region is and when its facts were true."""

    id: str
    name: str
    province: str
    bureau: str = ""
    """Who answers for the rules."""
    code: str = ""
    """Six digits of GB/T 2260; a card that names this region is told by its name."""
    as_of: Words = ()

    @property
    def whole(self) -> str:
        """Return the name after its province's, unless it is a province itself."""
        return self.name if self.name == self.province else self.province + self.name


class Office(TomlTable, frozen=True):
    """One place where people are served in person."""

    district: str
    addresses: Words
    phones: Words = ()
    hours: str = ""
    """When it is open, as the source prints it."""
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    """In degrees; what they were read from is `office_list.datum`."""

    def coordinates(self, datum: PrintedDatum) -> Coordinates | None:
        """Return where it is; None when that is not known, or is no place."""
        if self.latitude is None or self.longitude is None:
            return None
        if not datum or coordinate_fault(self.latitude, self.longitude):
            return None
        return coordinates(self.latitude, self.longitude, datum)


class Bank(TomlTable, frozen=True):
    """A bank whose account the card carries, and its line for lost cards."""

    name: str
    loss_phone: str = ""


class OfficialList(Rules, frozen=True, kw_only=True):
    """Where a list was taken from."""


class OfficeList(OfficialList, frozen=True, kw_only=True):
    """Where the offices were taken from, and how their degrees were read."""

    datum: PrintedDatum = ""
    """Empty: no office has any."""


GuideGroup = Literal["about", "apply", "use", "care", "money", "where"]
GUIDE_GROUPS: tuple[GuideGroup, ...] = get_args(GuideGroup)
"""What people ask about, in the order of the list."""
MOST_LINES = 6
"""Of one guide: what stands on one page in everybody's size."""


class Guide(TomlTable, frozen=True):
    """One page to read: a few plain sentences about one question."""

    id: str
    title: str
    lines: Words
    source: str = ""
    as_of: Words = ()
    group: GuideGroup = "about"
    """Under which heading it stands, where a region has many."""
