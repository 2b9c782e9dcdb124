"""The row that turns between parts: back, where one is, on; never a broken word."""

from collections.abc import Sequence

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.widget_base import Widget


class Turns(Widget):
    """Both keys beside the words, or below them where a key's word would break."""

    def __init__(self, kit: Kit, back: Button, words: Text, on: Button) -> None:
        super().__init__(kit)
        self._back, self._words, self._on = back, words, on
        self._beside = Row(kit, [(back, 1.2), (words, 0.8), (on, 1.2)], gap=4.0)
        keys = Row(kit, [(back, 1.0), (on, 1.0)], gap=4.0)
        self._below = Column(kit, [words, keys], gap=2.0)

    def children(self) -> Sequence[Widget]:
        return (self._back, self._words, self._on)

    def _chosen(self, width: int) -> Widget:
        back, words, on = self._beside.widths(width)
        fits = self._back.stands_in(back) and self._on.stands_in(on)
        return self._beside if fits and self._words.width() <= words else self._below

    def height(self, width: int) -> int:
        return self._chosen(width).height(width)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._chosen(rect.width).place(rect)
