"""What the dock shows below its keys: the paper, the print queue, the center's numbers.

Values and one picture; where they come from is the demo's matter.
"""

from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color
from kiosk.screens.toolkit.widget_base import Widget

_READABLE = 0.6
"""Of the room's width: paper is not shown narrower."""


@dataclass(frozen=True, slots=True, repr=False)
class DockNews:
    """One look at what is around the kiosk."""

    picture: str = ""
    """The file with the newest paper, empty while there is none."""
    stamp: str = ""
    """Changes whenever the picture does."""
    growing: bool = False
    """It hangs in the printer still: its newest line is what matters."""
    waits: bool = False
    """A receipt waits in the mouth."""
    jobs: tuple[tuple[int, str, int], ...] = ()
    """Number, state and copy of the last print jobs, the newest first."""
    numbers: tuple[tuple[str, int], ...] = ()
    codes: tuple[str, ...] = ()
    """What the center would send now as short messages."""
    """What the center has, each with the word for it."""


class PaperView(Widget):
    """A picture of paper: whole when it has been cut off, its end while it grows."""

    grow = 1.0

    def __init__(self, kit: Kit, picture: pygame.Surface | None, growing: bool) -> None:
        super().__init__(kit)
        self._picture = picture
        self._growing = growing

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        if self._picture is None or not (self.rect.width and self.rect.height):
            return
        part, size = self._shown(self.rect)
        scaled = pygame.transform.smoothscale(self._picture.subsurface(part), size)
        left = self.rect.centerx - size[0] // 2
        top = self.rect.bottom - size[1] if self._growing else self.rect.top
        surface.blit(scaled, (left, top))

    def _shown(self, room: Rect) -> tuple[Rect, tuple[int, int]]:
        """Return which part of the picture is shown, and how large.

        Paper that is too long to be read when it is seen whole shows its newest end.
        """
        assert self._picture is not None
        wide, high = self._picture.get_size()
        across, down = room.width / wide, room.height / high
        scale = across if self._growing else min(across, max(down, across * _READABLE))
        seen = min(high, int(room.height / scale))
        end = Rect(0, high - seen, wide, seen)
        return end, (max(1, int(wide * scale)), max(1, int(seen * scale)))
