"""Where things stand: columns, rows and grids.

Heights follow from widths, top to bottom; nothing scrolls. A column that is too full
says so in `overflow`, and the page is then laid out with smaller text.
"""

from collections.abc import Sequence
from copy import copy

from kiosk.screens.toolkit.box import Box, Narrow
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.widget_base import BETWEEN, Gap, Widget

__all__ = ["Box", "Column", "Grid", "Narrow", "Row"]


class Column(Widget):
    """Widgets under each other; spare room goes to those that grow."""

    def __init__(
        self,
        kit: Kit,
        children: Sequence[Widget],
        gap: float = 0.0,
        grow: float = 0.0,
        middle: bool = False,
        divides: bool = False,
    ) -> None:
        """Build; `middle` shares spare room above and below, `divides` may be cut."""
        super().__init__(kit)
        self._children = list(children)
        self._gap = kit.snug(gap, BETWEEN) if gap else 0
        self.grow = grow
        self._middle = middle
        self._divides = divides

    def children(self) -> Sequence[Widget]:
        return self._children

    def height(self, width: int) -> int:
        heights = sum(child.height(width) for child in self._children)
        return heights + self._gaps()

    def shrunk(self, width: int) -> int:
        return sum(child.shrunk(width) for child in self._children) + self._gaps()

    def width(self) -> int:
        return max((child.width() for child in self._children), default=0)

    def _gaps(self) -> int:
        """Return the room between the children; a Gap brings its own."""
        solid = [c for c in self._children if not isinstance(c, Gap)]
        return self._gap * max(0, len(solid) - 1)

    def least(self, width: int) -> int:
        if not self._divides:
            return self.height(width)
        first = [child.height(width) for child in self._children[:2]]
        return sum(first) + self._gap * (len(first) - 1)

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the children that fit and the rest, where it may be divided."""
        high = 0
        for count, child in enumerate(self._children):
            high += child.height(width) + (self._gap if count else 0)
            if high > room:
                if count == 0 or not self._divides:
                    return None
                return self._part(slice(count)), self._part(slice(count, None))
        return None

    def _part(self, some: slice) -> "Column":
        part = copy(self)
        part._children = self._children[some]
        return part

    def place(self, rect: Rect) -> None:
        super().place(rect)
        heights = [child.height(rect.width) for child in self._children]
        spare = rect.height - sum(heights) - self._gaps()
        self.overflow = self._shrink(heights, rect.width, -spare)
        share = sum(child.grow for child in self._children)
        top = rect.top
        if self._middle and not share and spare > 0:
            top += spare // 2
        begun = False
        for child, high in zip(self._children, heights, strict=True):
            if not isinstance(child, Gap):
                top += self._gap if begun else 0
                begun = True
            if child.grow and spare > 0:
                high += int(spare * child.grow / share)
            child.place(Rect(rect.left, top, rect.width, high))
            top += high

    def _shrink(self, heights: list[int], width: int, lacking: int) -> int:
        """Take what lacks from the children that have parts; return what still does."""
        for index, child in enumerate(self._children):
            if lacking <= 0:
                break
            taken = min(lacking, heights[index] - child.shrunk(width))
            heights[index] -= taken
            lacking -= taken
        return max(0, lacking)


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
        self._gap = kit.snug(gap, BETWEEN) if gap else 0
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return [child for child, _ in self._cells]

    def width(self) -> int:
        wide = sum(child.width() for child, _ in self._cells)
        return wide + self._gap * max(0, len(self._cells) - 1)

    def widths(self, width: int) -> list[int]:
        """Return each child's width."""
        fixed = sum(child.width() for child, weight in self._cells if not weight)
        spare = width - fixed - self._gap * max(0, len(self._cells) - 1)
        total = sum(weight for _, weight in self._cells) or 1
        return [
            int(max(0, spare) * weight / total) if weight else child.width()
            for child, weight in self._cells
        ]

    def height(self, width: int) -> int:
        pairs = zip(self._cells, self.widths(width), strict=True)
        return max((child.height(w) for (child, _), w in pairs), default=0)

    def shrunk(self, width: int) -> int:
        pairs = zip(self._cells, self.widths(width), strict=True)
        return max((child.shrunk(w) for (child, _), w in pairs), default=0)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        left = rect.left
        for (child, _), width in zip(self._cells, self.widths(rect.width), strict=True):
            child.place(Rect(left, rect.top, width, rect.height))
            left += width + self._gap


class Grid(Widget):
    """Equal cells, left to right and down; fewer columns rather than a broken word."""

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
        self._most = columns
        self._gap = kit.snug(gap, BETWEEN) if gap else 0
        self.grow = grow

    def children(self) -> Sequence[Widget]:
        return self._children

    def _columns(self, width: int) -> int:
        """Return how many cells stand beside each other."""
        widest = max((child.narrowest() for child in self._children), default=0)
        fits = (width + self._gap) // (widest + self._gap) if widest else self._most
        return max(1, min(self._most, fits))

    def _cell_width(self, width: int) -> int:
        """Return the width of one cell."""
        columns = self._columns(width)
        return (width - self._gap * (columns - 1)) // columns

    def _rows(self, width: int) -> int:
        """Return how many rows there are."""
        return -(-len(self._children) // self._columns(width))

    def least(self, width: int) -> int:
        """Return the height of one row."""
        cell = self._cell_width(width)
        return max((child.height(cell) for child in self._children), default=0)

    def height(self, width: int) -> int:
        rows = self._rows(width)
        return self.least(width) * rows + self._gap * max(0, rows - 1)

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the rows that fit and the rest."""
        rows = max(0, room + self._gap) // (self.least(width) + self._gap)
        if not 0 < rows < self._rows(width):
            return None
        first, rest = copy(self), copy(self)
        count = rows * self._columns(width)
        first._children, rest._children = self._children[:count], self._children[count:]
        return first, rest

    def place(self, rect: Rect) -> None:
        super().place(rect)
        wide, columns = self._cell_width(rect.width), self._columns(rect.width)
        rows = max(1, self._rows(rect.width))
        high = (rect.height - self._gap * (rows - 1)) // rows
        for index, child in enumerate(self._children):
            row, column = divmod(index, columns)
            # Rounded per column, so that the last one ends with the grid.
            left = rect.left + round(column * (rect.width + self._gap) / columns)
            child.place(Rect(left, rect.top + row * (high + self._gap), wide, high))
