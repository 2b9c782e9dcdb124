"""What does not fit at once, part by part: nothing scrolls and nothing is cut off.

It fills each part with as many blocks as the room holds and offers the way on; which
part is wanted comes from outside, so that turning is a matter of the screen alone.
"""

from collections.abc import Callable, Sequence

from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.widget_base import BETWEEN, Gap, Widget

MakePager = Callable[[int, int], Widget]
"""From the part that is shown and the number of parts to the row that turns."""


class Paged(Widget):
    """Blocks under each other, as many at once as the room holds."""

    def __init__(
        self,
        kit: Kit,
        blocks: Sequence[Widget],
        part: int,
        pager: MakePager,
        *,
        gap: float = 4.0,
        most: int = 0,
        stretch: float = 0.0,
        grow: float = 0.0,
        shorter: Sequence[Sequence[Widget]] = (),
    ) -> None:
        """Show part `part`; never more than `most` blocks at once, 0 for any number.

        :param shorter: what may stand instead, less of it each time: the first that
            stands on one part does, else the last, divided.
        :param stretch: blocks share the room that is left, up to so many millimetres.
        """
        super().__init__(kit)
        self._blocks = list(blocks)
        self._shorter = [list(other) for other in shorter]
        self._wanted = part
        self._make_pager = pager
        self._gap = kit.snug(gap, BETWEEN) if gap else 0
        self._most = most
        self._stretch = kit.mm(stretch) if stretch else 0
        self.grow = grow or (1.0 if stretch else 0.0)
        self.part, self.parts = 0, 1
        self.apart: Rect | None = None
        """Where the way on stands when it does not stand below the blocks."""
        self._shown: list[Widget] = list(blocks)
        self._pager: Widget | None = None

    def children(self) -> Sequence[Widget]:
        return [*self._shown, self._pager] if self._pager else self._shown

    def height(self, width: int) -> int:
        return self._total(self._blocks, width)

    def shrunk(self, width: int) -> int:
        """Return the height of one block, and the way on when there are more."""
        tallest = max((block.least(width) for block in self._blocks), default=0)
        whole = self._total(self._blocks, width)
        return min(whole, tallest + self._way_on(width))

    def width(self) -> int:
        return max((block.width() for block in self._blocks), default=0)

    def _total(self, blocks: Sequence[Widget], width: int) -> int:
        high = sum(block.height(width) for block in blocks)
        return high + self._gap * self._between(blocks)

    @staticmethod
    def _between(blocks: Sequence[Widget]) -> int:
        solid = sum(not isinstance(block, Gap) for block in blocks)
        return max(0, solid - 1)

    def pager_height(self, width: int) -> int:
        """Return the height of the way on with the gap above it."""
        return self._make_pager(0, 2).height(width) + self._gap

    def _way_on(self, width: int) -> int:
        """Return the height that the blocks leave to the way on."""
        return 0 if self.apart else self.pager_height(width)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        parts = self._divided(rect.width, rect.height)
        self.parts = len(parts)
        self.part = min(self._wanted, self.parts - 1)
        self._shown = parts[self.part]
        self._pager = None
        room = rect
        if self.parts > 1:
            self._pager = self._make_pager(self.part, self.parts)
            high = self._pager.height(rect.width)
            spot = self.apart or Rect(0, rect.bottom - high, rect.width, high)
            self._pager.place(Rect(rect.left, spot.top, rect.width, high))
            taken = self._way_on(rect.width)
            room = Rect(rect.left, rect.top, rect.width, rect.height - taken)
        self._place_blocks(room)

    def _divided(self, width: int, height: int) -> list[list[Widget]]:
        """Return the blocks of each part."""
        for other in self._shorter:
            if self._total(self._blocks, width) > height:
                self._blocks = other
        few = not self._most or len(self._blocks) <= self._most
        if few and self._total(self._blocks, width) <= height:
            return [self._blocks]
        room = height - self._way_on(width)
        parts: list[list[Widget]] = [[]]
        for block in self._blocks:
            self._add(parts, block, width, room)
        return [part for part in parts if part] or [[]]

    def _add(
        self, parts: list[list[Widget]], block: Widget, width: int, room: int
    ) -> None:
        """Put a block on the last part or, cut where it can be, on new ones."""
        rest: Widget | None = block
        while rest is not None:
            here = parts[-1]
            if isinstance(rest, Gap) and not here:
                return
            full = bool(self._most) and len(here) >= self._most
            left = room - self._total(here, width) - (self._gap if here else 0)
            if not full and rest.height(width) <= left:
                here.append(rest)
                return
            waits = bool(here) and rest.together and rest.height(width) <= room
            cut = None if full or waits else rest.cut(width, left)
            if cut is not None:
                here.append(cut[0])
                rest = cut[1]
            elif not here:
                here.append(rest)  # taller than any part: its overflow tells
                rest = None
            if rest is not None:
                parts.append(_leading(here))

    def _place_blocks(self, room: Rect) -> None:
        """Stand the shown blocks under each other."""
        shown = self._shown
        spare = room.height - self._total(shown, room.width)
        self.overflow = max(0, -spare)
        growing = [b for b in shown if self._stretch or b.grow]
        share = max(0, spare) // len(growing) if growing else 0
        top, begun = room.top, False
        for block in shown:
            if not isinstance(block, Gap):
                top += self._gap if begun else 0
                begun = True
            high = block.height(room.width)
            if self._stretch:
                high = max(high, min(high + share, self._stretch))
            elif block.grow:
                high += share
            block.place(Rect(room.left, top, room.width, high))
            top += high


def _leading(part: list[Widget]) -> list[Widget]:
    """Take the headings off a part's end, for the part that has what they lead."""
    last = len(part)
    while last > 1 and (part[last - 1].leads or isinstance(part[last - 1], Gap)):
        last -= 1
    moved, part[last:] = part[last:], []
    return [block for block in moved if block.leads]
