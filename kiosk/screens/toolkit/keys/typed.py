"""What was typed where it is no secret, in groups, with a word about it below.

For identity and telephone numbers. While private words are hidden only the newest
character stands there, and no whole number ever is one label.
"""

from collections.abc import Callable, Mapping, Sequence

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.keypad import Display, TypedEntry
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

Judge = Callable[[str], str]
"""From what was typed to the name of its mistake; empty while there is none."""


class Typed(Display):
    """Places for characters in groups, such as 6-8-4 of an identity number."""

    def __init__(
        self,
        kit: Kit,
        entry: TypedEntry,
        groups: Sequence[int],
        judge: Judge,
        words: Mapping[str, str],
    ) -> None:
        """Show an entry; `words` are the words for the names that `judge` gives."""
        super().__init__(kit, entry)
        self._groups = list(groups)
        self._judge = judge
        self._notes = {
            name: Text(
                *(kit, said, Size.BODY, Role.DANGER),
                bold=True,
                align="center",
                balance=True,
                spacing=1.2,
            )
            for name, said in words.items()
        }
        self._em = kit.em(Size.TITLE if sum(groups) <= 11 else Size.LARGE)
        self._gap = kit.mm(3.5)

    @property
    def mistake(self) -> str:
        """Return the name of what is wrong with the entry as it stands."""
        return self.entry.judged(self._judge)

    @property
    def good(self) -> bool:
        return not self.mistake

    def _box(self) -> tuple[int, int]:
        """Return the size of one place."""
        kit = self.kit
        room = self.rect.width or kit.mm(200.0)
        spare = room - self._gap * (len(self._groups) - 1)
        wide = min(spare // sum(self._groups), round(self._em * 0.95))
        return wide, kit.type.height(self._em) + kit.mm(4.0)

    def children(self) -> Sequence[Widget]:
        """Return what is wrong as soon as it can be known."""
        note = self._notes.get(self.mistake)
        return () if note is None else (note,)

    def height(self, width: int) -> int:
        """Return the height with the longest note: no key moves when one comes."""
        notes = (note.height(width) for note in self._notes.values())
        return self._box()[1] + self.kit.mm(2.0) + max(notes, default=0)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        below = rect.top + self._box()[1] + self.kit.mm(2.0)
        for note in self._notes.values():
            high = note.height(rect.width)
            note.place(Rect(rect.left, below, rect.width, high))

    def ink_rect(self) -> Rect:
        """Return where the places are drawn."""
        box = Rect(0, self.rect.top, self.width(), self._box()[1])
        box.centerx = self.rect.centerx
        return box

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
        Widget.draw(self, surface, ground)

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
