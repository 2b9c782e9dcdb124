"""One widget inside another: with a margin and a ground, or no wider than needed.

Several beside or under each other are `layout`'s.
"""

from collections.abc import Sequence
from copy import copy

import pygame

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget


class Box(Widget):
    """A margin around one widget, with a ground and an edge when roles are given."""

    together = True

    def __init__(
        self,
        kit: Kit,
        child: Widget,
        pad: tuple[float, float] = (0.0, 0.0),
        *,
        fill: Role | None = None,
        edge: Role | None = None,
        radius: float = 4.0,
        grow: float = 0.0,
        least: float = 0.0,
    ) -> None:
        super().__init__(kit)
        self._child = child
        self._pad = (
            kit.snug(pad[0]) if pad[0] else 0,
            kit.snug(pad[1]) if pad[1] else 0,
        )
        self._fill = fill
        self._edge = edge
        self._radius = radius
        self._least = kit.mm(least) if least else 0
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return (self._child,)

    def height(self, width: int) -> int:
        inside = self._child.height(width - 2 * self._pad[0])
        return max(self._least, inside + 2 * self._pad[1])

    def shrunk(self, width: int) -> int:
        inside = self._child.shrunk(width - 2 * self._pad[0])
        return max(self._least, inside + 2 * self._pad[1])

    def narrowest(self) -> int:
        return self._child.narrowest() + 2 * self._pad[0]

    def least(self, width: int) -> int:
        return self._child.least(width - 2 * self._pad[0]) + 2 * self._pad[1]

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return two boxes, each with a part of what is inside."""
        across, down = self._pad
        inside = self._child.cut(width - 2 * across, room - 2 * down)
        if inside is None:
            return None
        first, rest = copy(self), copy(self)
        first._child, rest._child = inside
        return first, rest

    def width(self) -> int:
        return self._child.width() + 2 * self._pad[0]

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._child.place(rect.inflate(-2 * self._pad[0], -2 * self._pad[1]))

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        if self._fill is not None:
            ground = self.kit.color(self._fill)
            edge = self.kit.color(self._edge) if self._edge else None
            if self._radius:
                self.kit.box(surface, self.rect, ground, edge, self._radius)
            else:
                surface.fill(ground, self.rect)
        super().draw(surface, ground)


class Narrow(Widget):
    """One widget in the middle, no wider than some millimetres."""

    def __init__(self, kit: Kit, child: Widget, mm: float, grow: float = 0.0) -> None:
        super().__init__(kit)
        self._child = child
        self._most = kit.mm(mm)
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return (self._child,)

    def height(self, width: int) -> int:
        return self._child.height(min(width, self._most))

    def shrunk(self, width: int) -> int:
        return self._child.shrunk(min(width, self._most))

    def width(self) -> int:
        return min(self._most, self._child.width())

    def place(self, rect: Rect) -> None:
        super().place(rect)
        inside = Rect(0, rect.top, min(rect.width, self._most), rect.height)
        inside.centerx = rect.centerx
        self._child.place(inside)
