"""A small map without a map: dots to scale, north up, and the machine among them.

It only places and draws; what is where comes from the page, which says the same in
words for who listens.
"""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

FIELD_MM = 62.0
LEAST_MM = 40.0
NEAREST_M = 400.0
"""Half the field is never less: next door is not drawn as far away."""
STEPS = (1, 2, 5)


class SpotKind(Enum):
    """What a dot is."""

    HERE = 0
    MEANT = 1
    OTHER = 2


class Spot(NamedTuple):
    """A dot, in metres east and north of the machine."""

    east: float
    north: float
    kind: SpotKind


class TownMap(Widget):
    """Dots in a frame, with a bar that says how long a stretch is."""

    together = True

    def __init__(
        self,
        kit: Kit,
        spots: Sequence[Spot],
        words: dict[SpotKind, str],
        north: str,
        length: Callable[[int], str],
    ) -> None:
        """Build from spots and from what each kind of dot is called.

        :param length: says how long a stretch of so many metres is.
        """
        super().__init__(kit)
        self.spots = [Spot(0, 0, SpotKind.HERE), *spots]
        self._length = length
        self._bar_m = 0
        self._bar = Text(kit, "", Size.SMALL, Role.MUTED)
        self._north = Text(kit, north, Size.SMALL, Role.MUTED, align="center")
        kinds = {spot.kind for spot in self.spots}
        self._legend = [
            (kind, Text(kit, word, Size.SMALL, Role.MUTED))
            for kind, word in words.items()
            if kind in kinds
        ]

    def children(self) -> Sequence[Widget]:
        return [self._north, self._bar, *(text for _, text in self._legend)]

    def texts(self) -> Iterator[str]:
        """Yield nothing: who listens is told distance and direction in a sentence."""
        yield from ()

    def width(self) -> int:
        return self.kit.mm(FIELD_MM) * 2

    def height(self, width: int) -> int:
        rows = len(_rows(self._widths(), width))
        return self.kit.snug(FIELD_MM, LEAST_MM) + rows * self._line

    @property
    def _line(self) -> int:
        return self.kit.type.height(self.kit.em(Size.SMALL)) + self.kit.mm(1.5)

    @property
    def _mark(self) -> int:
        return self.kit.mm(4.6)

    def _widths(self) -> list[int]:
        kit = self.kit
        return [self._mark + text.width() + kit.mm(6.0) for _, text in self._legend]

    def place(self, rect: Rect) -> None:
        super().place(rect)
        kit, rows = self.kit, _rows(self._widths(), rect.width)
        self._field = Rect(rect)
        self._field.height = rect.height - len(rows) * self._line
        high = kit.type.height(kit.em(Size.SMALL))
        for number, row in enumerate(rows):
            left = rect.left
            for index in row:
                _, text = self._legend[index]
                top = self._field.bottom + kit.mm(1.5) + number * self._line
                at = left + self._mark + kit.mm(1.5)
                text.place(Rect(at, top, text.width() + 1, high))
                left += self._widths()[index]
        self._scale()
        seen = {spot.kind for spot in self._inside()}
        for kind, text in self._legend:
            if kind not in seen:
                text.place(Rect(0, 0, 0, 0))
        inset = kit.mm(3.0)
        box = Rect(0, 0, max(self._north.width() + 1, self._mark), high)
        box.topright = (self._field.right - inset, self._field.top + inset + self._mark)
        self._north.place(box)
        self._place_bar(high, inset)

    def _place_bar(self, high: int, inset: int) -> None:
        """Choose the round length that fills less than a third of the field."""
        most = self._field.width / 3 / self._per_metre
        power = 1
        while power * 10 <= most:
            power *= 10
        self._bar_m = power * max(step for step in STEPS if step * power <= most)
        self._bar = Text(self.kit, self._length(self._bar_m), Size.SMALL, Role.MUTED)
        box = Rect(0, 0, self._bar.width() + 1, high)
        box.bottomleft = (
            self._field.left + inset,
            self._field.bottom - inset - self.kit.mm(1.0),
        )
        self._bar.place(box)

    def _scale(self) -> None:
        """Fit the machine and what is meant into the field, north up."""
        meant = [s for s in self.spots if s.kind is not SpotKind.OTHER]
        east, north = [s.east for s in meant], [s.north for s in meant]
        wide = max(max(east) - min(east), 2 * NEAREST_M)
        high = max(max(north) - min(north), 2 * NEAREST_M)
        room = self._field.inflate(-self.kit.mm(22.0), -self.kit.mm(22.0))
        self._per_metre = min(max(1, room.width) / wide, max(1, room.height) / high)
        self._middle = ((max(east) + min(east)) / 2, (max(north) + min(north)) / 2)

    def _inside(self) -> list[Spot]:
        """Return the spots that the field shows."""
        field = self._field.inflate(-2 * self._mark, -2 * self._mark)
        return [spot for spot in self.spots if field.collidepoint(self.at(spot))]

    def at(self, spot: Spot) -> tuple[int, int]:
        """Return where a spot is drawn."""
        east, north = self._middle
        return (
            self._field.centerx + round((spot.east - east) * self._per_metre),
            self._field.centery - round((spot.north - north) * self._per_metre),
        )

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        kit = self.kit
        raised = kit.color(Role.RAISED)
        kit.box(surface, self._field, raised, kit.color(Role.LINE), 3.5)
        # What is meant lies over the others, and the machine over all.
        for spot in sorted(self._inside(), key=lambda s: -s.kind.value):
            self._dot(surface, self.at(spot), spot.kind)
        self._arrow(surface)
        box, line = self._bar.rect, kit.mm(0.8)
        length = round(self._bar_m * self._per_metre)
        bar = Rect(box.left, box.bottom + kit.mm(0.6), length, line)
        surface.fill(kit.color(Role.MUTED), bar)
        middle = self._line - kit.mm(1.5)
        for kind, text in filter(lambda each: each[1].rect.width, self._legend):
            left = text.rect.left - kit.mm(3.5)
            self._dot(surface, (left, text.rect.top + middle // 2), kind)
            text.draw(surface, ground)
        self._north.draw(surface, raised)
        self._bar.draw(surface, raised)

    def _dot(
        self, surface: pygame.Surface, at: tuple[int, int], kind: SpotKind
    ) -> None:
        """Draw one dot; the machine is square, so that no colour is needed to tell."""
        kit, ink = self.kit, self.kit.color(Role.INK)
        if kind is SpotKind.HERE:
            box = Rect(0, 0, kit.mm(4.6), kit.mm(4.6))
            box.center = at
            surface.fill(ink, box)
            return
        meant = kind is SpotKind.MEANT
        fill = kit.color(Role.ACCENT if meant else Role.RAISED)
        edge = kit.color(Role.ACCENT if meant else Role.EDGE)
        size = kit.mm(5.4 if meant else 4.0)
        disc = kit.icons.disc(size, fill, edge, kit.mm(0.6))
        surface.blit(disc, disc.get_rect(center=at))

    def _arrow(self, surface: pygame.Surface) -> None:
        box, kit = self._north.rect, self.kit
        tip = (box.centerx, box.top - self._mark)
        foot, half = box.top - kit.mm(0.8), kit.mm(1.6)
        points = [tip, (box.centerx - half, foot), (box.centerx + half, foot)]
        pygame.draw.polygon(surface, kit.color(Role.MUTED), points)


def _rows(widths: Sequence[int], room: int) -> list[list[int]]:
    """Return which things stand in which row, in their order."""
    rows: list[list[int]] = [[]]
    used = 0
    for index, width in enumerate(widths):
        if rows[-1] and used + width > room:
            rows.append([])
            used = 0
        rows[-1].append(index)
        used += width
    return rows
