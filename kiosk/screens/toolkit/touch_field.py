"""Areas that take every touch themselves, for the tests of a panel: no key, no guard.

They hear fingers as the panel tells them and say when they are done. Main thread only.
"""

from collections.abc import Callable, Sequence

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Widget

QUIET_S = 1.0
"""So long nobody may touch before a test of the panel begins."""
PATIENCE_S = 10.0
"""A panel that touches itself without end is tested all the same after this."""
HOLD_S = 3.0
LIMIT_S = 60.0
Spot = tuple[int, int]
GridEnd = Callable[[tuple[int, ...], int, str], object]


class TouchField(Widget):
    """Takes all touches of its page."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.dirty: list[Rect] = []
        """What has to be painted anew; whoever paints takes it."""

    def touched(self, kind: str, spot: Spot, finger: object, now: float) -> None:
        """Hear a `down`, `move` or `up`."""

    def turn(self, now: float) -> object | None:
        """Return the page's answer once it is there."""
        return None

    def wait(self, now: float) -> float | None:
        """Return the seconds until `turn` is needed; None: it is not."""
        return None


class TapField(TouchField):
    """A whole panel that answers wherever it is touched, by the lifted finger."""

    def __init__(
        self, kit: Kit, paint: Callable[[pygame.Surface, Rect], None], answer: object
    ) -> None:
        super().__init__(kit)
        self._paint, self._answer = paint, answer
        self._down: object = None
        self._tapped = False

    def touched(self, kind: str, spot: Spot, finger: object, now: float) -> None:
        if kind == "down":
            self._down = finger
        elif kind == "up" and finger == self._down:
            self._tapped = True

    def turn(self, now: float) -> object | None:
        return self._answer if self._tapped else None

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        self._paint(surface, self.rect)


class TouchGrid(TouchField):
    """Cells over the whole panel; each that was touched stays marked.

    It begins after a quiet second; what touches before that is counted as nobody's.
    """

    def __init__(
        self, kit: Kit, columns: int, rows: int, words: tuple[str, str], end: GridEnd
    ) -> None:
        """Take the sentences for before and during, and what the end is answered as."""
        super().__init__(kit)
        self._columns, self._rows = columns, rows
        self._words, self._end = words, end
        self.hit: set[int] = set()
        self.ghosts = 0
        self._opened: float | None = None
        self._quiet = 0.0
        self._began: float | None = None
        self._fingers: dict[object, tuple[int, float]] = {}
        self._lines = self._written()

    @property
    def cells(self) -> int:
        """Return how many cells there are."""
        return self._columns * self._rows

    def cell_at(self, spot: Spot) -> int:
        """Return the cell under a spot; what lies beyond counts for the edge."""
        column = spot[0] * self._columns // max(1, self.rect.width)
        row = spot[1] * self._rows // max(1, self.rect.height)
        column = min(max(column, 0), self._columns - 1)
        return min(max(row, 0), self._rows - 1) * self._columns + column

    def box_of(self, cell: int) -> Rect:
        """Return a cell's rectangle; together they cover every pixel."""
        row, column = divmod(cell, self._columns)
        wide, high = self.rect.size
        left, right = (wide * n // self._columns for n in (column, column + 1))
        top, bottom = (high * n // self._rows for n in (row, row + 1))
        return Rect(left, top, right - left, bottom - top)

    def touched(self, kind: str, spot: Spot, finger: object, now: float) -> None:
        if self._began is None:
            if kind == "down":
                self.ghosts += 1
                self._quiet = now
            return
        if kind == "up":
            self._fingers.pop(finger, None)
        elif kind == "down" or finger in self._fingers:
            cell = self.cell_at(spot)
            if self._fingers.get(finger, (-1, 0.0))[0] != cell:
                self._fingers[finger] = (cell, now)
            self._mark(cell)

    def _mark(self, cell: int) -> None:
        if cell not in self.hit:
            self.hit.add(cell)
            self._lines = self._written()
            self.dirty += [self.box_of(cell), self._place()]

    def turn(self, now: float) -> object | None:
        if self._opened is None:
            self._opened = self._quiet = now
        if self._began is None:
            loud = now - self._opened >= PATIENCE_S
            if now - self._quiet >= QUIET_S or loud:
                self._began = now
                self._lines = self._written()
                self.dirty.append(self.rect.copy())
            return None
        for end, over in (
            ("filled", len(self.hit) == self.cells),
            ("held", any(now - at >= HOLD_S for _, at in self._fingers.values())),
            ("time", now - self._began >= LIMIT_S),
        ):
            if over:
                return self._end(tuple(sorted(self.hit)), self.ghosts, end)
        return None

    def wait(self, now: float) -> float | None:
        if self._opened is None:
            return 0.0
        if self._began is None:
            quiet = self._quiet + QUIET_S - now
            return max(0.0, min(quiet, self._opened + PATIENCE_S - now))
        holds = [at + HOLD_S - now for _, at in self._fingers.values()]
        return max(0.0, min([*holds, self._began + LIMIT_S - now]))

    def _written(self) -> list[Text]:
        words = self._words[self._began is not None]
        count = f"{len(self.hit)} / {self.cells}"
        return [
            Text(self.kit, words, Size.BODY, align="center", spacing=1.3),
            Text(self.kit, count, Size.TITLE, bold=True, align="center"),
        ]

    def _place(self) -> Rect:
        """Place the words in the middle and return their box."""
        wide, edge = self.rect.width * 3 // 4, self.kit.mm(4.0)
        heights = [line.height(wide) for line in self._lines]
        box = Rect(0, 0, wide + 2 * edge, sum(heights) + 3 * edge)
        box.center = self.rect.center
        top = box.top + edge
        for line, height in zip(self._lines, heights, strict=True):
            line.place(Rect(box.left + edge, top, wide, height))
            top += height + edge
        return box

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._place()

    def children(self) -> Sequence[Widget]:
        return self._lines

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        clip, line = surface.get_clip(), self.kit.color(Role.EDGE)
        for cell in range(self.cells):
            box = self.box_of(cell)
            if not box.colliderect(clip):
                continue
            if cell in self.hit:
                surface.fill(self.kit.color(Role.SUCCESS), box)
            pygame.draw.rect(surface, line, box, 1)
        box = self._place()
        surface.fill(self.kit.color(Role.RAISED), box)
        pygame.draw.rect(surface, line, box, self.kit.mm(0.5))
        for each in self._lines:
            each.draw(surface, self.kit.color(Role.RAISED))
