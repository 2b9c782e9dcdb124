"""Where things stand: columns, rows, grids and boxes.

Heights follow from widths, top to bottom; nothing scrolls. A column that is too full
says so in `overflow`, and the page is then laid out with smaller text.
"""

from collections.abc import Sequence

import pygame

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget import Gap, Widget


class Column(Widget):
    """Widgets under each other; spare room goes to those that grow."""

    def __init__(
        self,
        kit: Kit,
        children: Sequence[Widget],
        gap: float = 0.0,
        grow: float = 0.0,
        middle: bool = False,
    ) -> None:
        super().__init__(kit)
        self._children = list(children)
        self._gap = kit.mm(gap) if gap else 0
        self.grow = grow
        self._middle = middle
        """Spare room that nobody takes stands above and below alike."""

    def children(self) -> Sequence[Widget]:
        return self._children

    def height(self, width: int) -> int:
        heights = sum(child.height(width) for child in self._children)
        return heights + self._gaps()

    def width(self) -> int:
        return max((child.width() for child in self._children), default=0)

    def _gaps(self) -> int:
        """Return the room between the children; a Gap brings its own."""
        solid = [c for c in self._children if not isinstance(c, Gap)]
        return self._gap * max(0, len(solid) - 1)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        spare = rect.height - self.height(rect.width)
        self.overflow = max(0, -spare)
        share = sum(child.grow for child in self._children)
        top = rect.top
        if self._middle and not share and spare > 0:
            top += spare // 2
        begun = False
        for child in self._children:
            if not isinstance(child, Gap):
                top += self._gap if begun else 0
                begun = True
            high = child.height(rect.width)
            if child.grow and spare > 0:
                high += int(spare * child.grow / share)
            child.place(Rect(rect.left, top, rect.width, high))
            top += high


class Row(Widget):
    """Widgets beside each other: weight 0 keeps its own width, others share."""

    def __init__(
        self,
        kit: Kit,
        children: Sequence[tuple[Widget, float]],
        gap: float = 4.0,
        grow: float = 0.0,
    ) -> None:
        super().__init__(kit)
        self._cells = list(children)
        self._gap = kit.mm(gap) if gap else 0
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return [child for child, _ in self._cells]

    def width(self) -> int:
        wide = sum(child.width() for child, _ in self._cells)
        return wide + self._gap * max(0, len(self._cells) - 1)

    def _widths(self, width: int) -> list[int]:
        """Return each child's width."""
        fixed = sum(child.width() for child, weight in self._cells if not weight)
        spare = width - fixed - self._gap * max(0, len(self._cells) - 1)
        total = sum(weight for _, weight in self._cells) or 1
        return [
            int(max(0, spare) * weight / total) if weight else child.width()
            for child, weight in self._cells
        ]

    def height(self, width: int) -> int:
        pairs = zip(self._cells, self._widths(width), strict=True)
        return max((child.height(w) for (child, _), w in pairs), default=0)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        left = rect.left
        for (child, _), width in zip(
            self._cells, self._widths(rect.width), strict=True
        ):
            child.place(Rect(left, rect.top, width, rect.height))
            left += width + self._gap


class Grid(Widget):
    """Equal cells, left to right and down; grows its rows when it may grow."""

    def __init__(
        self,
        kit: Kit,
        children: Sequence[Widget],
        columns: int,
        gap: float = 4.0,
        grow: float = 0.0,
    ) -> None:
        super().__init__(kit)
        self._children = list(children)
        self._columns = columns
        self._gap = kit.mm(gap) if gap else 0
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return self._children

    def _cell_width(self, width: int) -> int:
        """Return the width of one cell."""
        return (width - self._gap * (self._columns - 1)) // self._columns

    def _rows(self) -> int:
        """Return how many rows there are."""
        return -(-len(self._children) // self._columns)

    def height(self, width: int) -> int:
        cell = self._cell_width(width)
        high = max((child.height(cell) for child in self._children), default=0)
        rows = self._rows()
        return high * rows + self._gap * max(0, rows - 1)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        wide = self._cell_width(rect.width)
        rows = max(1, self._rows())
        high = (rect.height - self._gap * (rows - 1)) // rows
        for index, child in enumerate(self._children):
            row, column = divmod(index, self._columns)
            # Rounded per column, so that the last one ends with the grid.
            left = rect.left + round(column * (rect.width + self._gap) / self._columns)
            child.place(Rect(left, rect.top + row * (high + self._gap), wide, high))


class Box(Widget):
    """A margin around one widget, with a ground and an edge when roles are given."""

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
            round(pad[0] * kit.metrics.per_mm),
            round(pad[1] * kit.metrics.per_mm),
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

    def width(self) -> int:
        return min(self._most, self._child.width())

    def place(self, rect: Rect) -> None:
        super().place(rect)
        inside = Rect(0, rect.top, min(rect.width, self._most), rect.height)
        inside.centerx = rect.centerx
        self._child.place(inside)
