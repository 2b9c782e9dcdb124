"""All machines as small squares, drawn with one line for each run of equal ones.

A dashed line is a row of squares: so ten thousand machines are some ten kilobytes. A
picture is no list: each hall is also a row of a table, and a link here while there are
not too many.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.shown.wall import Hall

PITCH, SIDE = 8, 6
"""Pixels from a square to the next one, and of its side."""
COLUMNS = 160
SHELF_GAP = 8
MOST_LINKS = 400
LARGE = 1_200
"""Up to so many machines the squares are drawn twice as large."""


class HallSpot(NamedTuple):
    """Where a hall lies, or a piece of it."""

    hall: str
    machines: int
    x: int
    y: int
    width: int
    height: int


class FleetPicture(NamedTuple):
    """What an SVG is made of."""

    width: int
    height: int
    scale: int
    lines: Mapping[Need, str]
    """The `d` of one path for each state: down strokes, dashed into squares."""
    spots: Sequence[HallSpot]
    """Places to press; none where there are too many halls."""


def fleet_picture(halls: Sequence[Hall]) -> FleetPicture:
    """Lay out halls, the first one first, in shelves of one height."""
    machines = sum(len(hall.needs) for hall in halls)
    deep, scale = _rows(machines, len(halls)), 2 if machines <= LARGE else 1
    columns = COLUMNS // scale
    strokes: defaultdict[Need, list[str]] = defaultdict(list)
    spots: list[HallSpot] = []
    column = shelf = 0
    for hall in halls:
        left = 0
        while left < len(hall.needs):
            wide = -(-(len(hall.needs) - left) // deep)
            if column and wide > columns - column and wide <= columns:
                column, shelf = 0, shelf + 1
            wide = min(wide, columns - column)
            piece = hall.needs[left : left + wide * deep]
            x, y = column * PITCH, shelf * (deep * PITCH + SHELF_GAP)
            for need, stroke in _strokes(piece, deep, x, y):
                strokes[need].append(stroke)
            size = (wide * PITCH, deep * PITCH)
            spots.append(HallSpot(hall.name, len(hall.needs), x, y, *size))
            left += wide * deep
            column += wide
            if column >= columns:
                column, shelf = 0, shelf + 1
        column += 1
        if column >= columns:
            column, shelf = 0, shelf + 1
    shelves = shelf + (1 if column else 0)
    return FleetPicture(
        *(columns * PITCH, max(1, shelves) * (deep * PITCH + SHELF_GAP)),
        scale,
        {need: "".join(found) for need, found in strokes.items()},
        spots if len(spots) <= MOST_LINKS else (),
    )


def _rows(machines: int, halls: int) -> int:
    """Return how many squares stand above each other: few where halls are small."""
    mean = machines / max(1, halls)
    return 1 if mean < 3 else 2 if mean < 8 else 5


def _strokes(
    needs: Sequence[Need], deep: int, x: int, y: int
) -> Iterator[tuple[Need, str]]:
    """Yield down strokes: one for each run of equal machines in a column."""
    for first in range(0, len(needs), deep):
        own = needs[first : first + deep]
        at = x + first // deep * PITCH + SIDE // 2
        begin = 0
        for row in range(1, len(own) + 1):
            if row == len(own) or own[row] is not own[begin]:
                length = (row - begin) * PITCH - (PITCH - SIDE)
                yield own[begin], f"M{at} {y + begin * PITCH}v{length}"
                begin = row
