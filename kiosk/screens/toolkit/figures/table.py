"""A table whose figures stand right-aligned under each other.

Where large text leaves no room for its columns it becomes a list of records. It only
places and draws; what a cell says comes from the page.
"""

from collections.abc import Sequence

import pygame

from kiosk.screens.toolkit.figures.cells import Heading, Line, TableCell
from kiosk.screens.toolkit.figures.stacked_table import Records
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

__all__ = ["Heading", "Line", "Table", "TableCell"]


class Table(Widget):
    """Columns as wide as they need, the spare width spread between them."""

    def __init__(
        self,
        kit: Kit,
        header: Sequence[str],
        lines: Sequence[Line],
        aligns: str,
        grow: float = 0.0,
    ) -> None:
        """Build from a header, lines, and one letter `l` or `r` per column."""
        super().__init__(kit)
        self._given = (header, list(lines), aligns)
        self._least: dict[bool, list[int]] = {}
        """What the columns need; a part of a table has its whole table's."""
        self.grow = grow
        self._aligns = ["right" if letter == "r" else "left" for letter in aligns]
        self._header = [
            Text(
                kit,
                text,
                Size.SMALL,
                Role.MUTED,
                align=align,
                spacing=1.15,
                balance=True,
            )
            for text, align in zip(header, self._aligns, strict=True)
        ]
        self._lines = [self._built(kit, line) for line in lines]
        self._least_gap = self._gap = kit.em(Size.BODY) // 2
        """Between columns; `_widths` adds its share of the spare width."""
        self._pad = kit.mm(2.0)
        self._records: Records | None = None
        """What stands in place of the columns."""

    def _built(self, kit: Kit, line: Line) -> list[Text]:
        """Return the texts of one line; a heading is one text alone."""
        if isinstance(line, Heading):
            return [
                Text(
                    kit,
                    line.text,
                    Size.SMALL,
                    Role.MUTED,
                    spacing=1.2,
                    private=line.private,
                )
            ]
        texts = [
            Text(
                kit,
                cell.text,
                Size.BODY,
                cell.role,
                bold=cell.bold,
                align=align,
                private=cell.private,
            )
            for cell, align in zip(line, self._aligns, strict=True)
        ]
        for text, head in zip(texts, self._header, strict=True):
            text.head = head.words
        return texts

    def _listed(self, width: int) -> Records | None:
        """Return the records where the columns are wider than the room."""
        least = self._least_gap * (len(self._header) - 1) + 2 * self._pad
        if sum(self._needs(True)) + least <= width:
            self._records = None
        elif self._records is None:
            names = [head.text for head in self._header]
            self._records = Records(self.kit, names, self._lines, self._aligns)
        return self._records

    def children(self) -> Sequence[Widget]:
        if self._records is not None:
            return (self._records,)
        cells = [text for line in self._lines for text in line if text.text]
        return [*self._header, *cells]

    def _widths(self, width: int) -> list[int]:
        """Return the columns' widths: what the cells need, then a fair share."""
        least = self._least_gap * (len(self._header) - 1) + 2 * self._pad
        for broken in (False, True):
            needs = self._needs(broken)
            spare = width - sum(needs) - least
            if spare >= 0:
                break
        self.overflow = max(0, -spare)
        self._gap = self._least_gap + max(0, spare) // (len(needs) - 1)
        return needs

    def _needs(self, broken: bool) -> list[int]:
        """Return what each column needs, with its header in one line or broken."""
        if broken in self._least:
            return list(self._least[broken])
        needs = []
        for index, head in enumerate(self._header):
            cells = [line[index].width() for line in self._lines if len(line) > 1]
            words = self._longest_word(head) if broken else head.width()
            needs.append(max([words, *cells]) + 1)
        self._least[broken] = needs
        return list(needs)

    def _longest_word(self, head: Text) -> int:
        """Return the least width of a header; Hanzi may break after two."""
        words = [w[:2] if ord(w[0]) > 0x2E80 else w for w in head.text.split(" ")]
        return max(self.kit.type.width(word, head.em) for word in words)

    def _row_height(self, line: list[Text], width: int) -> int:
        """Return a line's height with its margins."""
        pad = self.kit.mm(1.6 if len(line) == 1 else 2.6)
        return max(text.height(width - 2 * self._pad) for text in line) + pad

    def _header_height(self, widths: list[int]) -> int:
        pairs = zip(self._header, widths, strict=True)
        return max(text.height(w) for text, w in pairs) + self.kit.mm(2.0)

    def height(self, width: int) -> int:
        if listed := self._listed(width):
            return listed.height(width)
        high = self._header_height(self._widths(width))
        return high + sum(self._row_height(line, width) for line in self._lines)

    def least(self, width: int) -> int:
        """Return the height of the header with a first row and its heading."""
        if listed := self._listed(width):
            return listed.least(width)
        high = self._header_height(self._widths(width))
        return high + sum(self._row_height(line, width) for line in self._lines[:2])

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return what of it fits into a height and the rest; None when nothing does.

        The rest says the header again, and the heading that still holds.
        """
        if listed := self._listed(width):
            return listed.cut(width, room)
        high = self._header_height(self._widths(width))
        count = 0
        for line in self._lines:
            high += self._row_height(line, width)
            if high > room:
                break
            count += 1
        lines = self._given[1]
        while count and isinstance(lines[count - 1], Heading):
            count -= 1
        if count == 0 or count == len(lines):
            return None
        held = [line for line in lines[:count] if isinstance(line, Heading)][-1:]
        again = [] if isinstance(lines[count], Heading) else held
        return self._part(lines[:count]), self._part([*again, *lines[count:]])

    def _part(self, lines: list[Line]) -> "Table":
        header, _, aligns = self._given
        part = Table(self.kit, header, lines, aligns, self.grow)
        part._least = {broken: self._needs(broken) for broken in (False, True)}
        return part

    def place(self, rect: Rect) -> None:
        super().place(rect)
        if listed := self._listed(rect.width):
            listed.place(rect)
            return
        widths = self._widths(rect.width)
        top = rect.top
        high = self._header_height(widths)
        self._place_line(self._header, widths, top, high)
        top += high
        spare = rect.height - self.height(rect.width)
        airy = min(self.kit.mm(4.0), max(0, spare) // max(1, len(self._lines)))
        for line in self._lines:
            high = self._row_height(line, rect.width) + airy
            whole = [rect.width - 2 * self._pad]
            self._place_line(line, whole if len(line) == 1 else widths, top, high)
            top += high

    def _place_line(
        self, line: list[Text], widths: list[int], top: int, high: int
    ) -> None:
        """Give each text of a line its cell."""
        left = self.rect.left + self._pad
        for text, width in zip(line, widths, strict=True):
            text.place(Rect(left, top, width, high))
            left += width + self._gap

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        if self._records is not None:
            super().draw(surface, ground)
            return
        line = self.kit.color(Role.LINE)
        for texts in self._lines:
            top = texts[0].rect.top
            rule = Rect(self.rect.left, top, self.rect.width, self.kit.mm(0.3))
            surface.fill(line, rule)
        super().draw(surface, ground)
