"""The base of everything on a page, and empty room.

A widget is measured (height for a width), placed once, and drawn as often as its
rectangle is dirty. It never decides what a touch means.
"""

from collections.abc import Iterator, Sequence

import pygame

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color

BETWEEN = 3.5
"""Gaps between things shrink no further than this, so that a finger parts them."""


class Widget:
    """Something with a rectangle."""

    grow: float = 0.0
    """The share of spare room that a column gives to this widget."""
    overflow: int = 0
    """By how many pixels the content is larger than the room."""
    together: bool = False
    """It is cut only where even a whole part of a page is too small for it."""
    of_strip: bool = False
    """It stands on every page and is said after what the page itself says."""
    leads: bool = False
    """A small heading: it stands on the same part as what follows it."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.rect = Rect(0, 0, 0, 0)

    def height(self, width: int) -> int:
        """Return the height this widget wants at a width."""
        return 0

    def width(self) -> int:
        """Return the width this widget wants when nothing presses."""
        return 0

    def narrowest(self) -> int:
        """Return the least width at which no word and no number is broken."""
        return max((child.narrowest() for child in self.children()), default=0)

    def shrunk(self, width: int) -> int:
        """Return the least height it can be placed in: less for what has parts."""
        return self.height(width)

    def least(self, width: int) -> int:
        """Return the least height of a first part, for what can be cut."""
        return self.height(width)

    def cut(self, width: int, room: int) -> "tuple[Widget, Widget] | None":
        """Return what fits into a height and the rest; None when it is all or none."""
        return None

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
        """Yield this widget and all below it, each before what is inside it."""
        left: list[Widget] = [self]
        while left:
            widget = left.pop()
            yield widget
            left.extend(reversed(widget.children()))


class Gap(Widget):
    """Empty room: a fixed height in millimetres, or a share of what is spare."""

    def __init__(self, kit: Kit, mm: float = 0.0, grow: float = 0.0) -> None:
        super().__init__(kit)
        self._px = kit.snug(mm, BETWEEN) if mm else 0
        self.grow = grow

    def height(self, width: int) -> int:
        return self._px

    def width(self) -> int:
        return self._px
