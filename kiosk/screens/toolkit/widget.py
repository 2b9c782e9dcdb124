"""The plain things that are only looked at, and a name for all the others.

What is read is `words`'; what they all have in common is `base`'s.
"""

import pygame

from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.text.paragraph import ANCHOR, MASK, Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import BETWEEN, Gap, Widget

__all__ = ["BETWEEN", "MASK", "Gap", "Icon", "Progress", "Rule", "Text", "Widget"]


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
        setattr(box, ANCHOR[self.align], getattr(self.rect, ANCHOR[self.align]))
        surface.blit(drawn, box)


class Progress(Widget):
    """A bar that fills as time goes; the words beside it say the same."""

    def __init__(self, kit: Kit, done: float, whole: float) -> None:
        super().__init__(kit)
        self.share = min(1.0, max(0.0, done / whole)) if whole > 0 else 0.0

    def height(self, width: int) -> int:
        return self.kit.mm(5.0)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        kit, edge = self.kit, self.kit.color(Role.EDGE)
        kit.box(surface, self.rect, kit.color(Role.RAISED), edge, 2.5, 0.6)
        full = self.rect.copy()
        full.width = max(full.height, round(full.width * self.share))
        action = kit.color(Role.ACTION)
        kit.box(surface, full, action, action, 2.5)


class Rule(Widget):
    """A thin line across."""

    def height(self, width: int) -> int:
        return self.kit.mm(0.4)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        surface.fill(self.kit.color(Role.LINE), self.rect)
