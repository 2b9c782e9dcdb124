"""Things to touch: buttons, keys and the big choices of a list.

A button carries an action and never runs it; the window decides what comes of it.
"""

from collections.abc import Iterator, Sequence
from enum import Enum

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import Widget

TARGET = 15.0
"""The least side of a thing to touch, in millimetres."""


class ButtonKind(Enum):
    """How a button looks: fill, edge, ink; and fill and ink while pressed."""

    PRIMARY = (
        Role.ACTION,
        Role.ACTION,
        Role.ON_ACTION,
        Role.ACTION_PRESSED,
        Role.ON_ACTION,
    )
    SECONDARY = (Role.RAISED, Role.EDGE, Role.ACCENT, Role.PRESSED, Role.ACCENT)
    KEY = (Role.RAISED, Role.EDGE, Role.INK, Role.PRESSED, Role.INK)
    TILE = (Role.RAISED, Role.EDGE, Role.INK, Role.PRESSED, Role.INK)
    URGENT = (
        Role.DANGER_GROUND,
        Role.DANGER,
        Role.DANGER,
        Role.DANGER_GROUND,
        Role.DANGER,
    )
    CHOSEN = (Role.TINT, Role.ACTION, Role.ACCENT, Role.PRESSED, Role.ACCENT)


class Button(Widget):
    """A labelled rectangle with a name, an action and two looks."""

    state: str = ""
    """Which step of it holds, in words, for who hears its name."""
    way_out: bool = False
    """It leaves the page without doing anything: its place is the same on all."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        label: str,
        action: object,
        kind: ButtonKind = ButtonKind.SECONDARY,
        *,
        icon: str = "",
        size: Size = Size.LARGE,
        least: float = 22.0,
        enabled: bool = True,
        bold: bool = True,
        pad: float = 4.0,
        spoken: str = "",
        icon_last: bool = False,
        floor: float = TARGET,
        one_line: bool = False,
    ) -> None:
        """Build; on a small panel its height comes down from `least` to `floor`.

        :param one_line: its words are one, as in 上一页, and never broken.
        """
        super().__init__(kit)
        self.name = name
        self.label = spoken or label
        """What describes it: a key with a drawing only is still named."""
        self.action = action
        self.kind = kind
        self.enabled = enabled
        self.pressed = False
        self.hold = False
        self._least = kit.snug(least, floor)
        self._pad = kit.mm(pad)
        self._air = kit.mm(1.0 if kind is ButtonKind.KEY else 3.0)
        self._text = Text(
            kit, label, size, bold=bold, align="center", spacing=1.2, balance=True
        )
        self._icon_last, self._one_line = icon_last, one_line
        self._bare = False
        high = size.millimetres(kit.metrics.level) * 1.1
        self._icon = Icon(kit, icon, high, Role.INK) if icon else None

    @property
    def hints(self) -> list[Text]:
        """Return the words inside that are not its name."""
        inside = [w for w in self.walk() if isinstance(w, Text)]
        return [text for text in inside if text is not self._text and text.words]

    def children(self) -> Sequence[Widget]:
        shown: list[Widget] = [self._icon] if self._icon and not self._bare else []
        return [*shown, self._text] if self._text.text else shown

    def _beside(self) -> int:
        """Return the room that the icon takes beside the words."""
        if self._icon is None or self._bare:
            return 0
        return self._icon.width() + (self.kit.mm(3.0) if self._text.text else 0)

    def _fit(self, width: int) -> None:
        """Leave the icon out rather than break a word."""
        self._bare = False
        self._bare = bool(self._text.text) and self.narrowest() > width

    def height(self, width: int) -> int:
        self._fit(width)
        inside = width - 2 * self._pad - self._beside()
        text = self._text.height(inside) if self._text.text else 0
        return max(self._least, text + 2 * self._air)

    def width(self) -> int:
        text = self._text.width() if self._text.text else 0
        return max(self._least, text + self._beside() + 2 * self._pad)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._fit(rect.width)
        inside = rect.inflate(-2 * self._pad, 0)
        beside = self._beside()
        room = max(1, inside.width - beside)
        wide = min(room, self._widest(room)) if self._text.text else 0
        group = Rect(0, rect.top, wide + beside, rect.height)
        group.centerx = rect.centerx
        words = Rect(group.left + beside, rect.top, wide, rect.height)
        if self._icon is not None and not self._bare:
            side = Rect(group.left, rect.top, self._icon.width(), rect.height)
            if self._icon_last:
                words.left, side.right = group.left, group.right
            self._icon.place(side)
        self._text.keep(wide)
        self._text.place(words)

    def narrowest(self) -> int:
        words = self._text.width() if self._one_line else self._text.narrowest()
        return words + self._beside() + 2 * self._pad

    def stands_in(self, width: int) -> bool:
        """Tell whether its words need no break in a width, if need be without icon."""
        return self._text.width() + 2 * self._pad <= width

    def comfortable(self, width: int) -> bool:
        """Tell whether its words stand in two lines, none of them broken."""
        inside = width - 2 * self._pad - self._beside()
        return len(self._text.lines(inside)) < 3 and self.narrowest() <= width

    def _widest(self, room: int) -> int:
        """Return the width of the longest line when broken to a room."""
        text = self._text
        lines = text.lines(room)
        return max(self.kit.type.width(x, text.em, text.bold) for x in lines) + 1

    def colors(self) -> tuple[Role, Role, Role]:
        """Return fill, edge and ink for the state it is in."""
        fill, edge, ink, pressed_fill, pressed_ink = self.kind.value
        if not self.enabled:
            return Role.DISABLED, Role.DISABLED_EDGE, Role.ON_DISABLED
        return (pressed_fill, edge, pressed_ink) if self.pressed else (fill, edge, ink)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        fill, edge, ink = self.colors()
        self._tint(ink)
        colour = self.kit.color(fill)
        line = 1.2 if self.pressed or self.kind is ButtonKind.CHOSEN else 0.5
        outline = self.kit.color(edge)
        self.kit.box(surface, self.rect, colour, outline, 3.5, line)
        if self.pressed and self.kit.color(fill) in (outline, ground):
            # A theme without shades shows the press by a frame inside.
            inner = self.rect.inflate(-2 * self.kit.mm(1.6), -2 * self.kit.mm(1.6))
            self.kit.box(surface, inner, colour, self.kit.color(ink), 2.5, 1.0)
        super().draw(surface, colour)

    def _tint(self, ink: Role) -> None:
        """Give all that is drawn inside the state's ink."""
        self._text.role = ink
        if self._icon is not None:
            self._icon.role = ink

    def texts(self) -> Iterator[str]:
        return iter(())


