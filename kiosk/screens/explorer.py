"""Touch for who listens: a finger finds out what is where, a double tap acts.

Nothing fires while the panel is searched (EN 301 549, 5.5.2). It knows widgets and
time, not what an action means. All times are seconds of one monotonic clock.
"""

from dataclasses import dataclass

from kiosk.screens.pointer import LOST, Spot
from kiosk.screens.toolkit.button import Button
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Widget

DOUBLE = 0.6
"""The second tap of a double tap comes this soon: slower than a mouse's."""
TAP = 0.5
"""A touch that stays longer was a search, not a tap."""


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

    def __init__(self) -> None:
        self._finger: object = None
        self._heard = 0.0
        self._focus: Widget | None = None
        self._since = 0.0
        self._tapped = -DOUBLE
        self._second = False

    def down(self, tree: Tree, spot: Spot, finger: object, now: float) -> Found | None:
        """Begin a touch; the second of a double tap may be anywhere."""
        other = self._finger is not None and self._finger != finger
        if other and now - self._heard < LOST:
            return None
        self._finger, self._heard, self._since = finger, now, now
        self._second = self._focus is not None and now - self._tapped <= DOUBLE
        return None if self._second else self._look(tree, spot)

    def move(self, tree: Tree, spot: Spot, finger: object, now: float) -> Found | None:
        """Follow the finger; a second tap that wanders off is a search again."""
        if finger != self._finger:
            return None
        self._heard = now
        if self._second and now - self._since <= TAP:
            return None
        self._second = False
        return self._look(tree, spot)

    def up(self, tree: Tree, spot: Spot, finger: object, now: float) -> Acted | None:
        """End a touch; a double tap acts on what was found last."""
        if finger != self._finger:
            return None
        self._finger = None
        short = now - self._since <= TAP
        second, self._second = self._second, False
        self._tapped = now if short and not second else -DOUBLE
        focus = self._focus
        if second and short and isinstance(focus, Button) and focus.enabled:
            return Acted(focus)
        return None

    def page_changed(self, tree: Tree, again: bool) -> None:
        """Forget what was found; on the same page shown anew find it again."""
        name = self._focus.name if again and isinstance(self._focus, Button) else ""
        self._focus = tree.button_named(name) if name else None
        self._second = False
        if not again:
            self._tapped = -DOUBLE
        tree.show_focus(self._focus)

    def _look(self, tree: Tree, spot: Spot) -> Found | None:
        """Return what is under a spot when it is something else than before."""
        widget = tree.thing_at(spot)
        if widget is None or widget is self._focus:
            return None
        self._focus = widget
        tree.show_focus(widget)
        return Found(widget)
