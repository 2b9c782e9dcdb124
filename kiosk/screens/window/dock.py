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
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import DEFAULT, Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.screens.window.dock_news import DockNews, PaperView
from kiosk.settings.texts import load_texts

Command = dict[str, object]
Key = tuple[str, Command]
STRANGE_CARDS = ("bank", "blank", "mute", "garbage", "stops", "clone", "wedge")
PLACES = ("slot", "antenna", "idcard")
"""Where a person's key puts the card."""


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
        self._place = PLACES[0]
        self._reply = ""
        self._state: tuple[str, ...] = ()
        self._news = DockNews()
        self._paper: pygame.Surface | None = None
        self._studio: Studio | None = None

    def open(self, studio: Studio, kiosk: tuple[int, int]) -> None:
        """Take the room right of the kiosk; called once by the window."""
        self._studio, self._kiosk = studio, kiosk
        self.tree = self._laid_out()

    def say(self, reply: str, state: Sequence[str] = ()) -> None:
        """Show the last reply and the current state; main thread only."""
        self._reply = reply
        self._state = tuple(state) or self._state
        self._show()

    def report(self, news: DockNews) -> None:
        """Show what is around the kiosk; main thread only."""
        if news.stamp != self._news.stamp:
            # The file may be replaced at any time; the next look shows that one.
            self._paper = _picture(news.picture) if news.picture else None
        self._news = news
        self._show()

    def _show(self) -> None:
        if self._studio is not None:
            self.tree = self._laid_out()

    def press(self, button: Button) -> None:
        """Send a button's command, or choose where the next card goes."""
        action = button.action
        assert isinstance(action, dict)
        if "place" in action:
            self._place = str(action["place"])
            self._show()
        else:
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
            lines += [Gap(kit, 1.5), Grid(kit, row, columns, gap=2.0), Gap(kit, 3.0)]
        lines.append(self._around(kit))
        column = Column(kit, lines)
        box = Box(kit, column, (7.0, 5.0), fill=Role.TINT, radius=0)
        return Tree(kit, box, "dock")

    def _around(self, kit: Kit) -> Widget:
        """Return the paper, and beside it the queue, the center and what was said."""
        texts, news = self._texts, self._news
        queue = [
            texts("dock__job", number=number, state=texts(f"dock__job_{state}"))
            + (texts("dock__copy", copy=copy) if copy > 1 else "")
            for number, state, copy in news.jobs
        ]
        if news.waits:
            queue.insert(0, texts("dock__waits"))
        has = [f"{texts(f'dock__has_{word}')} {count}" for word, count in news.numbers]
        has += [texts("dock__code", code=code) for code in news.codes[:1]]
        said = [*self._state, self._reply]
        parts: list[Widget] = []
        for name, words in (("queue", queue), ("has", has), ("said", said)):
            head = texts(f"dock__{name}")
            parts.append(Text(kit, head, Size.SMALL, Role.MUTED, bold=True))
            body = "\n".join(words)
            parts.append(Text(kit, body, Size.SMALL, max_lines=7, spacing=1.3))
            parts.append(Gap(kit, 2.0))
        paper = PaperView(kit, self._paper, news.growing)
        beside = Column(kit, [*parts, Gap(kit, grow=1.0)])
        return Row(kit, [(paper, 1.0), (beside, 1.0)], gap=5.0, grow=1.0)

    def _button(self, kit: Kit, label: str, command: Command) -> Button:
        """Return one small button."""
        chosen = command.get("place") == self._place
        return Button(
            kit,
            f"dock-{label}",
            label,
            command,
            ButtonKind.PRIMARY if chosen else ButtonKind.SECONDARY,
            size=Size.SMALL,
            least=11.0,
            bold=False,
            pad=1.0,
        )

    def _groups(self) -> list[tuple[str, int, list[Key]]]:
        """Return title, columns and buttons of each group."""
        texts = self._texts
        places: list[Key] = [
            (texts(f"dock__place_{place}"), {"place": place}) for place in PLACES
        ]
        places.append((texts("dock__remove"), _removed(self._place)))
        strange = [
            (texts(f"dock__card_{key}"), _put(self._place, key, person=False))
            for key in self._strange
        ]
        people = [(text, _put(self._place, key)) for key, text in self._people]
        return [
            ("place", 4, places),
            ("people", 3, people),
            ("strange", 4, strange),
            ("printer", 4, self._switches("printer", _PRINTER)),
            ("camera", 4, self._switches("camera", _CAMERA)),
            ("center", 4, self._switches("center", _CENTER)),
        ]

    def _switches(
        self, group: str, table: Sequence[tuple[str, Command]]
    ) -> list[tuple[str, Command]]:
        """Return buttons from a table of words and commands."""
        return [(self._texts(f"dock__{group}_{word}"), do) for word, do in table]


def _picture(path: str) -> pygame.Surface:
    """Load a picture of whatever depth as one that can be made smaller smoothly."""
    return pygame.image.load(path).convert(32)


def _put(place: str, key: str, *, person: bool = True) -> Command:
    """Return the command that puts a card where it was chosen.

    Only people have an ID card: another card then goes into the slot.
    """
    if place == "idcard" and person:
        return {"do": "idcard", "put": key}
    if place == "antenna":
        return {"do": "card", "insert": key, "slot": "contactless"}
    return {"do": "card", "insert": key}


def _removed(place: str) -> Command:
    """Return the command that takes away what lies there."""
    if place == "idcard":
        return {"do": "idcard", "take": True}
    if place == "antenna":
        return {"do": "card", "remove": True, "slot": "contactless"}
    return {"do": "card", "remove": True}


_PRINTER: tuple[tuple[str, Command], ...] = (
    ("paper_ok", {"do": "printer", "paper": "ok"}),
    ("paper_near", {"do": "printer", "paper": "near"}),
    ("paper_out", {"do": "printer", "paper": "out"}),
    ("take", {"do": "printer", "take": True}),
    ("cover_closed", {"do": "printer", "cover": "closed"}),
    ("cover_open", {"do": "printer", "cover": "open"}),
    ("silent_on", {"do": "printer", "silent": True}),
    ("silent_off", {"do": "printer", "silent": False}),
    ("jam", {"do": "printer", "failure": "jam"}),
    ("jam_none", {"do": "printer", "failure": "none"}),
    ("dip_0", {"do": "printer", "power_dip": 0}),
    ("dip_1", {"do": "printer", "power_dip": 1}),
)
_CAMERA: tuple[tuple[str, Command], ...] = tuple(
    (verdict, {"do": "camera", "verdict": verdict})
    for verdict in ("passed", "failed", "unsure", "away")
)
_CENTER: tuple[tuple[str, Command], ...] = (
    ("online", {"do": "center", "online": True}),
    ("offline", {"do": "center", "online": False}),
    ("clock", {"do": "clock", "forward": 60}),
    ("screenshot", {"do": "screenshot"}),
)
