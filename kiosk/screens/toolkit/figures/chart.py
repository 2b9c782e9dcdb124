"""Charts that carry their own labels, so that no legend is needed.

It only places and draws; what the numbers are comes from the page.
"""

from collections.abc import Sequence
from decimal import Decimal

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

LEAST = 24.0
"""In millimetres: a lower chart shows no difference between two bars."""


def _whole(amount: Decimal) -> str:
    """Return yuan without decimals: a chart has room for no more."""
    return f"{amount:,.0f}"


class BarChart(Widget):
    """Twelve bars; each run of equal bars says its amount once, above its first."""

    def __init__(
        self,
        kit: Kit,
        values: Sequence[Decimal],
        months: Sequence[str],
        least: float,
        grow: float = 0.0,
        private: bool = False,
    ) -> None:
        super().__init__(kit)
        self.values = list(values)
        self._private = private
        self.grow = grow
        self._least = kit.snug(least, LEAST)
        self._months = [
            Text(kit, month, Size.SMALL, Role.MUTED, align="center") for month in months
        ]
        self._amounts = self._run_labels(kit)

    def _run_labels(self, kit: Kit) -> dict[int, Text]:
        """Return the labels of first bars of runs, by index."""
        labels = {}
        before: Decimal | None = None
        for index, value in enumerate(self.values):
            if value != before and value:
                words = _whole(value)
                labels[index] = Text(
                    kit,
                    words,
                    Size.SMALL,
                    align="center",
                    bold=True,
                    private=self._private,
                )
            before = value
        return labels

    def children(self) -> Sequence[Widget]:
        shown = [text for text in self._amounts.values() if text.rect.width]
        return [*shown, *self._months]

    def height(self, width: int) -> int:
        return self._least

    def place(self, rect: Rect) -> None:
        super().place(rect)
        kit = self.kit
        slot = rect.width / max(1, len(self.values))
        label = kit.type.height(kit.em(Size.SMALL))
        self._base = rect.bottom - label - kit.mm(1.5)
        self._room = self._base - rect.top - label - kit.mm(1.5)
        self._slots = []
        for index, month in enumerate(self._months):
            left = rect.left + round(index * slot)
            right = rect.left + round((index + 1) * slot)
            self._slots.append((left, right))
            month.place(Rect(left, rect.bottom - label, right - left, label))
        self._place_amounts(label)

    def _place_amounts(self, label: int) -> None:
        """Put amounts above their bars; one that would touch another stays away."""
        kit, used = self.kit, [Rect(0, 0, 0, 0)]
        most = max((abs(value) for value in self.values), default=Decimal(0))
        order = sorted(self._amounts, key=lambda i: (abs(self.values[i]) != most, i))
        for index in order:
            text = self._amounts[index]
            left, right = self._slots[index]
            box = Rect(0, 0, text.width() + 1, label)
            box.centerx = (left + right) // 2
            box.bottom = self._bar(index).top - kit.mm(1.0)
            box.clamp_ip(self.rect)
            bars = [self._bar(other) for other in range(len(self.values))]
            free = box.inflate(kit.mm(2.0), 0).collidelist(used) < 0
            text.place(box if free and box.collidelist(bars) < 0 else Rect(0, 0, 0, 0))
            used.append(box if text.rect.width else Rect(0, 0, 0, 0))

    def _bar(self, index: int) -> Rect:
        """Return one bar; the tallest fills the room, a debit has no bar."""
        left, right = self._slots[index]
        most = max((abs(value) for value in self.values), default=Decimal(0))
        share = max(self.values[index], Decimal(0)) / most if most else Decimal(0)
        high = round(self._room * float(share))
        inset = (right - left) // 5
        return Rect(left + inset, self._base - high, right - left - 2 * inset, high)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        for index in range(len(self.values)):
            surface.fill(self.kit.color(Role.ACCENT), self._bar(index))
        line = Rect(self.rect.left, self._base, self.rect.width, self.kit.mm(0.5))
        surface.fill(self.kit.color(Role.EDGE), line)
        super().draw(surface, ground)


class LineChart(Widget):
    """A line through one value per year; the first and the last one are said."""

    def __init__(
        self,
        kit: Kit,
        points: Sequence[tuple[str, Decimal]],
        least: float,
        grow: float = 0.0,
        private: bool = False,
    ) -> None:
        """Build from pairs of name and value, oldest first, at least two."""
        super().__init__(kit)
        self.points = list(points)
        self.grow = grow
        self._least = kit.snug(least, LEAST)
        ends = (self.points[0], self.points[-1])
        self._names = [Text(kit, name, Size.SMALL, Role.MUTED) for name, _ in ends]
        self._values = [
            Text(kit, _whole(value), Size.SMALL, bold=True, private=private)
            for _, value in ends
        ]

    def children(self) -> Sequence[Widget]:
        return [*self._values, *self._names]

    def height(self, width: int) -> int:
        return self._least

    def place(self, rect: Rect) -> None:
        super().place(rect)
        label = self.kit.type.height(self.kit.em(Size.SMALL))
        self._field = Rect(
            rect.left, rect.top + label, rect.width, rect.height - 2 * label
        ).inflate(-2 * self.kit.mm(2.5), -2 * self.kit.mm(2.5))
        for texts, top in (
            (self._names, rect.bottom - label),
            (self._values, rect.top),
        ):
            for text, align in zip(texts, ("left", "right"), strict=True):
                text.align = align
                half = Rect(rect.left, top, rect.width // 2, label)
                if align == "right":
                    half.right = rect.right
                text.place(half)

    def _spots(self) -> list[tuple[int, int]]:
        """Return where the points stand; the highest value touches the top."""
        values = [value for _, value in self.points]
        low, high = min(*values, Decimal(0)), max(*values, Decimal(1))
        field, steps = self._field, max(1, len(values) - 1)
        shares = [float((value - low) / (high - low)) for value in values]
        return [
            (
                field.left + field.width * index // steps,
                field.bottom - round(field.height * share),
            )
            for index, share in enumerate(shares)
        ]

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        kit, spots = self.kit, self._spots()
        base = Rect(self.rect.left, self._field.bottom, self.rect.width, kit.mm(0.5))
        surface.fill(kit.color(Role.EDGE), base)
        accent = kit.color(Role.ACCENT)
        pygame.draw.lines(surface, accent, False, spots, kit.mm(1.0))
        dot = kit.icons.disc(kit.mm(3.4), accent, accent, 0)
        for spot in spots:
            surface.blit(dot, dot.get_rect(center=spot))
        super().draw(surface, ground)
