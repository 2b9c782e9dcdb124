"""What was typed where it is no secret, in groups, with a word about it below.

For identity and telephone numbers. While private words are hidden only the newest
character stands there, and no whole number ever is one label.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keypad import Display, Entry
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import Color, Role

Judge = Callable[[str], str]
"""From what was typed to the name of its flaw; empty while there is none."""


class Typed(Display):
    """Places for characters in groups, such as 6-8-4 of an identity number."""

    def __init__(
        self,
        kit: Kit,
        entry: Entry,
        groups: Sequence[int],
        judge: Judge,
        flaws: Mapping[str, str],
    ) -> None:
        """Show an entry; `flaws` are the words for the names that `judge` gives."""
        super().__init__(kit, entry)
        self._groups = list(groups)
        self._judge, self._flaws = judge, dict(flaws)
        self._em = kit.em(Size.TITLE if sum(groups) <= 11 else Size.LARGE)
        self._note = kit.em(Size.BODY)
        self._gap = kit.mm(3.5)

    @property
    def flaw(self) -> str:
        """Return the name of what is wrong with the entry as it stands."""
        return self.entry.judged(self._judge)

    @property
    def good(self) -> bool:
        return not self.flaw

    def _box(self) -> tuple[int, int]:
        """Return the size of one place."""
        kit = self.kit
        room = self.rect.width or kit.mm(200.0)
        spare = room - self._gap * (len(self._groups) - 1)
        wide = min(spare // sum(self._groups), round(self._em * 0.95))
        return wide, kit.type.height(self._em) + kit.mm(4.0)

    def height(self, width: int) -> int:
        return self._box()[1] + self.kit.mm(2.0) + self.kit.type.height(self._note)

    def width(self) -> int:
        return self._box()[0] * sum(self._groups) + self._gap * (len(self._groups) - 1)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        wide, high = self._box()
        left = self.rect.left + (self.rect.width - self.width()) // 2
        index = 0
        for count in self._groups:
            whole = Rect(left, self.rect.top, wide * count, high)
            self._draw_group(surface, whole)
            for _ in range(count):
                self._draw_place(surface, Rect(left, self.rect.top, wide, high), index)
                left += wide
                index += 1
            left += self._gap
        self._draw_note(surface, ground, self.rect.top + high + self.kit.mm(2.0))

    def _draw_group(self, surface: pygame.Surface, box: Rect) -> None:
        kit = self.kit
        edge = kit.color(Role.EDGE)
        kit.box(surface, box, kit.color(Role.RAISED), edge, 2.0, 0.5)

    def _draw_place(self, surface: pygame.Surface, box: Rect, index: int) -> None:
        """Draw one character, a dot for it, or where the next one comes."""
        kit = self.kit
        raised, ink = kit.color(Role.RAISED), kit.color(Role.INK)
        if index == len(self.entry):
            here = Rect(0, 0, box.width * 3 // 5, kit.mm(1.2))
            here.midbottom = (box.centerx, box.bottom - kit.mm(2.0))
            surface.fill(kit.color(Role.ACTION), here)
        elif index < len(self.entry):
            if kit.masked and index < len(self.entry) - 1:
                dot = kit.icons.disc(box.width // 3, ink, ink, 0)
            else:
                shown = self.entry.shown(index)
                dot = kit.type.label(shown, self._em, ink, raised, True)
            surface.blit(dot, dot.get_rect(center=box.center))

    def _draw_note(self, surface: pygame.Surface, ground: Color, top: int) -> None:
        """Say what is wrong as soon as it can be known."""
        words = self._flaws.get(self.flaw, "")
        if words:
            ink = self.kit.color(Role.DANGER)
            label = self.kit.type.label(words, self._note, ink, ground, True)
            surface.blit(label, label.get_rect(midtop=(self.rect.centerx, top)))

    def texts(self) -> Iterator[str]:
        words = self._flaws.get(self.flaw, "")
        if words:
            yield words
