"""A whole laid-out page: what is where, what is dirty, and what it says.

It paints only what changed and can describe itself; touches come in as names of
buttons, from `pointer`.
"""

from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.keypad import Keypad
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget import Widget

MOST_RECTS = 8
"""More dirty rectangles than this are painted as one around them all."""


@dataclass(frozen=True, slots=True)
class ButtonInfo:
    """A button as tests, scripts and the voice know it."""

    name: str
    label: str
    rect: tuple[int, int, int, int]
    enabled: bool
    hold: bool = False


class Tree:
    """The widgets of one page on one panel."""

    def __init__(self, kit: Kit, root: Widget, title: str) -> None:
        self.kit = kit
        self.root = root
        self.title = title
        self.area = Rect(0, 0, kit.metrics.width, kit.metrics.height)
        root.place(self.area)
        self.buttons = [w for w in root.walk() if isinstance(w, Button)]
        self.keypad = next((w for w in root.walk() if isinstance(w, Keypad)), None)
        self._dirty: list[Rect] = [self.area.copy()]

    @property
    def overflow(self) -> int:
        """Return by how many pixels the fullest widget is too full."""
        return max(widget.overflow for widget in self.root.walk())

    def button_at(self, spot: tuple[int, int]) -> Button | None:
        """Return the button under a spot that can be touched now."""
        for button in reversed(self.buttons):
            if button.enabled and button.rect.collidepoint(spot):
                return button
        return None

    def button_named(self, name: str) -> Button | None:
        """Return a button by name."""
        return next((b for b in self.buttons if b.name == name), None)

    def press(self, button: Button, down: bool) -> None:
        """Show a button pressed or let go."""
        if button.pressed != down:
            button.pressed = down
            self.touch(button)

    def touch(self, widget: Widget) -> None:
        """Have a widget painted anew."""
        self._dirty.append(widget.rect.copy())

    def touch_all(self) -> None:
        """Have everything painted anew."""
        self._dirty = [self.area.copy()]

    def paint(self, surface: pygame.Surface) -> list[Rect]:
        """Paint what is dirty and return where."""
        rects, self._dirty = self._dirty, []
        if len(rects) > MOST_RECTS:
            rects = [rects[0].unionall(rects[1:])]
        ground = self.kit.color(Role.GROUND)
        for rect in rects:
            surface.set_clip(rect)
            surface.fill(ground, rect)
            self.root.draw(surface, ground)
        surface.set_clip(None)
        return rects

    def texts(self) -> list[str]:
        """Return everything that can be read but the buttons' labels."""
        return list(self.root.texts())

    def button_infos(self) -> list[ButtonInfo]:
        """Return all buttons as they are now."""
        return [
            ButtonInfo(b.name, b.label, _corners(b.rect), b.enabled, b.hold)
            for b in self.buttons
        ]


def _corners(rect: Rect) -> tuple[int, int, int, int]:
    """Return a rectangle as four plain numbers."""
    return rect.x, rect.y, rect.width, rect.height
