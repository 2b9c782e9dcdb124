"""How far it is, and two kinds of degrees for one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.region.geography import (
    Coordinates,
    coordinate_fault,
    coordinates,
)

north = st.floats(3, 54)
east = st.floats(73, 136)


def test_two_kinds_of_degrees_for_one_place() -> None:
    """The pair that maps' own documents print as an example."""
    found = coordinates(39.915, 116.404, "wgs84")
    assert found.latitude == pytest.approx(39.91640428, abs=1e-7)
    assert found.longitude == pytest.approx(116.41024450, abs=1e-7)
    assert coordinates(39.915, 116.404, "gcj02") == Coordinates(39.915, 116.404)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert Coordinates(30, 120).metres_to(Coordinates(31, 120)) == pytest.approx(
        111_195, rel=1e-4
    )
    assert Coordinates(60, 120).metres_to(Coordinates(60, 121)) == pytest.approx(
        55_597, rel=1e-3
    )


@given(north, east, st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_a_map_shows_the_distance(
    latitude: float, longitude: float, up: float, right: float
) -> None:
    here = Coordinates(latitude, longitude)
    there = Coordinates(latitude + up, longitude + right)
    across, along = here.offset_to(there)
    assert (across**2 + along**2) ** 0.5 == pytest.approx(
        here.metres_to(there), rel=1e-3, abs=0.1
    )
    assert (across >= 0) == (right >= 0) or abs(across) < 0.01
    assert here.metres_to(there) == pytest.approx(there.metres_to(here))


@given(north, east)
def test_the_same_place_is_never_a_kilometre_off(
    latitude: float, longitude: float
) -> None:
    plain = coordinates(latitude, longitude, "gcj02")
    assert plain.metres_to(coordinates(latitude, longitude, "wgs84")) < 1500


@pytest.mark.parametrize(
    ("latitude", "longitude", "fault"),
    [
        (0, 0, "no_place"),
        (121.5, 29.9, "swapped"),
        (29.9, 12.15, "abroad"),
        (-29.9, 121.5, "abroad"),
        (29.9, 121.5, ""),
    ],
)
def test_degrees_that_cannot_be_true(
    latitude: float, longitude: float, fault: str
) -> None:
    assert coordinate_fault(latitude, longitude) == fault
