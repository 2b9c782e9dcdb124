"""A receipt's dots on white paper, as large as it can be read.

It is cut between lines, never through one, where the room is not enough for all of it.
"""

from typing import Protocol

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import BLACK, WHITE, Color, Role
from kiosk.screens.toolkit.widget_base import Widget

HAN_DOTS = 24
"""How wide a character is on paper; on the screen it is as large as other text."""
LEAST_DOTS = 4 * HAN_DOTS
LAST_PART = 10 * HAN_DOTS
"""How much the last part has at least: a line alone is looked for in vain."""
_BITS = [
    bytes(0 if byte >> at & 1 else 255 for at in range(7, -1, -1))
    for byte in range(256)
]
"""Eight dots as eight grey values: set is black."""


class PaperDots(Protocol):
    """What a printer says of a paper before it prints it."""

    @property
    def width(self) -> int:
        """Return how many dots a row has."""
        ...

    @property
    def height(self) -> int:
        """Return how many rows there are."""
        ...

    @property
    def dots(self) -> bytes:
        """Return the rows, eight dots to a byte, the left one highest; set is black."""
        ...

    @property
    def private(self) -> tuple[tuple[int, int, int, int], ...]:
        """Return left, top, width and height of what is for the person alone."""
        ...


class PaperPicture(Widget):
    """The rows of a receipt from one to another."""

    def __init__(
        self,
        kit: Kit,
        preview: PaperDots,
        top: int = 0,
        end: int | None = None,
    ) -> None:
        """Show the dots from row `top` to row `end`, by default to the last one."""
        super().__init__(kit)
        self._preview = preview
        self.veiled = bool(preview.private) and kit.masked
        """What is private on it is dots until the person touches it."""
        self.top = top
        self._edge = kit.mm(3.0)
        self._line = -(-preview.width // 8)
        self.end = self._last_row() if end is None else end

    def _scale(self, width: int) -> float:
        """Return pixels for a dot: letters as large as text, where there is room."""
        wanted = self.kit.em(Size.BODY) / HAN_DOTS
        return min(wanted, (width - 2 * self._edge) / self._preview.width)

    def height(self, width: int) -> int:
        rows = self.end - self.top
        return round(rows * self._scale(width)) + 2 * self._edge

    def width(self) -> int:
        wanted = self.kit.em(Size.BODY) / HAN_DOTS
        return round(self._preview.width * wanted) + 2 * self._edge

    def least(self, width: int) -> int:
        rows = min(LEAST_DOTS, self.end - self.top)
        return round(rows * self._scale(width)) + 2 * self._edge

    def _last_row(self) -> int:
        """Return where the paper ends: a little white is left below the last dot."""
        inked = len(self._preview.dots.rstrip(b"\0"))
        return min(self._preview.height, -(-inked // self._line) + HAN_DOTS)

    def cut(self, width: int, room: int) -> "tuple[PaperPicture, PaperPicture] | None":
        """Return what fits, down to the last white row, and the rest."""
        rows = int((room - 2 * self._edge) / self._scale(width))
        if rows < LEAST_DOTS:
            return None
        rows = max(LEAST_DOTS, min(rows, self.end - self.top - LAST_PART))
        at = self._white_row(self.top + LEAST_DOTS // 2, self.top + rows)
        return self._part(self.top, at), self._part(at, self.end)

    def _part(self, top: int, end: int) -> "PaperPicture":
        return PaperPicture(self.kit, self._preview, top, end)

    def _white_row(self, first: int, last: int) -> int:
        """Return the last row without a dot, or simply the last one."""
        line, dots = self._line, self._preview.dots
        for row in range(last, first, -1):
            if not any(dots[row * line : (row + 1) * line]):
                return row
        return last

    def ink_rect(self) -> Rect:
        """Return where the paper is, for the audit."""
        scale = self._scale(self.rect.width)
        wide = round(self._preview.width * scale) + 2 * self._edge
        box = Rect(0, 0, wide, self.height(self.rect.width))
        box.midtop = self.rect.midtop
        return box

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        box = self.ink_rect()
        surface.fill(self.kit.color(Role.LINE), box)
        surface.fill(WHITE, box.inflate(-2, -2))
        inside = box.inflate(-2 * self._edge, -2 * self._edge)
        surface.blit(pygame.transform.smoothscale(self._drawn(), inside.size), inside)

    def _drawn(self) -> pygame.Surface:
        """Return the rows, dot for pixel, with what is private covered."""
        line = self._line
        rows = self._preview.dots[self.top * line : self.end * line]
        grey = b"".join(map(_BITS.__getitem__, rows))
        size = (line * 8, self.end - self.top)
        picture = pygame.image.frombuffer(grey, size, "P")
        picture.set_palette([(level, level, level) for level in range(256)])
        drawn = picture.convert(24)
        if self.veiled:
            self._cover(drawn)
        return drawn

    def _cover(self, drawn: pygame.Surface) -> None:
        """Put dots over what is private, as hidden words have them elsewhere."""
        for left, top, wide, high in self._preview.private:
            box = Rect(left, top - self.top, wide, high)
            drawn.fill(WHITE, box)
            for at in range(box.left + HAN_DOTS // 2, box.right, HAN_DOTS):
                pygame.draw.circle(drawn, BLACK, (at, box.centery), HAN_DOTS // 5)
