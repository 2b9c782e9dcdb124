"""Something to read and take away: sections, their age, a code for the telephone."""

from collections.abc import Sequence

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import (
    actions,
    back_button,
    chinese_only,
    finish_button,
    headline,
    main_button,
    panel,
)
from kiosk.screens.frame.page_parts import side_button as side
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.qr import QrCode
from kiosk.screens.toolkit.figures.town_map import Spot, SpotKind, TownMap
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.guides.pages import MapSpot, ReadPage, ReadSection
from kiosk.session.guides.wording import age_line, read_title, section_lines
from kiosk.session.pages.page import Tap


def reading(page: ReadPage, ctx: PageContext) -> Tree:
    """Return the page: what is too long for it is turned part by part."""
    texts, kit = ctx.texts, ctx.kit
    title = read_title(page, texts)
    blocks = chinese_only(ctx, [page.title, *own_lines(page.sections)])
    blocks += sections(page.sections, page.hotline, ctx)
    if page.code:
        blocks.insert(0, code_row(page.code, ctx, texts("read__code")))
    if page.map:
        blocks.append(_town_map(ctx, page.map))
    blocks += notes(ctx, page.as_of)
    body: list[Widget] = [
        Gap(kit, 4.0),
        headline(ctx, title, align="left"),
        Gap(kit, 7.0),
        paged(ctx, blocks, gap=5.0),
    ]
    crumb = texts(f"crumb__read__{page.kind}")
    return framed(ctx, crumb, title, body, _foot(page, ctx))


def sections(
    found: Sequence[ReadSection], hotline: str, ctx: PageContext
) -> Sequence[Widget]:
    """Return a box for each section; what no source says sends to the hotline."""
    texts = ctx.texts
    shown: list[Widget] = []
    for section in found:
        lines = section_lines(section, hotline, texts)
        if section.heading:
            shown.append(panel(ctx, texts(f"read__{section.heading}"), lines))
        else:
            shown.append(_plain(lines, ctx))
    return shown


def own_lines(found: Sequence[ReadSection]) -> list[str]:
    """Return the region's own words in sections."""
    told = [line for section in found for _, words in section.told for line in words]
    return told + [line for section in found for line in section.lines]


def _plain(lines: Sequence[str], ctx: PageContext) -> Widget:
    """Return sentences that need no title, a little larger."""
    kit = ctx.kit
    words = [Text(kit, line, Size.LARGE, spacing=1.35) for line in lines]
    column = Column(kit, words, gap=5.0, divides=True)
    return Box(kit, column, (8.0, 7.0), fill=Role.RAISED, edge=Role.LINE, radius=3.5)


def notes(ctx: PageContext, dated: tuple[str, ...] | None) -> list[Widget]:
    """Return how old the rules are."""
    line = age_line(dated, ctx.texts)
    return [Text(ctx.kit, line, Size.SMALL, Role.MUTED, balance=True)] if line else []


def code_row(data: str, ctx: PageContext, words: str) -> Widget:
    """Return the code with the words what is in it."""
    kit = ctx.kit
    told = Text(kit, words, Size.BODY, Role.MUTED, balance=True)
    return Row(kit, [(QrCode(kit, data, 62.0), 0.0), (told, 1.0)], gap=8.0)


def _town_map(ctx: PageContext, spots: tuple[MapSpot, ...]) -> Widget:
    """Return offices around this machine; the distances beside it say the same."""
    texts = ctx.texts

    def length(metres: int) -> str:
        if metres < 1000:
            return texts("map__metres", metres=metres)
        return texts("map__kilometres", kilometres=metres // 1000)

    shown = [
        Spot(s.east, s.north, SpotKind.MEANT if s.meant else SpotKind.OTHER)
        for s in spots
    ]
    words = {
        SpotKind.HERE: texts("map__here"),
        SpotKind.MEANT: texts("map__meant"),
        SpotKind.OTHER: texts("map__other"),
    }
    return TownMap(ctx.kit, shown, words, texts("map__north"), length)


def _foot(page: ReadPage, ctx: PageContext) -> Widget:
    """Return the paper as the main action, and the ways out."""
    out = [back_button(ctx), finish_button(ctx, page.card)]
    if not page.can_print:
        return actions(ctx, None, out)
    label = ctx.texts("button__print_this")
    paper = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    return actions(ctx, paper, out)


def print_button(ctx: PageContext, can_print: bool = True) -> Button:
    """Return the button for a paper, or for its number, beside the main one."""
    label = ctx.texts("button__print_this" if can_print else "button__no_paper")
    return side(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
