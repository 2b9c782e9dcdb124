"""A page for who sits: to read above, to touch below, the strip at the very bottom.

It only places; which panel needs how much is the frame's to say.
"""

from collections.abc import Sequence

from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column
from kiosk.screens.toolkit.paged import Paged
from kiosk.screens.toolkit.widget_base import Gap, Widget


class Halves(Widget):
    """A page for who sits: to read above, to touch below, the strip at the bottom."""

    def __init__(
        self,
        kit: Kit,
        lines: Sequence[Widget],
        strip_below: Widget,
        pad: tuple[float, float],
        reach: int,
    ) -> None:
        """Divide lines; nothing to touch stands higher than `reach` pixels."""
        super().__init__(kit)
        read, hand = _divided(lines)
        self._reach = reach
        self._strip = strip_below
        # Whoever sits looks from lower down: spare room is above.
        self._read = Box(kit, Column(kit, [Gap(kit, grow=1.0), *read], grow=1.0), pad)
        self._hand = Box(kit, Column(kit, hand, grow=1.0), (pad[0], 4.0))
        self._pad = kit.snug(pad[0])
        pages = (w for line in read for w in line.walk() if isinstance(w, Paged))
        self._paged = next(pages, None)

    def children(self) -> Sequence[Widget]:
        return (self._read, self._hand, self._strip)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        wide, high = rect.width, self._strip.height(rect.width)
        self._strip.place(Rect(rect.left, rect.bottom - high, wide, high))
        # Where less is needed below there is more to read above, and what has parts
        # below gives way to what is read.
        free = rect.height - high - self._read.shrunk(wide)
        needed = max(self._hand.shrunk(wide), min(free, self._hand.height(wide)))
        room = min(self._reach - high, needed)
        above = rect.height - high - room
        turn = self._turn(wide, above)
        if self._paged is not None:
            self._paged.apart = None
        if turn:
            room = min(room, self._reach - high - turn)
            above = rect.height - high - room - turn
            assert self._paged is not None
            self._paged.apart = Rect(
                rect.left + self._pad, rect.top + above, wide - 2 * self._pad, turn
            )
        below = Rect(rect.left, rect.top + above + turn, wide, room)
        self._hand.place(below)
        self._read.place(Rect(rect.left, rect.top, wide, above))

    def _turn(self, width: int, room: int) -> int:
        """Return the height of the way on where what is read has parts."""
        if self._paged is None or self._read.height(width) <= room:
            return 0
        return self._paged.pager_height(width - 2 * self._pad)


def _divided(lines: Sequence[Widget]) -> tuple[list[Widget], list[Widget]]:
    """Return what is read and what is touched; a gap goes with what follows it."""
    read: list[Widget] = []
    hand: list[Widget] = []
    gaps: list[Widget] = []
    for line in lines:
        if isinstance(line, Gap):
            gaps.append(line)
            continue
        touched = any(isinstance(inner, Button) for inner in line.walk())
        (hand if touched else read).extend([*gaps, line])
        gaps = []
    return [*read, *gaps], hand
