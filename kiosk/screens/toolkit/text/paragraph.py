"""Words: a paragraph or a single line, hidden where they are nobody else's business.

How letters become pixels is `text`'s; where lines may break is `breaker`'s.
"""

from collections.abc import Iterator
from copy import copy

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.breaker import unbroken
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

MASK = "••••"
"""Stands for private words; always as long, so that it tells nothing of them."""
MASK_DOTS, MASK_DOT, MASK_STEP = 4, 0.34, 0.58
"""It is drawn as so many discs, their width and distance in em."""
ANCHOR = {"left": "left", "center": "centerx", "right": "right"}
"""Which side of its rectangle a thing keeps to."""


class Text(Widget):
    """A paragraph or a single line."""

    together = True

    def __init__(
        self,
        kit: Kit,
        text: str,
        size: Size = Size.BODY,
        role: Role = Role.INK,
        *,
        bold: bool = False,
        align: str = "left",
        balance: bool = False,
        max_lines: int = 0,
        spacing: float = 1.3,
        private: bool = False,
        unveiled: bool = False,
    ) -> None:
        super().__init__(kit)
        self.private = private
        """Only for the person who stands here: masked, and spoken to headphones."""
        self.unveiled = unveiled
        """It is there to be checked, so the eye sees it although it is private."""
        self.words = text
        """What a voice says to headphones, also while the eye sees dots."""
        self.head = ""
        """What the words belong to, such as a table's column."""
        self.veiled = bool(private and not unveiled and kit.masked and text)
        self.text = MASK if self.veiled else text
        self.em = kit.em(size)
        self.role = role
        self.bold = bold
        self.align = align
        self.balance = balance
        self.max_lines = max_lines
        self.pitch = round(self.em * spacing)
        self.drawn_on: Color | None = None
        self.drawn_ink: Color | None = None
        """What the contrast audit reads after a draw."""
        self.whole = False
        """It is one thing to say and never cut over two parts, however long."""
        self.clipped = False
        """The text was too long for `max_lines` and ends in an ellipsis."""
        self._lines: list[str] = []
        self._broken_at = -1
        self._narrowest = ("", False, 0)
        """The least width, and of which words: every row above asks for it again."""

    def lines(self, width: int) -> list[str]:
        """Return the lines at a width; remembered for the last width."""
        if self.veiled:
            return [self.text]
        if width == self._broken_at:
            return self._lines
        kit = self.kit
        lines = kit.type.lines(self.text, self.em, width, self.bold, self.balance)
        self.clipped = bool(self.max_lines) and len(lines) > self.max_lines
        if self.clipped:
            lines = lines[: self.max_lines]
            lines[-1] = self._shortened(lines[-1], width)
        self._lines, self._broken_at = lines, width
        return lines

    def keep(self, width: int) -> None:
        """Keep the lines as they are for a rectangle as wide as the longest one."""
        self._broken_at = width

    def _shortened(self, line: str, width: int) -> str:
        """Return a line with an ellipsis that still fits."""
        while line and self.kit.type.width(line + "…", self.em, self.bold) > width:
            line = line[:-1]
        return line.rstrip() + "…"

    def height(self, width: int) -> int:
        return self._high(len(self.lines(width)))

    def _high(self, count: int) -> int:
        """Return the height of so many lines."""
        return self.kit.type.height(self.em) + (count - 1) * self.pitch

    def width(self) -> int:
        return max(self._wide(line) for line in self.text.split("\n"))

    def narrowest(self) -> int:
        if self.veiled:
            return self._wide(self.text)
        if self._narrowest[:2] != (self.text, self.bold):
            pieces = unbroken(self.text)
            least = max((self._wide(piece) for piece in pieces), default=0)
            self._narrowest = (self.text, self.bold, least)
        return self._narrowest[2]

    def _wide(self, line: str) -> int:
        """Return the width of one line."""
        if self.veiled:
            return round(self.em * (MASK_DOT + (MASK_DOTS - 1) * MASK_STEP))
        return self.kit.type.width(line, self.em, self.bold)

    def least(self, width: int) -> int:
        if self.whole:
            return self.height(width)
        return self._high(min(2, len(self.lines(width))))

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the lines that fit and the rest, for words longer than a part."""
        if self.whole:
            return None
        lines = self.lines(width)
        count = 1 + (room - self._high(1)) // self.pitch if room > 0 else 0
        if not 1 < count < len(lines):
            return None
        return self._part(lines[:count]), self._part(lines[count:])

    def _part(self, lines: list[str]) -> "Text":
        """Return some of the lines as a paragraph of its own."""
        part = copy(self)
        part.text, part._broken_at = "\n".join(lines), -1
        part.words = part.text.replace("\n", " ")
        return part

    def ink_rect(self) -> Rect:
        """Return where letters really are, for the audit."""
        wide = max(self._wide(line) for line in self.lines(self.rect.width))
        box = Rect(0, 0, wide, self.height(self.rect.width))
        box.top = self._top()
        setattr(box, ANCHOR[self.align], getattr(self.rect, ANCHOR[self.align]))
        return box

    def _top(self) -> int:
        """Return the top of the first line: the block stands in the middle."""
        return self.rect.top + (self.rect.height - self.height(self.rect.width)) // 2

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        ink = self.kit.color(self.role)
        self.drawn_on, self.drawn_ink = ground, ink
        if self.veiled:
            self._draw_veil(surface, ground, ink)
            return
        top = self._top()
        for line in self.lines(self.rect.width):
            label = self.kit.type.label(line, self.em, ink, ground, self.bold)
            box = label.get_rect(top=top)
            setattr(box, ANCHOR[self.align], getattr(self.rect, ANCHOR[self.align]))
            surface.blit(label, box)
            top += self.pitch

    def _draw_veil(self, surface: pygame.Surface, ground: Color, ink: Color) -> None:
        """Draw the discs that stand for private words."""
        side = max(3, round(self.em * MASK_DOT))
        disc = self.kit.icons.disc(side, ink, ground, 0)
        box = self.ink_rect()
        for index in range(MASK_DOTS):
            left = box.left + round(self.em * MASK_STEP * index)
            surface.blit(disc, (left, box.centery - side // 2))

    def texts(self) -> Iterator[str]:
        if self.text:
            yield self.text
