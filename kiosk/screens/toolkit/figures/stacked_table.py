"""A table for large text: each row a record, its cells with their names under it.

Made by `Table` alone, where its columns are wider than the room.
"""

from collections.abc import Sequence
from copy import copy
from itertools import accumulate, takewhile

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

Record = tuple[Widget, ...]


class Records(Widget):
    """Records under each other with rules between; a heading is a record alone."""

    def __init__(
        self,
        kit: Kit,
        names: Sequence[str],
        lines: Sequence[Sequence[Text]],
        aligns: Sequence[str],
    ) -> None:
        """Build from a table's column names and its lines of texts."""
        super().__init__(kit)
        self._names = list(names)
        self._records = [self._record(line, aligns[-1]) for line in lines]
        self._between = kit.mm(4.0)
        self._measured: tuple[int, list[int]] = (-1, [])
        """A width, and each record's height there: it is asked for with every part."""

    def _record(self, line: Sequence[Text], last: str) -> Record:
        """Return a heading alone; or first and last cell, then the named figures."""
        if len(line) == 1:
            return (line[0],)
        first, *inner = (copy(text) for text in line)
        first.bold = True
        ends: list[tuple[Widget, float]] = [(first, 1.0)]
        if last == "left" and len(inner) > 1:
            word = inner.pop()
            word.align = "right"
            ends.append((word, 0.0))
        pairs = zip(self._names[1:], inner, strict=False)
        named = [self._pair(name, text) for name, text in pairs if text.text]
        return (Row(self.kit, ends), *named)

    def _pair(self, name: str, value: Text) -> Row:
        """Return a cell with its column's name."""
        value.align = "right"
        said = Text(self.kit, name, Size.SMALL, Role.MUTED, spacing=1.15)
        return Row(self.kit, [(said, 1.0), (value, 0.0)])

    def children(self) -> Sequence[Widget]:
        return [part for record in self._records for part in record]

    def _heights(self, width: int) -> list[int]:
        """Return each record's height."""
        if self._measured[0] != width:
            heights = [
                sum(part.height(width) for part in record) + self._between
                for record in self._records
            ]
            self._measured = (width, heights)
        return self._measured[1]

    def height(self, width: int) -> int:
        return sum(self._heights(width))

    def least(self, width: int) -> int:
        """Return the height of a heading with the record below it."""
        return sum(self._heights(width)[:2])

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the records that fit and the rest; a heading never ends a part."""
        heights = self._heights(width)
        ends = accumulate(heights)
        count = sum(1 for _ in takewhile(lambda high: high <= room, ends))
        while count and len(self._records[count - 1]) == 1:
            count -= 1
        if count in (0, len(self._records)):
            return None
        first, rest = copy(self), copy(self)
        first._records, rest._records = self._records[:count], self._records[count:]
        held = [at for at in range(count) if len(first._records[at]) == 1][-1:]
        first._measured = (width, heights[:count])
        again = held if len(rest._records[0]) > 1 else []
        rest._measured = (width, [heights[at] for at in again] + heights[count:])
        said = [tuple(map(copy, self._records[at])) for at in again]
        rest._records = [*said, *rest._records]
        return first, rest

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self.overflow = max(0, self.height(rect.width) - rect.height)
        top = rect.top
        for record in self._records:
            top += self._between // 2
            for part in record:
                high = part.height(rect.width)
                part.place(Rect(rect.left, top, rect.width, high))
                top += high
            top += self._between - self._between // 2

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        line = self.kit.color(Role.LINE)
        for record in self._records:
            top = record[0].rect.top - self._between // 2
            rule = Rect(self.rect.left, top, self.rect.width, self.kit.mm(0.3))
            surface.fill(line, rule)
        super().draw(surface, ground)
