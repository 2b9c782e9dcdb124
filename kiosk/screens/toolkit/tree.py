"""A whole laid-out page: what is where, what is dirty, and what it says.

It paints only what changed and can describe itself; touches come in as names of
buttons, from `pointer`.
"""

import pygame

from kiosk.screens.toolkit.figures.paper_picture import PaperPicture
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.keys.keypad import Keypad
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.paged import Paged
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.touch_field import TouchField
from kiosk.screens.toolkit.widget_base import Widget

MOST_RECTS = 8
"""More dirty rectangles than this are painted as one around them all."""


FRAME = 1.4
"""How thick the frame is around what a voice speaks of, in millimetres."""
FINGER = 6.0
"""By so many millimetres hidden words may be missed by the finger that shows them."""


class Tree:
    """The widgets of one page on one panel."""

    def __init__(self, kit: Kit, root: Widget, title: str) -> None:
        self.kit = kit
        self.root = root
        self.title = title
        self.area = Rect(0, 0, kit.metrics.width, kit.metrics.height)
        root.place(self.area)
        self.buttons = [w for w in root.walk() if isinstance(w, Button)]
        self.keypad = next((w for w in root.walk() if isinstance(w, Keypad)), None)
        self._paged = next((w for w in root.walk() if isinstance(w, Paged)), None)
        self._private = [
            w for w in root.walk() if isinstance(w, Text | PaperPicture) and w.veiled
        ]
        self.field = next((w for w in root.walk() if isinstance(w, TouchField)), None)
        """What takes every touch of the page itself, where there is such a thing."""
        self._dirty: list[Rect] = [self.area.copy()]
        self._focus: Widget | None = None

    @property
    def part(self) -> int:
        """Return which part is shown of what does not fit at once, from 0."""
        return self._paged.part if self._paged else 0

    @property
    def parts(self) -> int:
        """Return how many parts the page has."""
        return self._paged.parts if self._paged else 1

    @property
    def overflow(self) -> int:
        """Return by how many pixels the fullest widget is too full."""
        return max(widget.overflow for widget in self.root.walk())

    def button_at(self, spot: tuple[int, int]) -> Button | None:
        """Return the button under a spot that can be touched now."""
        for button in reversed(self.buttons):
            if button.enabled and button.rect.collidepoint(spot):
                return button
        return self._veil_at(spot)

    def _veil_at(self, spot: tuple[int, int]) -> Button | None:
        """Return the key that shows private words, when hidden ones are touched."""
        if not self.kit.masked:
            return None
        finger = self.kit.mm(FINGER)
        touched = any(
            hidden.rect.inflate(finger, finger).collidepoint(spot)
            for hidden in self._private
        )
        return self.button_named("mask") if touched else None

    def button_named(self, name: str) -> Button | None:
        """Return a button by name."""
        return next((b for b in self.buttons if b.name == name), None)

    def thing_at(self, spot: tuple[int, int]) -> Widget | None:
        """Return what a searching finger is on: a button in any state, or words."""
        for button in reversed(self.buttons):
            if not button.hold and button.rect.collidepoint(spot):
                return button
        inside = [w for w in self._words() if w.rect.collidepoint(spot)]
        return inside[-1] if inside else None

    def show_focus(self, widget: Widget | None) -> None:
        """Draw a frame around what was found, and none around what was before."""
        for each in (self._focus, widget):
            if each is not None:
                self._dirty.append(self._framed(each))
        self._focus = widget

    def _framed(self, widget: Widget) -> Rect:
        edge = 2 * self.kit.mm(FRAME)
        return widget.rect.inflate(edge, edge)

    def _words(self) -> list[Text]:
        """Return all words but those inside buttons, in reading order."""
        inner = {id(w) for b in self.buttons for w in b.walk() if w is not b}
        found = [w for w in self.root.walk() if isinstance(w, Text) and w.words]
        return [w for w in found if id(w) not in inner]

    def spoken(self) -> list[Widget]:
        """Return what a voice reads, in reading order: words and buttons."""
        mine = {id(w) for w in (*self._words(), *self.buttons)}
        things = [w for w in self.root.walk() if id(w) in mine]
        return [w for w in things if not (isinstance(w, Button) and w.hold)]

    def press(self, button: Button, down: bool) -> None:
        """Show a button pressed or let go."""
        if button.pressed != down:
            button.pressed = down
            self.touch(button)

    def touch(self, widget: Widget) -> None:
        """Have a widget painted anew."""
        self._dirty.append(widget.rect.copy())

    def shift(self, by: tuple[int, int]) -> None:
        """Move everything by some pixels, so that no line burns into the panel."""
        self.root.place(self.area.move(by))
        self.touch_all()

    def touch_all(self) -> None:
        """Have everything painted anew."""
        self._dirty = [self.area.copy()]

    def paint(self, surface: pygame.Surface) -> list[Rect]:
        """Paint what is dirty and return where."""
        if self.field is not None:
            self._dirty += self.field.dirty
            self.field.dirty = []
        rects, self._dirty = self._dirty, []
        if len(rects) > MOST_RECTS:
            rects = [rects[0].unionall(rects[1:])]
        ground = self.kit.color(Role.GROUND)
        for rect in rects:
            surface.set_clip(rect)
            surface.fill(ground, rect)
            self.root.draw(surface, ground)
            self._draw_focus(surface)
        surface.set_clip(None)
        return rects

    def _draw_focus(self, surface: pygame.Surface) -> None:
        if self._focus is not None:
            box, line = self._framed(self._focus), self.kit.mm(FRAME) - 1
            pygame.draw.rect(surface, self.kit.color(Role.INK), box, max(2, line))

    def texts(self) -> list[str]:
        """Return everything that can be read but the buttons' labels."""
        return list(self.root.texts())
