"""The technician's way in: a corner with nothing to see."""

import pygame

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.kit import Kit
from kiosk.screens.toolkit.theme import Color


class Corner(Button):
    """The hidden corner: nothing to see, pressed and held by who knows it."""

    def __init__(self, kit: Kit, action: object) -> None:
        super().__init__(kit, "corner", "", action)
        self.hold = True

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        """Draw nothing: it is hidden."""
