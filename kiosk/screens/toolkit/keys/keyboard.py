"""Typing words: small letters, capitals, signs, and one line that shows the entry.

Ten keys stand in a row as on every keyboard; a panel that is too narrow for ten
gets the letters in their own order. What is typed stays in the entry, as with
`Keypad`; another layer is another part of the same page.
"""

from collections.abc import Callable, Iterator
from enum import IntEnum

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.keys.keypad import (
    LOW_KEY,
    Display,
    Keypad,
    Keystroke,
    Submit,
    TypedEntry,
)
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Row
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import BETWEEN, Gap, Widget

PER_ROW = 10


class KeyLayer(IntEnum):
    """What the keys bear; a place in the parts of the page."""

    LOWER = 0
    UPPER = 1
    SIGNS = 2


ROWS = {
    KeyLayer.LOWER: ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    KeyLayer.UPPER: ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"),
    KeyLayer.SIGNS: ("1234567890", "!@#$%^&*()", "-_=+.,:;?", "/'\"~[]|"),
}
_LAYER_KEYS = {KeyLayer.LOWER: "abc", KeyLayer.UPPER: "ABC", KeyLayer.SIGNS: "#+="}
_OTHERS = {
    KeyLayer.LOWER: (KeyLayer.UPPER, KeyLayer.SIGNS),
    KeyLayer.UPPER: (KeyLayer.LOWER, KeyLayer.SIGNS),
    KeyLayer.SIGNS: (KeyLayer.LOWER, KeyLayer.UPPER),
}
CHARACTERS = frozenset("".join("".join(rows) for rows in ROWS.values()) + " ")
"""All that can be typed here."""


