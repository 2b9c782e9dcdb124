"""The nearest office first, as far as anybody said where things are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.nearest import nearest_first, toward
from tests.domain.region.test_place_mistakes import NEAR, placed

HERE = Coordinates(30.0, 121.6)


def test_the_nearest_is_first_and_the_unknown_last() -> None:
    of = placed(*NEAR, ("无", 0.0, 0.0))
    assert [near.office.district for near in nearest_first(of, HERE)] == [
        *("北", "东", "西", "无")
    ]
    first, *_, last = nearest_first(of, HERE)
    assert first.metres == pytest.approx(1112, abs=3)
    assert last.metres is None


def test_without_a_place_the_lists_order_stays() -> None:
    found = nearest_first(placed(*NEAR), None)
    assert [near.office.district for near in found] == ["东", "西", "北"]
    assert {near.metres for near in found} == {None}


def test_a_machine_of_another_place_is_told_nothing() -> None:
    found = nearest_first(placed(*NEAR), Coordinates(39.9, 116.4))
    assert [near.office.district for near in found] == ["东", "西", "北"]
    assert {near.metres for near in found} == {None}


@given(st.floats(-9e5, 9e5), st.floats(-9e5, 9e5))
def test_a_direction_is_one_of_eight(east: float, north: float) -> None:
    parts = toward((east, north)).split("_")
    if abs(east) > 1 and "east" in parts:
        assert east > 0
    if abs(north) > 1 and "north" in parts:
        assert north > 0
    assert len(parts) in (1, 2)


def test_the_compass() -> None:
    assert [toward(way) for way in [(0, 9), (9, 9), (9, 1), (9, -9)]] == [
        *("north", "north_east", "east", "south_east")
    ]
    assert [toward(way) for way in [(0, -9), (-9, -9), (-9, 1), (-9, 9)]] == [
        *("south", "south_west", "west", "north_west")
    ]
