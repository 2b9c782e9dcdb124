"""Degrees of offices that cannot be true are refused, one sentence each."""

import msgspec

from kiosk.domain.region.place_mistakes import place_mistakes
from kiosk.domain.region.places import Office, OfficeList
from kiosk.domain.region.region import Region
from tests.domain.region.test_region_rules import region
from tests.wording import english

NEAR = [("东", 29.90, 121.50), ("西", 29.92, 121.45), ("北", 30.01, 121.60)]


def placed(*rows: tuple[str, float, float]) -> Region:
    offices = tuple(
        Office(name, ("街1号",), latitude=north, longitude=east)
        for name, north, east in rows
    )
    kind = OfficeList(source="x", datum="gcj02")
    return msgspec.structs.replace(region("dalian"), offices=offices, office_list=kind)


def told(of: Region) -> list[str]:
    return [f"{m.place}: {english(m.message)}" for m in place_mistakes(of)]


def test_good_degrees_are_taken() -> None:
    assert told(placed(*NEAR)) == []
    first = placed(*NEAR).offices[0]
    assert first.coordinates("gcj02") is not None
    assert first.coordinates("") is None


def test_one_that_lies_far_from_all_others_is_named() -> None:
    (found,) = told(placed(*NEAR, ("南", 20.0, 121.50)))
    assert "offices 南" in found
    assert "km from the other offices" in found


def test_of_two_that_are_far_apart_none_is_the_wrong_one() -> None:
    assert told(placed(NEAR[0], ("南", 20.0, 121.50))) == []


def test_zeros_and_a_wrong_order_are_told_as_that() -> None:
    found = told(placed(*NEAR, ("甲", 0.0, 0.0), ("乙", 121.5, 29.9)))
    assert len(found) == 2
    assert "offices 甲" in found[0]
    assert "both 0" in found[0]
    assert "wrong way round" in found[1]
    assert placed(("甲", 0.0, 0.0)).offices[0].coordinates("gcj02") is None
