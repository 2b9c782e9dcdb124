"""One finger, whatever it comes from: pressed on touch, acting on lift inside.

It knows buttons and time, not what an action means. All times are seconds of one
monotonic clock, passed in.
"""

from math import dist

from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.tree import Tree

GUARD = 0.4
"""So long after a page came up a touch may still belong to the page before: the second
one of a double tap, up to about this far from the first.

It is shown, and counts if the finger is still there when this time is over.
"""
REACTION = 0.2
"""Nobody can have seen a page so soon: a finger that comes down was on its way."""
NEAR = 20.0
"""A double tap's two touches are at most so many millimetres apart."""
LOST = 10.0
"""A finger that said nothing for so long was lifted without a word."""

Spot = tuple[int, int]


class Pointer:
    """The one finger that counts; others are ignored while it is down."""

    def __init__(self, hold: float, repeat: float = 0.08) -> None:
        """Take a finger; a second touch of a button within `repeat` is the same."""
        self._hold, self._repeat = hold, repeat
        self._finger: object = None
        self._heard = 0.0
        self._button: Button | None = None
        self._since = 0.0
        self._last: tuple[str, float] = ("", -1.0)
        self._acted_at: Spot | None = None
        """Where the last touch was that did something."""
        self._came_up = -GUARD
        self._counts_from = 0.0
        """A touch that is lifted before does nothing."""

    def down(self, tree: Tree, spot: Spot, finger: object, now: float) -> None:
        """Begin a touch."""
        other = self._finger is not None and self._finger != finger
        if other and now - self._heard < LOST:
            return
        self.cancel(tree)
        self._finger, self._heard = finger, now
        button = tree.button_at(spot)
        if button is None or self._bounced(button, now):
            return
        self._button, self._since = button, now
        self._counts_from = self._trusted_from(tree, spot, now)
        tree.press(button, True)

    def _trusted_from(self, tree: Tree, spot: Spot, now: float) -> float:
        """Return from when on a touch that begins now is meant for this page."""
        if self._came_up + REACTION <= now and not self._again(tree, spot):
            return now
        return self._came_up + GUARD

    def _again(self, tree: Tree, spot: Spot) -> bool:
        """Tell whether a touch is where the last one was that did something."""
        if self._acted_at is None:
            return False
        return dist(spot, self._acted_at) <= tree.kit.mm(NEAR)

    def _bounced(self, button: Button, now: float) -> bool:
        """Tell whether this is the tail of the touch before."""
        name, when = self._last
        return button.name == name and 0 <= now - when < self._repeat

    def move(self, tree: Tree, spot: Spot, finger: object, now: float) -> None:
        """Show the button pressed only while the finger is on it."""
        if finger != self._finger:
            return
        self._heard = now
        if self._button is not None:
            inside = tree.button_at(spot) is self._button
            tree.press(self._button, inside)
            if not inside:
                self._since = now

    def up(self, tree: Tree, spot: Spot, finger: object, now: float) -> Button | None:
        """End a touch; return the button that was really pressed."""
        if finger != self._finger:
            return None
        button = self._button
        self.cancel(tree)
        if button is None or button.hold or tree.button_at(spot) is not button:
            return None
        if now < self._counts_from:
            return None
        self._last, self._acted_at = (button.name, now), spot
        return button

    def held(self, tree: Tree, now: float) -> Button | None:
        """Return the press-and-hold button that was held long enough, once."""
        button = self._button
        if button is None or not button.hold or now - self._since < self._hold:
            return None
        self._button = None
        tree.press(button, False)
        return button

    def time_to_hold(self, now: float) -> float | None:
        """Return the seconds until a held button acts; None when none is held."""
        if self._button is None or not self._button.hold:
            return None
        return max(0.0, self._since + self._hold - now)

    def cancel(self, tree: Tree | None) -> None:
        """Forget the touch: its page is gone, or the finger."""
        if self._button is not None and tree is not None:
            tree.press(self._button, False)
        self._button = None
        self._finger = None

    def carry(self, tree: Tree) -> None:
        """Keep a touch while its page is shown anew, as a countdown is each second.

        Only where the same button stands in the same place; else the touch is over.
        """
        old = self._button
        new = tree.button_named(old.name) if old is not None else None
        if old is None or new is None:
            return self.cancel(None)
        same = new.rect == old.rect and new.action == old.action
        if not same or not new.enabled:
            return self.cancel(None)
        self._button = new
        tree.press(new, old.pressed)
        return None

    def page_came_up(self, now: float) -> None:
        """Begin the time in which a touch may still belong to the page before."""
        self._came_up = now

    def take_as_meant(self) -> None:
        """Take the next touch as meant, as a script's touches are."""
        self._last = ("", -1.0)
        self._acted_at, self._came_up = None, -GUARD
