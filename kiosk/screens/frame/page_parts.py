"""What pages are made of: headlines, actions, sentences, notes, panels.

Where they stand on a page is `frame`'s; no page's words are here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.strip import MARGIN
from kiosk.screens.toolkit.box import Box, Narrow
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.breaker import is_wide
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.widget import Icon
from kiosk.screens.toolkit.widget_base import BETWEEN, Widget
from kiosk.session.pages.page import Tap
from kiosk.settings.texts import DEFAULT_LANGUAGE

LYING = 190.0
"""How wide one action gets when the panel lies, in millimetres."""
MAIN_SHARE = 1.6
"""How much wider the main action is than one beside it."""


@dataclass(frozen=True, slots=True)
class Tone:
    """What kind of news a page brings: the colours and the drawing."""

    icon: str
    ink: Role
    ground: Role


CALM = Tone("info", Role.ACCENT, Role.TINT)
GOOD = Tone("check", Role.SUCCESS, Role.SUCCESS_GROUND)
CAUTION = Tone("warning", Role.WARNING, Role.WARNING_GROUND)
BAD = Tone("stop", Role.DANGER, Role.DANGER_GROUND)


class Medallion(Widget):
    """A drawing on a round ground."""

    def __init__(self, kit: Kit, tone: Tone, icon: str = "", mm: float = 44.0) -> None:
        super().__init__(kit)
        self._side = kit.snug(mm)
        self._ground = tone.ground
        self._icon = Icon(
            kit, icon or tone.icon, mm * 0.56 * kit.metrics.ease, tone.ink
        )

    def children(self) -> Sequence[Widget]:
        return (self._icon,)

    def height(self, width: int) -> int:
        return self._side

    def width(self) -> int:
        return self._side

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._icon.place(rect)

    def draw(self, surface: pygame.Surface, ground: Color) -> None:
        fill = self.kit.color(self._ground)
        edge = self.kit.color(Role.LINE) if fill == ground else fill
        disc = self.kit.icons.disc(self._side, fill, edge, self.kit.mm(0.6))
        surface.blit(disc, disc.get_rect(center=self.rect.center))
        self._icon.draw(surface, fill)


def headline(
    ctx: PageContext,
    text: str,
    align: str = "center",
    private: bool = False,
    unveiled: bool = False,
) -> Text:
    """Return a page's one headline: larger in the middle of a page that says one."""
    return Text(
        ctx.kit,
        text,
        Size.HEADLINE if align == "center" else Size.TITLE,
        bold=True,
        align=align,
        balance=True,
        spacing=1.25,
        private=private,
        unveiled=unveiled,
    )


def heading(ctx: PageContext, text: str) -> Text:
    """Return the small heading of what follows it; the two are never parted."""
    words = Text(ctx.kit, text, Size.SMALL, Role.MUTED, bold=True, spacing=1.2)
    words.leads = True
    return words


def main_button(
    ctx: PageContext, name: str, label: str, action: object, icon: str
) -> Button:
    """Return the one main action of a page."""
    return Button(
        ctx.kit, name, label, action, ButtonKind.PRIMARY, icon=icon, least=30.0
    )


def side_button(
    ctx: PageContext, name: str, label: str, action: object, icon: str = ""
) -> Button:
    """Return another action, such as the way back."""
    return Button(ctx.kit, name, label, action, icon=icon, least=24.0)


def back_button(
    ctx: PageContext, label: str = "", press: Tap = Tap.BACK, icon: str = "back"
) -> Button:
    """Return the way back, which stands bottom left on every page."""
    words = label or ctx.texts("button__back")
    button = side_button(ctx, press, words, press, icon)
    button.way_out = True
    return button


def finish_button(ctx: PageContext, card: bool = True) -> Button:
    """Return the button that ends it all, and gives back a card where there is one."""
    label = ctx.texts("button__finish" if card else "button__done")
    return back_button(ctx, label, Tap.FINISH, "card_out" if card else "check")


def ways_out(ctx: PageContext, card: bool) -> list[Button]:
    """Return the way back, and with a card in the slot the end of the visit."""
    return [back_button(ctx), *([finish_button(ctx)] if card else [])]


def actions(ctx: PageContext, main: Button | None, sides: Sequence[Button]) -> Widget:
    """Return the actions: upright the main one across, lying it stands right.

    The ways out have a row of their own as soon as not all stand in one: the last,
    so that they are in the same place on every page.
    """
    kit = ctx.kit
    if not sides and main is not None:
        return main if ctx.portrait else Narrow(kit, main, 1.3 * LYING)
    out = [button for button in sides if button.way_out]
    others = [button for button in sides if not button.way_out]
    ordered = [*out, *others] if out and not ctx.portrait else sides
    if main is None and (not out or not others or not ctx.portrait):
        alone = _side_rows(ctx, ordered)
        return alone if ctx.portrait else Narrow(kit, alone, LYING * len(sides))
    if not ctx.portrait and main is not None:
        across = [(button, 1.0) for button in ordered]
        if _comfortable(ctx, [*ordered, main], len(sides) + 1.6):
            return Row(kit, [*across, (main, 1.6)], gap=5.0)
    return Column(kit, _rows(ctx, main, out, others), gap=5.0)


