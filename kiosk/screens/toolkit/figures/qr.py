"""A code to be photographed with one's own telephone.

It only draws; what the code says comes from the page.
"""

import pygame

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.theme import BLACK, WHITE, Color
from kiosk.screens.toolkit.widget_base import Widget


class QrCode(Widget):
    """A QR code, black on white in every theme: telephones want it so."""

    def __init__(self, kit: Kit, data: str, mm: float = 48.0) -> None:
        # Imported here because the first picture comes sooner without it.
        import qrcode

        super().__init__(kit)
        self.data = data
        level = qrcode.constants.ERROR_CORRECT_M
        # Four modules of quiet zone around it: ISO/IEC 18004.
        code = qrcode.QRCode(error_correction=level, border=4)
        code.add_data(data)
        code.make(fit=True)
        self._matrix: list[list[bool]] = code.get_matrix()
        self._module = max(1, kit.mm(mm) // len(self._matrix))
        self._side = self._module * len(self._matrix)

    def height(self, width: int) -> int:
        return self._side

    def width(self) -> int:
        return self._side

    def ink_rect(self) -> Rect:
        """Return where it really draws, for the audit."""
        box = Rect(0, 0, self._side, self._side)
        box.center = self.rect.center
        return box

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        box = self.ink_rect()
        surface.fill(WHITE, box)
        size = self._module
        for row, line in enumerate(self._matrix):
            for column, dark in enumerate(line):
                if dark:
                    spot = (box.left + column * size, box.top + row * size)
                    surface.fill(BLACK, (spot, (size, size)))