class Choice(Button):
    """One line of a list of choices: drawing, name, a hint, and a way on."""

    tone: Role = Role.ACCENT
    """The colour of its drawing."""

    def __init__(
        self,
        kit: Kit,
        name: str,
        label: str,
        action: object,
        hint: str,
        icon: str,
        least: float = 34.0,
    ) -> None:
        super().__init__(kit, name, label, action, ButtonKind.TILE, least=least)
        self._text = Text(kit, label, Size.LARGE, bold=True, spacing=1.2)
        self._hint = Text(kit, hint, Size.SMALL, Role.MUTED, spacing=1.25)
        self._icon = Icon(kit, icon, 17.0, Role.ACCENT)
        self._on = Icon(kit, "next", 9.0, Role.ACCENT)
        self._pad = kit.mm(8.0)

    def children(self) -> Sequence[Widget]:
        assert self._icon is not None
        words = (self._text, self._hint) if self._hint.text else (self._text,)
        return (self._icon, *words, self._on)

    def _hint_height(self, room: int) -> int:
        """Return the height of the hint with the gap above it; 0 without one."""
        return self._hint.height(room) + self.kit.mm(1.5) if self._hint.text else 0

    def _room(self, width: int) -> int:
        """Return the width for words."""
        return width - 2 * self._pad - self.kit.mm(17.0 + 8.0 + 5.0 + 9.0)

    def height(self, width: int) -> int:
        room = self._room(width)
        words = self._text.height(room) + self._hint_height(room)
        return max(self._least, words + 2 * self.kit.mm(4.0))

    def place(self, rect: Rect) -> None:
        Widget.place(self, rect)
        assert self._icon is not None
        kit, room = self.kit, self._room(rect.width)
        left = rect.left + self._pad
        self._icon.place(Rect(left, rect.top, kit.mm(17.0), rect.height))
        left += kit.mm(17.0 + 8.0)
        name, below = self._text.height(room), self._hint_height(room)
        top = rect.top + (rect.height - name - below) // 2
        self._text.place(Rect(left, top, room, name))
        if below:
            hint, at = self._hint.height(room), top + name + kit.mm(1.5)
            self._hint.place(Rect(left, at, room, hint))
        end = rect.right - self._pad - kit.mm(9.0)
        self._on.place(Rect(end, rect.top, kit.mm(9.0), rect.height))

    def _tint(self, ink: Role) -> None:
        """Keep the roles: a choice only changes its ground."""
        assert self._icon is not None
        self._icon.role = self.tone

    def texts(self) -> Iterator[str]:
        if self._hint.text:
            yield self._hint.text
