"""Touch for who listens: a finger finds out what is where, a double tap acts.

Nothing fires while the panel is searched (EN 301 549, 5.5.2). It knows widgets and
time, not what an action means. All times are seconds of one monotonic clock.
"""

import math
from dataclasses import dataclass

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Keystroke
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.screens.window.pointer import LOST, Spot

DOUBLE = 0.6
"""The second tap of a double tap comes this soon: slower than a mouse's."""
TAP = 0.5
"""A touch that stays longer was a search, not a tap."""
STILL = 10.0
"""So was one that went further than this from where it began, in millimetres."""


@dataclass(frozen=True, slots=True)
class Found:
    """The finger came upon something else."""

    widget: Widget


@dataclass(frozen=True, slots=True)
class Acted:
    """The thing that was found last was double tapped."""

    button: Button


class Explorer:
    """One finger that looks around with a voice instead of eyes."""

    def __init__(self, hold: float) -> None:
        """Search; a finger that rests on a hidden corner for `hold` opens it."""
        self._hold = hold
        self._focus: Widget | None = None
        self.let_go()

    def let_go(self) -> None:
        """Forget the touch and what was found: nobody searches any more."""
        self._finger: object = None
        self._heard = self._since = 0.0
        self._spot: Spot = (0, 0)
        self._tapped = -DOUBLE
        self._second = self._moved = self._found = False
        self._corner: Button | None = None
        self._focus = None

    def down(self, tree: Tree, spot: Spot, finger: object, now: float) -> Found | None:
        """Begin a touch; the second of a double tap may be anywhere."""
        other = self._finger is not None and self._finger != finger
        if other and now - self._heard < LOST:
            return None
        self._finger, self._heard, self._since = finger, now, now
        self._spot, self._moved, self._found = spot, False, False
        self._second = self._focus is not None and now - self._tapped <= DOUBLE
        self._corner = _corner_at(tree, spot)
        return None if self._second else self._look(tree, spot)

    def move(self, tree: Tree, spot: Spot, finger: object, now: float) -> Found | None:
        """Follow the finger; a second tap that wanders off is a search again."""
        if finger != self._finger:
            return None
        self._heard = now
        self._follow(tree, spot)
        if self._second and not self._moved and now - self._since <= TAP:
            return None
        self._second = False
        return self._look(tree, spot)

    def up(self, tree: Tree, spot: Spot, finger: object, now: float) -> Acted | None:
        """End a touch; a double tap acts on what was found last."""
        if finger != self._finger:
            return None
        self._follow(tree, spot)
        self._finger = self._corner = None
        short = now - self._since <= TAP and not self._moved
        second, self._second = self._second, False
        # A touch that found something was a search: its name was not heard yet.
        first = not second and not (self._found and not _is_key(self._focus))
        self._tapped = now if short and first else -DOUBLE
        focus = self._focus
        if second and short and isinstance(focus, Button) and focus.enabled:
            return Acted(focus)
        return None

    def _follow(self, tree: Tree, spot: Spot) -> None:
        """Notice a finger that left its place, and one that left the corner."""
        far = math.dist(spot, self._spot) > tree.kit.mm(STILL)
        self._moved = self._moved or far
        if _corner_at(tree, spot) is not self._corner:
            self._corner = None

    def held(self, now: float) -> Button | None:
        """Return the hidden corner on which the finger rested long enough, once."""
        left = self.time_to_hold(now)
        if left is None or left > 0:
            return None
        corner, self._corner = self._corner, None
        return corner

    def time_to_hold(self, now: float) -> float | None:
        """Return the seconds until the corner opens; None when no finger is on it."""
        if self._corner is None:
            return None
        return max(0.0, self._since + self._hold - now)

    def page_changed(self, tree: Tree, again: bool) -> None:
        """Forget what was found; on the same page shown anew find it again."""
        self._focus = _same(tree, self._focus) if again and self._focus else None
        corner = _corner_at(tree, self._spot) if again and self._corner else None
        self._corner = corner
        if not again:
            self._tapped, self._second = -DOUBLE, False
        tree.show_focus(self._focus)

    def _look(self, tree: Tree, spot: Spot) -> Found | None:
        """Return what is under a spot when it is something else than before."""
        widget = tree.thing_at(spot)
        if widget is None or widget is self._focus:
            return None
        self._focus, self._found = widget, True
        tree.show_focus(widget)
        return Found(widget)


def _same(tree: Tree, focus: Widget) -> Widget | None:
    """Return what stands on a page shown anew for what was found on it before.

    Words that changed where they stand, as a countdown's do, are still the same thing.
    """
    if isinstance(focus, Button):
        return tree.button_named(focus.name)
    words = [w for w in tree.spoken() if isinstance(w, Text)]
    place = [w for w in words if w.rect == focus.rect]
    said = [w for w in words if isinstance(focus, Text) and w.words == focus.words]
    return next(iter(place + said), None)


def _corner_at(tree: Tree, spot: Spot) -> Button | None:
    """Return the button under a spot that is held, and of which nothing is said."""
    held = (b for b in tree.buttons if b.hold and b.rect.collidepoint(spot))
    return next(held, None)


def _is_key(widget: Widget | None) -> bool:
    """Tell whether it is a keypad's key: its place is known, its name may be silent."""
    return isinstance(widget, Button) and isinstance(widget.action, Keystroke)
