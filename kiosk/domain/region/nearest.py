"""Which office is nearest to the machine, as far as degrees are known."""

import math

import msgspec

from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.places import Office
from kiosk.domain.region.region import Region

FAR_M = 300_000.0
"""With no office nearer than this the machine's degrees are of another place."""


class NearOffice(msgspec.Struct, frozen=True):
    """An office, and how many metres east and north of the machine it lies."""

    office: Office
    offset: tuple[float, float] | None = None
    """None: where it is, or where the machine is, is not known."""

    @property
    def metres(self) -> int | None:
        """Return how far it is in a straight line."""
        if self.offset is None:
            return None
        east, north = self.offset
        return round(math.hypot(east, north))


def nearest_first(region: Region, here: Coordinates | None) -> tuple[NearOffice, ...]:
    """Return all offices, the nearest first; those of unknown place stay last.

    :param here: where the machine stands; None leaves the list's own order.
    """
    datum = region.office_list.datum
    found = []
    for office in region.offices:
        there = office.coordinates(datum)
        offset = here.offset_to(there) if here and there else None
        found.append(NearOffice(office, offset))
    found.sort(key=lambda near: float("inf") if near.metres is None else near.metres)
    if found and (found[0].metres or 0) > FAR_M:
        return tuple(NearOffice(office) for office in region.offices)
    return tuple(found)


def toward(offset: tuple[float, float]) -> str:
    """Return the direction of eight in which something lies."""
    east, north = offset
    if abs(east) > 2.414 * abs(north):  # within 22.5 degrees of the axis
        return "east" if east > 0 else "west"
    if abs(north) > 2.414 * abs(east):
        return "north" if north > 0 else "south"
    return ("north" if north > 0 else "south") + ("_east" if east > 0 else "_west")
