"""One finger, whatever it comes from: pressed on touch, acting on lift inside.

It knows buttons and time, not what an action means. All times are seconds of one
monotonic clock, passed in.
"""

from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.tree import Tree

GUARD = 0.4
"""A touch that begins so soon after another page came up was meant for the one before.

A double tap's two touches are up to about this far apart, and nobody has read a page
so fast.
"""
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
        self._deaf_until = 0.0

    def down(self, tree: Tree, spot: Spot, finger: object, now: float) -> None:
        """Begin a touch."""
        other = self._finger is not None and self._finger != finger
        if other and now - self._heard < LOST:
            return
        self.cancel(tree)
        self._finger, self._heard = finger, now
        button = tree.button_at(spot)
        if button is None or now < self._deaf_until or self._bounced(button, now):
            return
        self._button, self._since = button, now
        tree.press(button, True)

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
        self._last = (button.name, now)
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
        """Ignore the touches that begin before anybody can have seen the page."""
        self._deaf_until = now + GUARD

    def take_as_meant(self) -> None:
        """Take the next touch as meant, as a script's touches are."""
        self._last = ("", -1.0)
        self._deaf_until = 0.0
