"""An arrow at the panel's edge that points at the card's slot, and the word for it.

Where the slot is says `[panel]` in the settings; unset, nothing is drawn and nothing
is said.
"""

from collections.abc import Sequence

import pygame

from kiosk.screens.frame.context import PageContext
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

BROAD, DEEP, FLAT = 30.0, 13.0, 7.0
"""In millimetres: along the edge, and into the page from the side or from above."""
RIM = 0.8


def pointing(ctx: PageContext, page: Widget) -> Widget:
    """Return a page with the arrow over its margin."""
    return SlotMark(ctx, page) if ctx.slot_side else page


def slot_words(ctx: PageContext, size: Size, ink: Role) -> list[Widget]:
    """Return the sentence that says where the slot is, where that is known."""
    if not ctx.slot_side:
        return []
    words = ctx.texts(f"slot__{ctx.slot_side}")
    return [Text(ctx.kit, words, size, ink, bold=True, align="center", balance=True)]


class SlotMark(Widget):
    """A page with an arrow at its edge."""

    def __init__(self, ctx: PageContext, page: Widget) -> None:
        super().__init__(ctx.kit)
        self._page = page
        self._side, self._place = ctx.slot_side, ctx.slot_place
        self.mark = Rect(0, 0, 0, 0)

    def children(self) -> Sequence[Widget]:
        return (self._page,)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._page.place(rect)
        self.mark = self._placed(rect, self.kit)

    def _placed(self, rect: Rect, kit: Kit) -> Rect:
        """Return where the arrow is: at the slot's height, whole on the panel."""
        upright = self._side in ("left", "right")
        size = (DEEP, BROAD) if upright else (BROAD, FLAT)
        mark = Rect(0, 0, kit.snug(size[0], FLAT), kit.snug(size[1], FLAT))
        mark.center = (
            rect.left + round(rect.width * self._place),
            rect.top + round(rect.height * self._place),
        )
        every = self._page.walk()
        strip = [w.rect for w in every if w.of_strip and w.rect.width]
        above = [box.bottom for box in strip if box.bottom < rect.centery]
        below = [box.top for box in strip if box.top > rect.centery]
        if self._side == "above":
            mark.top = max(above, default=rect.top) + kit.mm(1.0)
        elif self._side == "below":
            mark.bottom = min(below, default=rect.bottom) - kit.mm(1.0)
        elif self._side == "left":
            mark.left = rect.left
        else:
            mark.right = rect.right
        mark.clamp_ip(rect)
        return self._squeezed(mark)

    def _squeezed(self, mark: Rect) -> Rect:
        """Return the arrow made flatter where what stands there needs its room."""
        touched = [w.rect for w in self._page.walk() if isinstance(w, Button | Text)]
        near = [box for box in touched if box.width and box.colliderect(mark)]
        if self._side == "below" and near:
            lowest = max(box.bottom for box in near)
            top = min(lowest, mark.bottom - self.kit.mm(2.0))
            return Rect(mark.left, top, mark.width, mark.bottom - top)
        if self._side == "above" and near:
            low = max(min(box.top for box in near), mark.top + self.kit.mm(2.0))
            return Rect(mark.left, mark.top, mark.width, low - mark.top)
        return mark

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        super().draw(surface, ground)
        m = self.mark
        points = {
            "left": [m.midleft, m.topright, m.bottomright],
            "right": [m.midright, m.topleft, m.bottomleft],
            "above": [m.midtop, m.bottomleft, m.bottomright],
            "below": [m.midbottom, m.topleft, m.topright],
        }[self._side]
        # Both inks, so that it is seen on the call's ground and beside it.
        pygame.draw.polygon(surface, self.kit.color(Role.HERO), points)
        rim, line = self.kit.color(Role.ON_HERO), self.kit.mm(RIM)
        pygame.draw.lines(surface, rim, True, points, line)