class TypedLine(Display):
    """One line with the end of what was typed: as it is, or a dot for each."""

    def __init__(self, kit: Kit, entry: TypedEntry, secret: bool) -> None:
        super().__init__(kit, entry)
        self._secret = secret
        self._em = kit.em(Size.LARGE)
        self._high = kit.type.height(self._em) + kit.mm(4.0)

    def height(self, width: int) -> int:
        return self._high

    def _box(self) -> Rect:
        box = Rect(self.rect.left, 0, self.rect.width, self._high)
        box.centery = self.rect.centery
        return box

    def ink_rect(self) -> Rect:
        return self._box()

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        kit, box = self.kit, self._box()
        raised, ink = kit.color(Role.RAISED), kit.color(Role.INK)
        kit.box(surface, box, raised, kit.color(Role.ACTION), 3.0, 0.8)
        pieces = self._pieces(box.width - 2 * kit.mm(4.0) - kit.mm(1.0), raised, ink)
        left, gap = box.left + kit.mm(4.0), self._gap()
        for piece in pieces:
            surface.blit(piece, piece.get_rect(midleft=(left, box.centery)))
            left += piece.get_width() + gap
        caret = Rect(left, 0, kit.mm(1.0), box.height * 3 // 5)
        caret.centery = box.centery
        surface.fill(kit.color(Role.ACTION), caret)

    def _gap(self) -> int:
        return self._em // 4 if self._secret else 0

    def _pieces(self, room: int, ground: Color, ink: Color) -> list[pygame.Surface]:
        """Return the drawings of the newest characters that have room."""
        kit, found = self.kit, list[pygame.Surface]()
        for index in reversed(range(len(self.entry))):
            if self._secret:
                piece = kit.icons.disc(self._em // 2, ink, ink, 0)
            else:
                shown = self.entry.shown(index)
                piece = kit.type.label(shown, self._em, ink, ground, False)
            room -= piece.get_width() + self._gap()
            if room < 0:
                break
            found.append(piece)
        return found[::-1]


class Keyboard(Keypad):
    """Keys for words; it is asked and refreshed as a keypad is."""

    def __init__(
        self,
        kit: Kit,
        entry: TypedEntry,
        submit: Submit,
        words: dict[str, str],
        room: int,
        turn: Callable[[int], object],
        *,
        layer: int = 0,
        secret: bool = True,
        tall: float = LOW_KEY,
    ) -> None:
        """Build for `room` pixels across; a secret has no blank between its words.

        :param turn: makes the action that shows another layer.
        """
        self._turn = turn
        self._layer = KeyLayer(layer % len(KeyLayer))
        self._space = not secret
        self._columns = min(PER_ROW, _fitting(kit, room))
        display = TypedLine(kit, entry, secret)
        super().__init__(kit, entry, submit, words, tall, display=display)

    def _key(self, kit: Kit, key: str) -> tuple[Widget, float]:
        single, icon = len(key) == 1, "delete" if key == "delete" else ""
        named = {" ": "space"}.get(key, key)
        # The sign for a blank is narrower than its word in every language.
        label = "" if icon else "␣" if key == " " else self._words.get(named, key)
        plain = single and key != " "
        button = Button(
            *(kit, f"key-{named.lower()}", label, Keystroke(key)),
            ButtonKind.KEY if plain else ButtonKind.SECONDARY,
            icon=icon,
            size=Size.LARGE if plain else Size.BODY,
            least=self._height,
            floor=LOW_KEY,
            pad=1.0,
            spoken=self._words.get(named, key),
        )
        self._keys[key] = button
        return button, 1.0

    def _number_rows(self, kit: Kit) -> Iterator[Row]:
        """Yield the rows of characters, as many in each as there is room for."""
        rows = ROWS[self._layer]
        if self._columns < PER_ROW:
            yield from self._narrow_rows(kit, rows)
            return
        for row in rows[:-2]:
            yield Row(kit, [self._key(kit, key) for key in row])
        half = (Gap(kit), 0.5)
        yield Row(kit, [half, *(self._key(kit, key) for key in rows[-2]), half], 3.5)
        first, delete = self._layer_key(kit, 0), self._key(kit, "delete")[0]
        last = [self._key(kit, key) for key in rows[-1]]
        yield Row(kit, [(first, 1.5), *last, (delete, 1.5)])

    def _narrow_rows(self, kit: Kit, rows: tuple[str, ...]) -> Iterator[Row]:
        """Yield letters in the order of the alphabet, signs as they come."""
        rest = "".join(rows[1:])
        flow = rows[0] + (
            rest if self._layer is KeyLayer.SIGNS else "".join(sorted(rest))
        )
        at, many = 0, self._columns
        while len(flow) - at >= many:
            yield Row(kit, [self._key(kit, key) for key in flow[at : at + many]])
            at += many
        last = [self._key(kit, key) for key in flow[at:]]
        free = (many - len(last)) / 2
        delete = (self._key(kit, "delete")[0], free)
        yield Row(kit, [*last, (self._layer_key(kit, 0), free), delete])

    def _last_row(self, kit: Kit, submit: Submit) -> Row:
        """Build the row with signs, maybe a blank, clear and confirm."""
        self.confirm = self._confirm_key(kit, submit)
        cells: list[tuple[Widget, float]] = [(self._layer_key(kit, 1), 1.5)]
        if self._space:
            cells.append((self._key(kit, " ")[0], 2.0))
        cells += [(self._key(kit, "clear")[0], 2.6), (self.confirm, 3.9)]
        return Row(kit, cells)

    def _layer_key(self, kit: Kit, place: int) -> Button:
        """Build the key that shows one of the two other layers."""
        layer = _OTHERS[self._layer][place]
        return Button(
            *(kit, f"layer-{layer.name.lower()}", _LAYER_KEYS[layer]),
            self._turn(int(layer)),
            size=Size.BODY,
            least=self._height,
            floor=LOW_KEY,
            pad=1.0,
            spoken=self._words[f"layer_{layer.name.lower()}"],
        )


def _fitting(kit: Kit, room: int) -> int:
    """Return how many of the least keys have room beside each other."""
    gap = kit.snug(4.0, BETWEEN)
    return (room + gap) // (kit.mm(LOW_KEY) + gap)
