"""Where something is on the earth: how far it is, and which numbers cannot be true.

Maps that are sold in China show GCJ-02, a receiver of satellites gives WGS-84: the same
two numbers are up to 700 m apart. Both are taken, named, and compared in GCJ-02.
"""

import math
from typing import Annotated, Literal

import msgspec

Datum = Literal["gcj02", "wgs84"]
PrintedDatum = Literal["", "gcj02", "wgs84"]
"""Empty where nothing has degrees."""
Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]
"""Latitudes too, so that two numbers in the wrong order are told as that."""

LATITUDES = (3.0, 54.0)
LONGITUDES = (73.0, 136.0)
"""A frame around China; what is outside it is a slip of the pen."""
EARTH_M = 6_371_000.0
AXIS_M = 6_378_245.0
SQUARED_ECCENTRICITY = 0.00669342162296594323


class Coordinates(msgspec.Struct, frozen=True):
    """A place in degrees, as GCJ-02."""

    latitude: float
    longitude: float

    def metres_to(self, other: "Coordinates") -> float:
        """Return how far it is in a straight line."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        across = math.radians(other.longitude - self.longitude)
        bow = (
            math.sin((there - here) / 2) ** 2
            + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
        )
        return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, bow)))

    def offset_to(self, other: "Coordinates") -> tuple[float, float]:
        """Return how many metres east and north of here another place lies."""
        narrow = math.cos(math.radians((self.latitude + other.latitude) / 2))
        east = math.radians(other.longitude - self.longitude) * EARTH_M * narrow
        return east, math.radians(other.latitude - self.latitude) * EARTH_M


def coordinates(latitude: float, longitude: float, datum: Datum) -> Coordinates:
    """Return a place from two numbers as they were written down."""
    if datum == "wgs84":
        return _shifted(latitude, longitude)
    return Coordinates(latitude, longitude)


def coordinate_fault(latitude: float, longitude: float) -> str:
    """Return what cannot be true of two numbers; empty when nothing is known."""
    if latitude == 0 and longitude == 0:
        return "no_place"
    if _inside(latitude, longitude):
        return ""
    return "swapped" if _inside(longitude, latitude) else "abroad"


def _inside(latitude: float, longitude: float) -> bool:
    low, high = LATITUDES
    west, east = LONGITUDES
    return low <= latitude <= high and west <= longitude <= east


def _shifted(latitude: float, longitude: float) -> Coordinates:
    """Return WGS-84 as GCJ-02, by the series that is known for it."""
    x, y = longitude - 105.0, latitude - 35.0
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    both = (20 * _wave(6 * x) + 20 * _wave(2 * x)) * 2 / 3
    north += both + (20 * _wave(y) + 40 * _wave(y / 3)) * 2 / 3
    north += (160 * _wave(y / 12) + 320 * _wave(y / 30)) * 2 / 3
    east += both + (20 * _wave(x) + 40 * _wave(x / 3)) * 2 / 3
    east += (150 * _wave(x / 12) + 300 * _wave(x / 30)) * 2 / 3
    turned = math.radians(latitude)
    round_ = 1 - SQUARED_ECCENTRICITY * math.sin(turned) ** 2
    metres_north = AXIS_M * (1 - SQUARED_ECCENTRICITY) / (round_ * math.sqrt(round_))
    metres_east = AXIS_M / math.sqrt(round_) * math.cos(turned)
    return Coordinates(
        latitude + math.degrees(north / metres_north),
        longitude + math.degrees(east / metres_east),
    )


def _wave(turns: float) -> float:
    """Return the sine of so many half turns."""
    return math.sin(turns * math.pi)
