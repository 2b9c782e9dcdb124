"""What every widget needs to measure and draw itself, handed around as one thing.

A kit belongs to one presentation of one page; it holds no widget and no page.
"""

from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.geometry import Metrics, Size
from kiosk.screens.toolkit.icons import Icons
from kiosk.screens.toolkit.text.typesetter import Typesetter
from kiosk.screens.toolkit.theme import Color, Role, Theme

Rect = pygame.Rect


@dataclass(frozen=True, slots=True)
class Kit:
    """Sizes, colours, letters and drawings."""

    metrics: Metrics
    theme: Theme
    type: Typesetter
    icons: Icons
    masked: bool = False
    """Private words are shown as dots until the person touches them."""

    def mm(self, millimetres: float) -> int:
        """Return a length in pixels."""
        return self.metrics.mm(millimetres)

    def snug(self, millimetres: float, least: float = 0.0) -> int:
        """Return a length in pixels that gives way on a small panel."""
        return self.metrics.snug(millimetres, least)

    def em(self, size: Size) -> int:
        """Return a text size in pixels."""
        return self.metrics.em(size)

    def color(self, role: Role) -> Color:
        """Return the colour of a role."""
        return self.theme[role]

    def box(
        self,
        surface: pygame.Surface,
        rect: Rect,
        fill: Color,
        edge: Color | None = None,
        radius: float = 3.0,
        line: float = 0.4,
    ) -> None:
        """Draw a filled box with smooth round corners, lengths in millimetres."""
        border = self.mm(line) if edge is not None else 0
        round_px = min(self.mm(radius), rect.width // 2, rect.height // 2)
        outline = fill if edge is None else edge
        _cross(surface, rect, outline, round_px, 0)
        _cross(surface, rect, fill, round_px, border)
        disc = self.icons.disc(2 * round_px, fill, outline, border)
        for right in (0, 1):
            for low in (0, 1):
                part = Rect(right * round_px, low * round_px, round_px, round_px)
                left = rect.right - round_px if right else rect.left
                top = rect.bottom - round_px if low else rect.top
                surface.blit(disc, (left, top), part)


def _cross(
    surface: pygame.Surface, rect: Rect, color: Color, radius: int, border: int
) -> None:
    """Fill a box but for its four corners."""
    upright = Rect(rect.left + radius, rect.top, rect.width - 2 * radius, rect.height)
    level = Rect(rect.left, rect.top + radius, rect.width, rect.height - 2 * radius)
    surface.fill(color, upright.inflate(0, -2 * border))
    surface.fill(color, level.inflate(-2 * border, 0))
