"""The panel's own tests: a grid to wipe over, plain colours, rulers at the edges."""

from collections.abc import Sequence

import pygame

from kiosk.screens.frame.context import PageContext
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import PLAIN, Color, Role
from kiosk.screens.toolkit.touch_field import TapField, TouchGrid
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.page import Tap
from kiosk.session.staff.parts.screen_pages import (
    PlainColorPage,
    RulerPage,
    TouchTested,
    TouchTestPage,
)


def touch_test(page: TouchTestPage, ctx: PageContext) -> Tree:
    """Return the grid; it stays as it is until it answers."""
    texts = ctx.texts
    words = (texts("touch_test__quiet"), texts("touch_test__wipe"))
    grid = TouchGrid(ctx.kit, page.columns, page.rows, words, TouchTested)
    return Tree(ctx.kit, grid, texts("touch_test__title"))


def plain_color(page: PlainColorPage, ctx: PageContext) -> Tree:
    """Return one colour, to the panel's last pixel."""

    def paint(surface: pygame.Surface, rect: Rect) -> None:
        surface.fill(PLAIN[page.color], rect)

    title = ctx.texts(f"plain_color__{page.color}")
    return Tree(ctx.kit, TapField(ctx.kit, paint, Tap.OK), title)


def ruler(page: RulerPage, ctx: PageContext) -> Tree:
    """Return rulers that are right where the panel's size is right."""
    return Tree(ctx.kit, Rulers(page, ctx), ctx.texts("ruler__title"))


class Rulers(TapField):
    """A ruler up the left edge and one along the lower edge, in the panel's size."""

    def __init__(self, page: RulerPage, ctx: PageContext) -> None:
        super().__init__(ctx.kit, lambda surface, rect: None, Tap.OK)
        self._mm = page.width_mm, page.height_mm
        words = ctx.texts(
            "ruler__words", width=round(self._mm[0]), height=round(self._mm[1])
        )
        self._words = Text(ctx.kit, words, Size.BODY, align="center", spacing=1.4)
        kit = ctx.kit
        self._high = _marks(kit, self._mm[1])
        self._wide = _marks(kit, self._mm[0])

    def children(self) -> Sequence[Widget]:
        return (self._words, *(text for _, text in (*self._high, *self._wide)))

    def _per_mm(self) -> tuple[float, float]:
        return self.rect.width / self._mm[0], self.rect.height / self._mm[1]

    def place(self, rect: Rect) -> None:
        super().place(rect)
        across, up = self._per_mm()
        wide = rect.width * 3 // 5
        box = Rect(0, 0, wide, self._words.height(wide))
        box.center = rect.center
        self._words.place(box)
        away = self.kit.mm(_TALL + 2)
        for mm, text in self._high:
            place = Rect(away, 0, text.width(), text.height(text.width()))
            place.centery = rect.bottom - round(mm * up)
            text.place(place)
        for mm, text in self._wide:
            place = Rect(0, 0, text.width(), text.height(text.width()))
            place.midbottom = (round(mm * across), rect.bottom - away)
            text.place(place)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        ink, (across, up) = self.kit.color(Role.INK), self._per_mm()
        for mm in range(int(self._mm[1]) + 1):
            y = self.rect.bottom - 1 - round(mm * up)
            surface.fill(ink, Rect(0, y, self.kit.mm(_long(mm)), 1))
        for mm in range(int(self._mm[0]) + 1):
            tall = self.kit.mm(_long(mm))
            surface.fill(
                ink, Rect(round(mm * across), self.rect.bottom - tall, 1, tall)
            )
        for child in self.children():
            child.draw(surface, ground)


_TALL = 10.0
_STEP = 50


def _long(mm: int) -> float:
    """Return how long the mark of a millimetre is."""
    return _TALL if mm % 10 == 0 else 7.0 if mm % 5 == 0 else 4.0


def _marks(kit: Kit, length: float) -> list[tuple[int, Text]]:
    """Return the numbers that fit with their millimetres."""
    numbers = range(_STEP, int(length) - 10, _STEP)
    return [(mm, Text(kit, f"{mm}", Size.SMALL, bold=True)) for mm in numbers]
