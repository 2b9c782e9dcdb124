"""What all pages share: the strip above, the matter, the actions below.

It fixes where the way back and the main action stand; no page's words are here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pygame

from kiosk.screens.context import Context, Switch, next_language
from kiosk.screens.toolkit.button import Button, Corner, Kind
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Box, Column, Narrow, Row
from kiosk.screens.toolkit.theme import Color, Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Icon, Rule, Text, Widget

MARGIN = 16.0
STRIP = 26.0
CORNER = 20.0
LYING = 190.0
"""How wide one action gets when the panel lies, in millimetres."""


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
        self._side = kit.mm(mm)
        self._ground = tone.ground
        self._icon = Icon(kit, icon or tone.icon, mm * 0.56, tone.ink)

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


class Overlay(Widget):
    """A page with the hidden corner over it."""

    def __init__(self, kit: Kit, page: Widget, corner: Corner) -> None:
        super().__init__(kit)
        self._page, self._corner = page, corner

    def children(self) -> Sequence[Widget]:
        return (self._page, self._corner)

    def place(self, rect: Rect) -> None:
        super().place(rect)
        self._page.place(rect)
        side = self.kit.mm(CORNER)
        self._corner.place(Rect(rect.left, rect.top, side, side))


def strip(ctx: Context, where: str) -> Widget:
    """Return the strip: where you are, and how you want to see it."""
    kit, texts, shown = ctx.kit, ctx.texts, ctx.presentation
    size_key = "strip__normal" if shown.text_size else "strip__large"
    theme_key = "strip__colours" if shown.theme != "default" else "strip__contrast"
    other = texts(f"language__{next_language(shown.language)}")
    buttons = [
        Button(
            kit,
            switch.value,
            label,
            switch,
            size=Size.SMALL,
            least=16.0,
            pad=4.0,
            icon=icon,
        )
        for switch, label, icon in (
            (Switch.SIZE, texts(size_key), "letters"),
            (Switch.CONTRAST, texts(theme_key), "contrast"),
            (Switch.LANGUAGE, other, ""),
        )
    ]
    place = Text(kit, where, Size.SMALL, Role.MUTED, max_lines=2, spacing=1.2)
    row = Row(kit, [(place, 1.0), *((button, 0.0) for button in buttons)], gap=3.5)
    pad = (MARGIN, (STRIP - 16.0) / 2)
    box = Box(kit, row, pad, fill=Role.RAISED, radius=0, least=STRIP)
    return Column(kit, [box, Rule(kit)])


def headline(ctx: Context, text: str, align: str = "center") -> Text:
    """Return a page's one headline: larger in the middle of a page that says one."""
    return Text(
        ctx.kit,
        text,
        Size.HEADLINE if align == "center" else Size.TITLE,
        bold=True,
        align=align,
        balance=True,
        spacing=1.25,
    )


def main_button(
    ctx: Context, name: str, label: str, action: object, icon: str
) -> Button:
    """Return the one main action of a page."""
    return Button(ctx.kit, name, label, action, Kind.PRIMARY, icon=icon, least=30.0)


def side_button(
    ctx: Context, name: str, label: str, action: object, icon: str = ""
) -> Button:
    """Return another action, such as the way back."""
    return Button(ctx.kit, name, label, action, icon=icon, least=24.0)


def actions(ctx: Context, main: Button | None, sides: Sequence[Button]) -> Widget:
    """Return the actions: upright the main one across, lying it stands right."""
    kit = ctx.kit
    row = [(button, 1.0) for button in sides]
    if main is None:
        alone = Row(kit, row, gap=5.0)
        return alone if ctx.portrait else Narrow(kit, alone, LYING * len(row))
    if ctx.portrait:
        lines: list[Widget] = [main]
        if sides:
            lines.append(Row(kit, row, gap=5.0))
        return Column(kit, lines, gap=5.0)
    across = Row(kit, [*row, (main, 1.6)], gap=5.0)
    return across if row else Narrow(kit, across, 1.3 * LYING)


def framed(
    ctx: Context,
    where: str,
    title: str,
    body: Sequence[Widget],
    foot: Widget | None = None,
    corner: object | None = None,
) -> Tree:
    """Return a whole page: strip, matter in margins, actions at the foot."""
    kit = ctx.kit
    lines: list[Widget] = [*body, Gap(kit, grow=1e-6)]
    if foot is not None:
        lines += [Gap(kit, 5.0), foot]
    column = Column(kit, lines, grow=1.0)
    pad = (MARGIN, 14.0 if ctx.portrait else 10.0)
    page: Widget = Column(kit, [strip(ctx, where), Box(kit, column, pad, grow=1.0)])
    if corner is not None:
        page = Overlay(kit, page, Corner(kit, corner))
    return Tree(kit, page, title)


def message(
    ctx: Context,
    where: str,
    tone: Tone,
    title: str,
    words: Sequence[Widget],
    foot: Widget | None = None,
    *,
    icon: str = "",
    corner: object | None = None,
) -> Tree:
    """Return a page that says one thing: a drawing, a headline, some words."""
    kit = ctx.kit
    upright = ctx.portrait
    # Without actions the matter stands in the middle, a little above it.
    above = Gap(kit, grow=1.0) if foot is None else Gap(kit, 22.0 if upright else 2.0)
    wide = (64.0 if foot is None else 50.0) if upright else 34.0
    body: list[Widget] = [
        above,
        Medallion(kit, tone, icon, wide),
        Gap(kit, 10.0 if upright else 5.0),
        headline(ctx, title),
        Gap(kit, 9.0 if upright else 5.0),
        *words,
        *([Gap(kit, grow=1.4)] if foot is None else []),
    ]
    return framed(ctx, where, title, body, foot, corner)


def sentence(ctx: Context, text: str, role: Role = Role.INK) -> Text:
    """Return a paragraph of a message page."""
    size = said(ctx)
    return Text(ctx.kit, text, size, role, align="center", balance=True, spacing=1.4)


def said(ctx: Context) -> Size:
    """Return the size of a message's sentences: upright there is room."""
    return Size.LARGE if ctx.portrait else Size.BODY


def banner(ctx: Context, tone: Tone, text: str) -> Widget:
    """Return a note in a coloured box: a drawing and a sentence."""
    kit = ctx.kit
    words = Text(kit, text, Size.BODY, tone.ink, balance=True, spacing=1.3)
    row = Row(kit, [(Icon(kit, tone.icon, 11.0, tone.ink), 0.0), (words, 1.0)], gap=5.0)
    return Box(kit, row, (6.0, 4.5), fill=tone.ground, edge=tone.ink, radius=3.5)


def panel(ctx: Context, title: str, lines: Sequence[str], grow: float = 0.0) -> Widget:
    """Return a raised box with a small title and some lines."""
    kit = ctx.kit
    head = Text(kit, title, Size.SMALL, Role.MUTED, bold=True)
    words = [Text(kit, line, Size.BODY, spacing=1.35) for line in lines]
    column = Column(kit, [head, *words], gap=2.5)
    return Box(
        kit, column, (8.0, 6.0), fill=Role.RAISED, edge=Role.LINE, radius=3.5, grow=grow
    )
