"""The base of everything on a page, and the plain things that are only read.

A widget is measured (height for a width), placed once, and drawn as often as its
rectangle is dirty. It never decides what a touch means.
"""

from collections.abc import Iterator, Sequence

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color, Role


class Widget:
    """Something with a rectangle."""

    grow: float = 0.0
    """The share of spare room that a column gives to this widget."""
    overflow: int = 0
    """By how many pixels the content is larger than the room."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.rect = Rect(0, 0, 0, 0)

    def height(self, width: int) -> int:
        """Return the height this widget wants at a width."""
        return 0

    def width(self) -> int:
        """Return the width this widget wants when nothing presses."""
        return 0

    def place(self, rect: Rect) -> None:
        """Take a rectangle."""
        self.rect = rect

    def children(self) -> Sequence["Widget"]:
        """Return the widgets inside this one."""
        return ()

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        """Draw onto a ground that is already painted."""
        clip = surface.get_clip()
        for child in self.children():
            if child.rect.colliderect(clip):
                child.draw(surface, ground)

    def texts(self) -> Iterator[str]:
        """Yield what can be read here, in reading order; never a secret."""
        for child in self.children():
            yield from child.texts()

    def walk(self) -> Iterator["Widget"]:
        """Yield this widget and all below it."""
        yield self
        for child in self.children():
            yield from child.walk()


class Gap(Widget):
    """Empty room: a fixed height in millimetres, or a share of what is spare."""

    def __init__(self, kit: Kit, mm: float = 0.0, grow: float = 0.0) -> None:
        super().__init__(kit)
        self._px = kit.mm(mm) if mm else 0
        self.grow = grow

    def height(self, width: int) -> int:
        return self._px

    def width(self) -> int:
        return self._px


class Text(Widget):
    """A paragraph or a single line."""

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
    ) -> None:
        super().__init__(kit)
        self.text = text
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
        self.cut = False
        """The text was too long for `max_lines` and ends in an ellipsis."""
        self._lines: list[str] = []
        self._broken_at = -1

    def lines(self, width: int) -> list[str]:
        """Return the lines at a width; remembered for the last width."""
        if width == self._broken_at:
            return self._lines
        kit = self.kit
        lines = kit.type.lines(self.text, self.em, width, self.bold, self.balance)
        self.cut = bool(self.max_lines) and len(lines) > self.max_lines
        if self.cut:
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
        count = len(self.lines(width))
        return self.kit.type.height(self.em) + (count - 1) * self.pitch

    def width(self) -> int:
        lines = self.text.split("\n")
        return max(self.kit.type.width(x, self.em, self.bold) for x in lines)

    def ink_rect(self) -> Rect:
        """Return where letters really are, for the audit."""
        lines = self.lines(self.rect.width)
        wide = max(self.kit.type.width(x, self.em, self.bold) for x in lines)
        box = Rect(0, 0, wide, self.height(self.rect.width))
        box.top = self._top()
        setattr(box, _ANCHOR[self.align], getattr(self.rect, _ANCHOR[self.align]))
        return box

    def _top(self) -> int:
        """Return the top of the first line: the block stands in the middle."""
        return self.rect.top + (self.rect.height - self.height(self.rect.width)) // 2

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        ink = self.kit.color(self.role)
        self.drawn_on, self.drawn_ink = ground, ink
        top = self._top()
        for line in self.lines(self.rect.width):
            label = self.kit.type.label(line, self.em, ink, ground, self.bold)
            box = label.get_rect(top=top)
            setattr(box, _ANCHOR[self.align], getattr(self.rect, _ANCHOR[self.align]))
            surface.blit(label, box)
            top += self.pitch

    def texts(self) -> Iterator[str]:
        if self.text:
            yield self.text


_ANCHOR = {"left": "left", "center": "centerx", "right": "right"}


class Icon(Widget):
    """A drawing, as high as asked for, in the middle of its rectangle."""

    def __init__(
        self, kit: Kit, name: str, mm: float, role: Role, align: str = "center"
    ) -> None:
        super().__init__(kit)
        self.name = name
        self.role = role
        self.align = align
        self._px = kit.mm(mm)

    def height(self, width: int) -> int:
        return self._px

    def width(self) -> int:
        return self._px

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        ink = self.kit.color(self.role)
        drawn = self.kit.icons.icon(self.name, self._px, ink, ground)
        box = drawn.get_rect(center=self.rect.center)
        setattr(box, _ANCHOR[self.align], getattr(self.rect, _ANCHOR[self.align]))
        surface.blit(drawn, box)


class Rule(Widget):
    """A thin line across."""

    def height(self, width: int) -> int:
        return self.kit.mm(0.4)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        surface.fill(self.kit.color(Role.LINE), self.rect)
