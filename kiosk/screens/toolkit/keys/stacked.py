"""The quiet keys of the strip: a drawing, a word, and which step of it holds."""

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import TARGET, Button
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Widget

STEPS = 3.0
"""From a quiet key's word to the lower edge of its steps, in millimetres."""


class StackedKey(Button):
    """A quiet key: a drawing, a word under it, and dots for the step that holds."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        label: str,
        action: object,
        icon: str,
        step: int = 0,
        steps: int = 1,
        spoken: str = "",
    ) -> None:
        super().__init__(
            kit,
            name,
            label,
            action,
            icon=icon,
            size=Size.SMALL,
            pad=0.5,
            spoken=spoken,
        )
        self._icon = Icon(kit, icon, 9.0, Role.ACCENT)
        self._step, self._steps = step, steps

    def _word_height(self, width: int) -> int:
        return self._text.height(width - 2 * self._pad)

    def height(self, width: int) -> int:
        return self.kit.mm(9.0 + 1.0 + STEPS + 2.0) + self._word_height(width)

    def width(self) -> int:
        return max(self.kit.mm(TARGET + 7), self._text.width() + 2 * self._pad)

    def narrowest(self) -> int:
        return self._text.narrowest() + 2 * self._pad

    def place(self, rect: Rect) -> None:
        Widget.place(self, rect)
        assert self._icon is not None
        kit, word = self.kit, self._word_height(rect.width)
        top = rect.top + (rect.height - kit.mm(9.0 + STEPS) - word) // 2
        self._icon.place(Rect(rect.left, top, rect.width, kit.mm(9.0)))
        below = top + kit.mm(9.0)
        inside = rect.width - 2 * self._pad
        self._text.place(Rect(rect.left + self._pad, below, inside, word))

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        """Draw without an edge until it is pressed: the page is what matters."""
        self._tint(Role.ACCENT)
        if self.pressed:
            ground = self.kit.color(Role.PRESSED)
            edge = self.kit.color(Role.EDGE)
            self.kit.box(surface, self.rect, ground, edge, 2.5, 1.0)
        self._draw_steps(surface, ground)
        Widget.draw(self, surface, ground)

    def _draw_steps(self, surface: pygame.Surface, ground: Color) -> None:
        """Draw a dot for each step, the one that holds wide and filled."""
        kit, count = self.kit, self._steps
        if count < 2:
            return
        small, wide, gap = kit.mm(1.9), kit.mm(5.2), kit.mm(1.9)
        left = self.rect.centerx - ((count - 1) * (small + gap) + wide) // 2
        top = self._text.rect.bottom + kit.mm(STEPS) - small
        for index in range(count):
            here = index == self._step
            box = Rect(left, top, wide if here else small, small)
            color = kit.color(Role.ACTION if here else Role.EDGE)
            kit.box(surface, box, color, radius=1.0)
            left += box.width + gap
