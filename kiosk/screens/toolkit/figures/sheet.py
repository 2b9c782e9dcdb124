"""A sheet of names and values under each other.

It only places and draws; what is private on it is the page's to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a sheet."""

    name: str
    value: str
    private: bool = False
    role: Role = Role.INK
    bold: bool = False


class PairLine(Widget):
    """A name and its value beside each other, or the value below a longer name."""

    def __init__(self, kit: Kit, name: Text, value: Text, share: float) -> None:
        super().__init__(kit)
        self._name, self._value = name, value
        self._beside = Row(kit, [(name, 1.0), (value, share)], gap=4.0)
        self._below = Column(kit, [name, value])

    def _chosen(self, width: int) -> Widget:
        name, value = self._beside.widths(width)
        fits = self._name.narrowest() <= name and self._value.narrowest() <= value
        return self._beside if fits else self._below

    def children(self) -> Sequence[Widget]:
        return (self._name, self._value)

    def height(self, width: int) -> int:
        return self._chosen(width).height(width)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._chosen(rect.width).place(rect)


class Sheet(Widget):
    """Lines of name and value with thin rules between, in a raised box."""

    def __init__(self, kit: Kit, pairs: Sequence[Pair], share: float = 1.25) -> None:
        """Build from pairs; values get `share` times the names' width."""
        super().__init__(kit)
        self._pairs = list(pairs)
        self._share = share
        self._lines = [self._line(pair) for pair in pairs]
        self._pad = (kit.mm(7.0), kit.mm(3.0))
        self._between = kit.mm(5.0)

    def _line(self, pair: Pair) -> "PairLine":
        name = Text(
            self.kit, pair.name, Size.BODY, Role.MUTED, spacing=1.2, balance=True
        )
        value = Text(
            self.kit,
            pair.value,
            Size.BODY,
            pair.role,
            bold=pair.bold,
            align="right",
            spacing=1.2,
            private=pair.private,
        )
        return PairLine(self.kit, name, value, self._share)

    def children(self) -> Sequence[Widget]:
        return self._lines

    def _inside(self, width: int) -> int:
        return width - 2 * self._pad[0]

    def height(self, width: int) -> int:
        inside = self._inside(width)
        lines = sum(line.height(inside) + self._between for line in self._lines)
        return lines + 2 * self._pad[1]

    def least(self, width: int) -> int:
        """Return the height of the first line alone."""
        first = self._lines[0].height(self._inside(width)) if self._lines else 0
        return first + self._between + 2 * self._pad[1]

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the lines that fit and the rest."""
        inside = self._inside(width)
        high, count = 2 * self._pad[1], 0
        for line in self._lines:
            high += line.height(inside) + self._between
            if high > room:
                break
            count += 1
        if count == 0 or count == len(self._lines):
            return None
        first, rest = self._pairs[:count], self._pairs[count:]
        return Sheet(self.kit, first, self._share), Sheet(self.kit, rest, self._share)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        inside = self._inside(rect.width)
        top = rect.top + self._pad[1]
        self.overflow = max(0, self.height(rect.width) - rect.height)
        for line in self._lines:
            high = line.height(inside) + self._between
            line.place(Rect(rect.left + self._pad[0], top, inside, high))
            top += high

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        kit = self.kit
        raised = kit.color(Role.RAISED)
        box = Rect(self.rect.topleft, (self.rect.width, self.height(self.rect.width)))
        kit.box(surface, box, raised, kit.color(Role.LINE), 3.5)
        for line in self._lines[1:]:
            rule = Rect(line.rect.left, line.rect.top, line.rect.width, kit.mm(0.3))
            surface.fill(kit.color(Role.LINE), rule)
        super().draw(surface, raised)
