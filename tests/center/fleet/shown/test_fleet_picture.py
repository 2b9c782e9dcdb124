"""The picture of the fleet: each machine is one square, and it stays small."""

import re

import pytest

from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.shown.fleet_picture import COLUMNS, PITCH, SIDE, fleet_picture
from kiosk.center.fleet.shown.wall import Hall
from tests.every import every

pytestmark = pytest.mark.engine("sqlite")


def squares(lines: str) -> list[tuple[int, int]]:
    """Return where squares are drawn, from the strokes as a browser dashes them."""
    found: list[tuple[int, int]] = []
    for x, y, length in re.findall(r"M(\d+) (\d+)v(\d+)", lines):
        found += [(int(x), int(y) + at) for at in range(0, int(length), PITCH)]
    return found


SHAPES = [[1], [40] * 25, [1] * 700, [1500, 3, 3, 2], [7] * 90, []]


@pytest.mark.parametrize("sizes", SHAPES, ids=len)
def test_each_machine_is_one_square(sizes: list[int]) -> None:
    worst = list(Need)
    halls = [
        Hall(f"h{n}", [worst[(n + i) % 5] for i in range(size)], [])
        for n, size in enumerate(sizes)
    ]
    picture = fleet_picture(halls)
    places = [place for lines in picture.lines.values() for place in squares(lines)]
    assert len(places) == len(set(places)) == sum(sizes)
    for x, y in every(places or [(1, 1)]):
        assert 0 < x < COLUMNS * PITCH
        assert y + SIDE <= picture.height
    for need in Need:
        drawn = len(squares(picture.lines.get(need, "")))
        assert drawn == sum(hall.counts[need] for hall in halls)


def test_ten_thousand_are_some_kilobytes() -> None:
    halls = [Hall(f"h{n}", [Need.STOPPED] + [Need.WELL] * 39, []) for n in range(250)]
    picture = fleet_picture(halls)
    assert sum(map(len, picture.lines.values())) < 40_000
    assert {spot.hall for spot in picture.spots} == {hall.name for hall in halls}