def _rows(
    ctx: PageContext,
    main: Button | None,
    out: Sequence[Button],
    others: Sequence[Button],
) -> list[Widget]:
    """Return the main action, what else can be done, and the ways out below."""
    rows: list[Widget] = [] if main is None else [main]
    if main is not None and len(others) == 1 and out:
        other = others[0]
        if _comfortable(ctx, [other, main], MAIN_SHARE + 1.0):
            row = Row(ctx.kit, [(main, MAIN_SHARE), (other, 1.0)], gap=5.0)
            return [row, _side_rows(ctx, out)]
    rows += [_side_rows(ctx, group) for group in (others, out) if group]
    return rows


def _side_rows(ctx: PageContext, sides: Sequence[Button]) -> Widget:
    """Return the other actions, as many in a row as their words allow."""
    rows, most = 1, len(sides)
    while most > 1 and not _comfortable(ctx, sides, most):
        rows += 1
        most = -(-len(sides) // rows)
    lines = [
        Row(ctx.kit, [(button, 1.0) for button in sides[at : at + most]], gap=5.0)
        for at in range(0, len(sides), most)
    ]
    return lines[0] if len(lines) == 1 else Column(ctx.kit, lines, gap=4.0)


def _comfortable(ctx: PageContext, buttons: Sequence[Button], share: float) -> bool:
    """Tell whether buttons can stand in one row, each with a share of it."""
    gaps = ctx.kit.snug(5.0, BETWEEN) * (len(buttons) - 1)
    wide = ctx.kit.metrics.width - 2 * ctx.kit.snug(MARGIN) - gaps
    return all(button.comfortable(int(wide / share)) for button in buttons)


def sentence(ctx: PageContext, text: str, role: Role = Role.INK) -> Text:
    """Return a paragraph of a message page."""
    size = said(ctx)
    return Text(ctx.kit, text, size, role, align="center", balance=True, spacing=1.4)


def said(ctx: PageContext) -> Size:
    """Return the size of a message's sentences: upright there is room."""
    return Size.LARGE if ctx.portrait else Size.BODY


def banner(ctx: PageContext, tone: Tone, text: str, size: Size = Size.BODY) -> Widget:
    """Return a note in a coloured box: a drawing as large as its words."""
    kit = ctx.kit
    words = Text(kit, text, size, tone.ink, balance=True, spacing=1.3)
    drawing = Icon(kit, tone.icon, sized(ctx, 11.0), tone.ink)
    row = Row(kit, [(drawing, 0.0), (words, 1.0)], gap=5.0)
    return Box(kit, row, (6.0, 4.5), fill=tone.ground, edge=tone.ink, radius=3.5)


def sized(ctx: PageContext, mm: float) -> float:
    """Return a length that grows with the text, so many millimetres at normal size."""
    body = Size.BODY.millimetres
    return mm * body(ctx.kit.metrics.level) / body(1.0)


def pin_kind(ctx: PageContext, kind: str) -> str:
    """Return what the region calls a PIN; in another language a name that is known."""
    known = ctx.texts.of_region(kind)
    return ctx.texts("pin__kind") if not known or foreign(ctx, [known]) else known


def foreign(ctx: PageContext, lines: Iterable[str]) -> bool:
    """Tell whether a region's words are shown to who reads another language."""
    if ctx.texts.language == DEFAULT_LANGUAGE:
        return False
    return any(is_wide(character) for line in lines for character in line)


def chinese_only(ctx: PageContext, lines: Iterable[str]) -> list[Widget]:
    """Return the word that a text exists in Chinese only, where that is to be said."""
    if not foreign(ctx, lines):
        return []
    words = ctx.texts("chinese_only")
    return [Text(ctx.kit, words, Size.SMALL, Role.MUTED, balance=True)]


def panel(
    ctx: PageContext, title: str, lines: Sequence[str], grow: float = 0.0
) -> Widget:
    """Return a raised box with a small title and some lines."""
    kit = ctx.kit
    head = Text(kit, title, Size.SMALL, Role.MUTED, bold=True)
    words = [Text(kit, line, Size.BODY, spacing=1.35) for line in lines]
    column = Column(kit, [head, *words], gap=2.5, divides=True)
    return Box(
        kit, column, (8.0, 6.0), fill=Role.RAISED, edge=Role.LINE, radius=3.5, grow=grow
    )
