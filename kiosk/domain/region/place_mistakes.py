"""What cannot be true of where a region's offices are, each as one mistake."""

from collections.abc import Iterator
from statistics import median

from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.region.geography import Coordinates, coordinate_fault
from kiosk.domain.region.places import Office
from kiosk.domain.region.region import Region

FARTHEST_M = 600_000.0
"""From the middle of all offices; the widest prefecture there is still fits."""


def place_mistakes(region: Region) -> Iterator[Mistake]:
    """Yield every office whose degrees cannot be true, and degrees of no known kind."""
    placed = [office for office in region.offices if _has_any(office)]
    if placed and not region.office_list.datum:
        yield Mistake("office_list.datum", Message("mistake__no_datum"))
    good = []
    for office in placed:
        if fault := _fault(office):
            yield Mistake(_name(office), Message(f"mistake__place__{fault}"))
        elif (at := office.coordinates("gcj02")) is not None:
            good.append((office, at))
    yield from _lonely(good)


def _has_any(office: Office) -> bool:
    return office.latitude is not None or office.longitude is not None


def _fault(office: Office) -> str:
    if office.latitude is None or office.longitude is None:
        return "half"
    return coordinate_fault(office.latitude, office.longitude)


def _lonely(placed: list[tuple[Office, Coordinates]]) -> Iterator[Mistake]:
    """Yield the offices that lie far from all others: a digit is wrong there."""
    if len(placed) < 3:  # of two that are far apart none is the wrong one
        return
    middle = Coordinates(
        median(at.latitude for _, at in placed),
        median(at.longitude for _, at in placed),
    )
    for office, at in placed:
        if (away := middle.metres_to(at)) > FARTHEST_M:
            far = Message("mistake__place__far", km=round(away / 1000))
            yield Mistake(_name(office), far)


def _name(office: Office) -> str:
    return f"offices {office.district}"
