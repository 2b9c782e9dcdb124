"""Letters as pixels: fonts by size, rare characters, measured and cached labels.

It draws one line at a time onto a known ground; breaking lines is `breaker`'s, and
what stands where is the layout's.
"""

from collections import OrderedDict

import pygame

from kiosk.screens.toolkit.text.breaker import balance_lines, break_lines
from kiosk.screens.toolkit.text.coverage import FALLBACK_FILE, Face, load_coverage
from kiosk.screens.toolkit.theme import Color
from kiosk.settings.shipped import asset

ABOVE, BELOW = 0.98, 0.26
"""The line box around the baseline, in em: from É's accent to g's tail. The faces'
own box is a sixth taller and would paint over the neighbour lines."""
CACHE_BYTES = 16 * 1024 * 1024
MOST_WIDTHS = 4096
"""So many lines' widths are remembered: a page has about a hundred."""
LINE = ABOVE + BELOW


class Typesetter:
    """Measures and draws lines; keeps finished ones up to a number of bytes."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self.limit = limit
        self.bytes = 0
        self._labels: OrderedDict[tuple[object, ...], pygame.Surface] = OrderedDict()
        self._fonts: dict[tuple[Face, int, bool], pygame.font.Font] = {}
        self._widths: dict[tuple[str, int, bool], int] = {}
        self._advances: dict[tuple[int, bool], dict[str, float]] = {}
        self._coverage = load_coverage()
        pygame.font.init()

    def font(self, face: Face, em: int, bold: bool) -> pygame.font.Font:
        """Return an open font; the file stays open, glyphs load as needed."""
        key = (face, em, bold)
        if key not in self._fonts:
            name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
            path = FALLBACK_FILE if face is Face.FALLBACK else asset("fonts", name)
            self._fonts[key] = pygame.font.Font(path, em)
        return self._fonts[key]

    def height(self, em: int) -> int:
        """Return the height of a line box in pixels."""
        return round(em * LINE)

    def advance(self, character: str, em: int, bold: bool) -> float:
        """Return one character's width, remembered for ever: it is not a secret.

        One alone measures its ink as well; sixteen in a row measure the advance.
        """
        known = self._advances.setdefault((em, bold), {})
        if character not in known:
            known[character] = self.width(character * 16, em, bold) / 16
        return known[character]

    def width(self, text: str, em: int, bold: bool = False) -> int:
        """Return the width of a line in pixels, remembered until `forget`."""
        key = (text, em, bold)
        known = self._widths.get(key)
        if known is None:
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            known = self._widths[key] = self._measured(text, em, bold)
        return known

    def _measured(self, text: str, em: int, bold: bool) -> int:
        """Return the width of a line, run by run."""
        total = 0
        for face, run in self._coverage.runs(text):
            if face is Face.NOBODY:
                total += em
            else:
                total += self.font(face, em, bold).size(run)[0]
        return total

    def lines(
        self, text: str, em: int, width: int, bold: bool = False, balance: bool = False
    ) -> list[str]:
        """Break a text to a width in pixels; one that fits whole is never broken."""
        if "\n" not in text and self.width(text, em, bold) <= width:
            return [text]
        breaker = balance_lines if balance else break_lines
        room = width
        while True:
            lines = breaker(text, room, lambda c: self.advance(c, em, bold))
            over = max(self.width(line, em, bold) for line in lines) - width
            if over <= 0 or room <= em:
                return lines
            # Neighbours may stand further apart than their advances say.
            room -= max(over, 1)

    def label(
        self, text: str, em: int, ink: Color, ground: Color, bold: bool = False
    ) -> pygame.Surface:
        """Return one drawn line on its ground, from the cache when it is there."""
        key = (text, em, ink, ground, bold)
        found = self._labels.get(key)
        if found is None:
            found = self._drawn(text, em, ink, ground, bold)
            self._remember(key, found)
        else:
            self._labels.move_to_end(key)
        return found

    def forget(self) -> None:
        """Drop all drawn lines: they may hold what a person saw."""
        self._labels.clear()
        self._widths.clear()
        self.bytes = 0

    def _remember(self, key: tuple[object, ...], label: pygame.Surface) -> None:
        """Keep a line and drop the longest unused ones beyond the limit."""
        self._labels[key] = label
        self.bytes += _weight(label)
        while self.bytes > self.limit and len(self._labels) > 1:
            _, old = self._labels.popitem(last=False)
            self.bytes -= _weight(old)

    def _drawn(
        self, text: str, em: int, ink: Color, ground: Color, bold: bool
    ) -> pygame.Surface:
        """Draw one line, run by run on one baseline."""
        size = (max(1, self.width(text, em, bold)), self.height(em))
        line = pygame.Surface(size)
        line.fill(ground)
        left = 0
        for face, run in self._coverage.runs(text):
            if face is Face.NOBODY:
                line.blit(self._code_point(run, em, ink, ground), (left, 0))
                left += em
                continue
            font = self.font(face, em, bold)
            drawn = font.render(run, True, ink, ground)
            line.blit(drawn, (left, round(em * ABOVE) - font.get_ascent()))
            left += font.size(run)[0]
        return line

    def _code_point(
        self, character: str, em: int, ink: Color, ground: Color
    ) -> pygame.Surface:
        """Draw a character that no face has as its number in a frame."""
        box = pygame.Surface((em, self.height(em)))
        box.fill(ground)
        frame = pygame.Rect(0, round(em * 0.08), em, em).inflate(-max(2, em // 12), 0)
        pygame.draw.rect(box, ink, frame, max(1, em // 24))
        digits = f"{ord(character):04X}"
        half = (len(digits) + 1) // 2
        small = max(5, round(em * 0.36))
        for row, part in enumerate((digits[:half], digits[half:])):
            drawn = self.font(Face.MAIN, small, False).render(part, True, ink)
            crop = drawn.subsurface(drawn.get_bounding_rect())
            middle = (frame.centerx, frame.top + frame.height * (1 + 2 * row) // 4)
            box.blit(crop, crop.get_rect(center=middle))
        return box


def _weight(surface: pygame.Surface) -> int:
    """Return the bytes that a surface's pixels take."""
    return surface.get_pitch() * surface.get_height()
