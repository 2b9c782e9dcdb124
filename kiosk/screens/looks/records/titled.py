"""A small title that stays with what it is the title of, also across parts.

It only places; what is under the title says itself how it can be cut.
"""

from collections.abc import Sequence

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.widget_base import Widget

GAP = 2.5
ABOVE = 2.0
"""Millimetres below and above the title."""


class Titled(Widget):
    """A title over one widget; what is left over for the next part says it again."""

    def __init__(self, kit: Kit, title: str, matter: Widget) -> None:
        super().__init__(kit)
        self._words, self._matter = title, matter
        self._title = Text(kit, title, Size.BODY, bold=True, spacing=1.2)
        self._above = kit.mm(ABOVE)
        self._gap = kit.mm(GAP)

    def children(self) -> Sequence[Widget]:
        return (self._title, self._matter)

    def _head(self, width: int) -> int:
        return self._above + self._title.height(width) + self._gap

    def height(self, width: int) -> int:
        return self._head(width) + self._matter.height(width)

    def least(self, width: int) -> int:
        """Return the height of the title with the least of its matter."""
        return self._head(width) + self._matter.least(width)

    def cut(self, width: int, room: int) -> tuple[Widget, Widget] | None:
        """Return the title with what fits, and the title with the rest."""
        cut = self._matter.cut(width, room - self._head(width))
        if cut is None:
            return None
        first, rest = cut
        return Titled(self.kit, self._words, first), Titled(self.kit, self._words, rest)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        head = self._title.height(rect.width)
        self._title.place(Rect(rect.left, rect.top + self._above, rect.width, head))
        top = self._head(rect.width)
        self._matter.place(
            Rect(rect.left, rect.top + top, rect.width, rect.height - top)
        )
