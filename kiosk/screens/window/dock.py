"""The dev dock: the demo's cards, printer, center and clock, beside the kiosk.

It says the same commands as the control socket and does nothing by itself. A kiosk
in service never has one.
"""

from collections.abc import Callable, Sequence

import pygame

from kiosk.screens.frame.context import Studio
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.geometry import Metrics, Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Grid
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import DEFAULT, Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.settings.texts import load_texts

Command = dict[str, object]
STRANGE_CARDS = ("bank", "blank", "mute", "garbage", "stops", "clone", "wedge")


class Dock:
    """A panel of buttons; each one sends one command."""

    width = 360

    def __init__(
        self,
        people: Sequence[tuple[str, str]],
        on_command: Callable[[Command], None],
        strange: Sequence[str] = STRANGE_CARDS,
        language: str = "zh-CN",
    ) -> None:
        """Build for people as pairs of key and short description."""
        self._people = list(people)
        self._strange = list(strange)
        self._on_command = on_command
        self._texts = load_texts(language)
        self._reply = ""
        self._state: tuple[str, ...] = ()
        self._studio: Studio | None = None

    def open(self, studio: Studio, kiosk: tuple[int, int]) -> None:
        """Take the room right of the kiosk; called once by the window."""
        self._studio, self._kiosk = studio, kiosk
        self.tree = self._laid_out()

    def say(self, reply: str, state: Sequence[str] = ()) -> None:
        """Show the last reply and the current state; main thread only."""
        self._reply = reply
        self._state = tuple(state) or self._state
        if self._studio is not None:
            self.tree = self._laid_out()

    def press(self, button: Button) -> None:
        """Send a button's command."""
        action = button.action
        assert isinstance(action, dict)
        self._on_command(action)

    def touch_all(self) -> None:
        """Have everything painted anew."""
        self.tree.touch_all()

    def paint(self, surface: pygame.Surface) -> list[Rect]:
        """Paint what is dirty; return where in the window."""
        left, high = self._kiosk
        part = surface.subsurface((left, 0, self.width, high))
        return [rect.move(left, 0) for rect in self.tree.paint(part)]

    def _laid_out(self) -> Tree:
        """Build the dock with small text: it is for a developer's mouse."""
        assert self._studio is not None
        high = self._kiosk[1]
        per_mm = min(2.0, high / 480)
        metrics = Metrics(self.width, high, per_mm)
        kit = Kit(metrics, DEFAULT, self._studio.type, self._studio.icons)
        lines: list[Widget] = []
        for name, columns, buttons in self._groups():
            head = self._texts(f"dock__{name}")
            lines.append(Text(kit, head, Size.SMALL, Role.MUTED, bold=True))
            row = [self._button(kit, label, do) for label, do in buttons]
            lines += [Gap(kit, 1.5), Grid(kit, row, columns, gap=2.0), Gap(kit, 4.0)]
        said = "\n".join([*self._state, self._reply])
        lines.append(Text(kit, said, Size.SMALL, max_lines=8, spacing=1.3))
        column = Column(kit, [*lines, Gap(kit, grow=1.0)])
        box = Box(kit, column, (7.0, 7.0), fill=Role.TINT, radius=0)
        return Tree(kit, box, "dock")

    def _button(self, kit: Kit, label: str, command: Command) -> Button:
        """Return one small button."""
        name = f"dock-{label}"
        return Button(
            kit,
            name,
            label,
            command,
            ButtonKind.SECONDARY,
            size=Size.SMALL,
            least=11.0,
            bold=False,
            pad=1.5,
        )

    def _groups(self) -> list[tuple[str, int, list[tuple[str, Command]]]]:
        """Return title, columns and buttons of each group."""
        texts = self._texts
        people = [(text, _card(insert=key)) for key, text in self._people]
        strange = [
            (texts(f"dock__card_{key}"), _card(insert=key)) for key in self._strange
        ]
        strange.append((texts("dock__remove"), _card(remove=True)))
        return [
            ("people", 2, people),
            ("strange", 3, strange),
            ("printer", 3, self._switches("printer", _PRINTER)),
            ("center", 3, self._switches("center", _CENTER)),
        ]

    def _switches(
        self, group: str, table: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, Command]]:
        """Return buttons from a table of words and commands."""
        return [(self._texts(f"dock__{group}_{word}"), do) for word, do in table]


def _card(**what: object) -> Command:
    """Return a command of the card slot."""
    return {"do": "card", **what}


_PRINTER: tuple[tuple[str, Command], ...] = (
    ("paper_ok", {"do": "printer", "paper": "ok"}),
    ("paper_near", {"do": "printer", "paper": "near"}),
    ("paper_out", {"do": "printer", "paper": "out"}),
    ("cover_closed", {"do": "printer", "cover": "closed"}),
    ("cover_open", {"do": "printer", "cover": "open"}),
    ("silent_on", {"do": "printer", "silent": True}),
    ("silent_off", {"do": "printer", "silent": False}),
)
_CENTER: tuple[tuple[str, Command], ...] = (
    ("online", {"do": "center", "online": True}),
    ("offline", {"do": "center", "online": False}),
    ("clock", {"do": "clock", "forward": 60}),
    ("screenshot", {"do": "screenshot"}),
)
