"""Typing a secret: the characters, the dots that stand for them, and the keys.

The characters live in `TypedEntry` and leave it once, as a whole. No label, cache, text
or repr ever holds one of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pygame

from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget_base import Gap, Widget

LOW_KEY = 18.0
"""The least side of a key in millimetres, where the keypad has little room."""
DIGITS = "1234567890"
"""A telephone's order; a shuffled keypad has another."""


class TypedEntry:
    """What was typed so far: at least `least` and at most `most` characters."""

    __slots__ = ("_typed", "least", "most")

    def __init__(self, least: int, most: int, typed: str = "") -> None:
        self.least = least
        self.most = most
        self._typed = typed[:most]

    def __len__(self) -> int:
        return len(self._typed)

    def __repr__(self) -> str:
        return "TypedEntry(hidden)"

    @property
    def complete(self) -> bool:
        """Tell whether it may be confirmed."""
        return len(self._typed) >= self.least

    def add(self, character: str) -> None:
        """Type one more; beyond the length nothing happens."""
        self._typed = (self._typed + character)[: self.most]

    def delete(self) -> None:
        """Take the last one back."""
        self._typed = self._typed[:-1]

    def clear(self) -> None:
        """Take all back."""
        self._typed = ""

    def judged(self, judge: Callable[[str], str]) -> str:
        """Return what a rule says of the characters; they stay here."""
        return judge(self._typed)

    def shown(self, index: int) -> str:
        """Return one character, for a display that shows what is no secret."""
        return self._typed[index]

    def take(self) -> str:
        """Hand the characters over and keep none."""
        typed, self._typed = self._typed, ""
        return typed


@dataclass(frozen=True, slots=True)
class Keystroke:
    """An action that stays inside the keypad: a character, `delete` or `clear`."""

    key: str

    def apply(self, entry: TypedEntry) -> None:
        """Change the entry."""
        if self.key == "delete":
            entry.delete()
        elif self.key == "clear":
            entry.clear()
        else:
            entry.add(self.key)

    def __repr__(self) -> str:
        return "Keystroke(hidden)"


@dataclass(frozen=True, slots=True)
class Submit:
    """Turn the finished entry into an answer."""

    make: Callable[[str], object]


class Display(Widget):
    """What shows how much was typed; it may also judge it."""

    def __init__(self, kit: Kit, entry: TypedEntry) -> None:
        super().__init__(kit)
        self.entry = entry

    @property
    def good(self) -> bool:
        """Tell whether what was typed may be confirmed."""
        return True

    def ink_rect(self) -> Rect:
        """Return where it really draws, for the audit."""
        return self.rect


class Dots(Display):
    """One place per character: empty or a dot."""

    def __init__(self, kit: Kit, entry: TypedEntry) -> None:
        super().__init__(kit, entry)
        self._side = kit.snug(24.0 if entry.most <= 6 else 15.0)
        self._gap = kit.snug(4.0)

    def height(self, width: int) -> int:
        return self._side

    def width(self) -> int:
        return self.entry.most * (self._side + self._gap) - self._gap

    def ink_rect(self) -> Rect:
        box = Rect(0, 0, self.width(), self._side)
        box.center = self.rect.center
        return box

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        side, kit = self._side, self.kit
        box = self.ink_rect()
        box.width = side
        for index in range(self.entry.most):
            here = index == len(self.entry)
            edge = kit.color(Role.ACTION if here else Role.EDGE)
            raised = kit.color(Role.RAISED)
            kit.box(surface, box, raised, edge, 3.0, 1.2 if here else 0.5)
            if index < len(self.entry):
                ink = kit.color(Role.INK)
                dot = kit.icons.disc(side * 2 // 5, ink, ink, 0)
                surface.blit(dot, dot.get_rect(center=box.center))
            box.left += side + self._gap


class Keypad(Column):
    """Digits, maybe X, take back, clear, confirm; the last only when it is complete."""

    def __init__(
        self,
        kit: Kit,
        entry: TypedEntry,
        submit: Submit,
        words: dict[str, str],
        key_height: float,
        order: str = DIGITS,
        display: "Display | None" = None,
        letter: bool = False,
    ) -> None:
        """Build; an X only for what may hold one: a key that does nothing misleads."""
        self.entry = entry
        self.dots: Display = display or Dots(kit, entry)
        self._words = words
        self._order = order
        self._height = max(LOW_KEY, key_height)
        self._letter = letter
        self._keys: dict[str, Button] = {}
        super().__init__(kit, [], gap=3.5)
        self._children = [*self._number_rows(kit), self._last_row(kit, submit)]
        self.refresh()

    def _key(self, kit: Kit, key: str) -> tuple[Widget, float]:
        """Build one key with its share of the row."""
        single = len(key) == 1
        label = "" if key == "delete" else self._words.get(key, key)
        button = Button(
            kit,
            f"key-{key.lower()}",
            label,
            Keystroke(key),
            ButtonKind.KEY if single else ButtonKind.SECONDARY,
            icon="delete" if key == "delete" else "",
            size=Size.TITLE if single and self._height > LOW_KEY else Size.LARGE,
            least=self._height,
            floor=LOW_KEY,
            pad=1.0,
            spoken=self._words.get(key, key),
        )
        self._keys[key] = button
        return button, 1.0

    def _number_rows(self, kit: Kit) -> Iterator[Row]:
        """Yield the rows of a telephone's keypad, an X where its star is."""
        keys = self._order
        for row in (keys[:3], keys[3:6], keys[6:9]):
            yield Row(kit, [self._key(kit, key) for key in row])
        star = self._key(kit, "X") if self._letter else (Gap(kit), 1.0)
        rest = [self._key(kit, key) for key in (keys[9], "delete")]
        yield Row(kit, [star, *rest])

    def _confirm_key(self, kit: Kit, submit: Submit) -> Button:
        """Build the key that confirms what was typed."""
        return Button(
            kit,
            "ok",
            self._words["ok"],
            submit,
            ButtonKind.PRIMARY,
            icon="check",
            least=self._height,
            floor=LOW_KEY,
        )

    def _last_row(self, kit: Kit, submit: Submit) -> Row:
        """Build the row with clear and confirm."""
        self.confirm = self._confirm_key(kit, submit)
        clear = self._key(kit, "clear")[0]
        return Row(kit, [(clear, 1.0), (self.confirm, 2.0 + 4.0 / 60.0)])

    def refresh(self) -> list[Widget]:
        """Bring the buttons in line with the entry; return what looks different."""
        wanted = {
            self.confirm: self.entry.complete and self.dots.good,
            self._keys["delete"]: len(self.entry) > 0,
            self._keys["clear"]: len(self.entry) > 0,
        }
        changed: list[Widget] = [self.dots]
        for button, enabled in wanted.items():
            if button.enabled != enabled:
                button.enabled = enabled
                changed.append(button)
        return changed
