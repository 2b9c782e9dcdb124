"""What all pages share: the strip above, the matter, the actions below.

It fixes where the way back and the main action stand; no page's words are here.
"""

from collections.abc import Sequence

from kiosk.screens.frame.context import REACH, PageContext, Switch
from kiosk.screens.frame.page_parts import (
    BAD,
    CALM,
    CAUTION,
    GOOD,
    Medallion,
    Tone,
    actions,
    back_button,
    banner,
    chinese_only,
    finish_button,
    heading,
    headline,
    main_button,
    panel,
    pin_kind,
    said,
    sentence,
    side_button,
    sized,
    ways_out,
)
from kiosk.screens.frame.strip import MARGIN, paged, strip
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.corner import Corner
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.halves import Halves
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.kit import Kit, Rect
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget

__all__ = [
    "BAD",
    "CALM",
    "CAUTION",
    "GOOD",
    "Medallion",
    "Overlay",
    "Tone",
    "actions",
    "back_button",
    "banner",
    "chinese_only",
    "choices",
    "finish_button",
    "framed",
    "heading",
    "headline",
    "main_button",
    "message",
    "panel",
    "pin_kind",
    "said",
    "sentence",
    "side_button",
    "sized",
    "ways_out",
]
CORNER = 20.0


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


def framed(
    ctx: PageContext,
    where: str,
    title: str,
    body: Sequence[Widget],
    foot: Widget | None = None,
    corner: object | None = None,
    masks: bool = False,
) -> Tree:
    """Return a whole page: strip, matter in margins, actions at the foot.

    :param masks: the page has private words that can be hidden.
    """
    kit = ctx.kit
    above = strip(ctx, where, masks)
    pad = (MARGIN, 14.0 if ctx.portrait else 9.0)
    lines: list[Widget] = [*body, Gap(kit, grow=1e-6)]
    if masks and kit.masked and (ctx.portrait or not ctx.elder):
        # Lying, large text needs the height: the strip's key and the dots do the same.
        lines += [Gap(kit, 4.0), _reveal(ctx)]
    if foot is not None:
        lines += [Gap(kit, 5.0), foot]
    if ctx.low:
        page: Widget = Halves(kit, lines, above, pad, _reach(ctx))
    else:
        matter = Box(kit, Column(kit, lines, grow=1.0), pad, grow=1.0)
        page = Column(kit, [above, matter])
    if corner is not None:
        page = Overlay(kit, page, Corner(kit, corner))
    return Tree(kit, page, title)


def _reveal(ctx: PageContext) -> Button:
    """Return the quiet line that invites to look at what is hidden."""
    words = ctx.texts("mask__reveal")
    return Button(
        ctx.kit, "reveal", words, Switch.MASK, icon="eye", size=Size.BODY, least=17.0
    )


def _reach(ctx: PageContext) -> int:
    """Return how high from the panel's lower edge things to touch may stand."""
    metrics = ctx.kit.metrics
    return max(metrics.height // 2, min(metrics.height, metrics.mm(REACH)))


MOST_CHOICES, ELDER_CHOICES = 6, 4
"""How many choices stand on a page at once."""


def choices(
    ctx: PageContext, lines: Sequence[Widget], plainer: Sequence[Widget] = ()
) -> Widget:
    """Return a list of choices: one column upright, two when the panel lies.

    :param plainer: what stands there instead where these need more than one part.
    """
    most = ELDER_CHOICES if ctx.elder else MOST_CHOICES
    wide = 1 if ctx.portrait else 2
    rows, other = _beside(ctx, lines, wide), _beside(ctx, plainer, wide)
    shorter = [other] if other else []
    return paged(ctx, rows, gap=5.0, most=most // wide, stretch=62.0, shorter=shorter)


def _beside(ctx: PageContext, lines: Sequence[Widget], wide: int) -> list[Widget]:
    """Return lines as they are, or two beside each other."""
    if wide == 1:
        return list(lines)
    pairs = [
        Row(ctx.kit, [(line, 1.0) for line in lines[at : at + 2]], gap=5.0)
        for at in range(0, len(lines), 2)
    ]
    if len(lines) % 2:
        pairs[-1] = Row(ctx.kit, [(lines[-1], 1.0), (Gap(ctx.kit), 1.0)], gap=5.0)
    return list(pairs)


def message(
    ctx: PageContext,
    where: str,
    tone: Tone,
    title: str,
    words: Sequence[Widget],
    foot: Widget | None = None,
    *,
    icon: str = "",
    corner: object | None = None,
    masks: bool = False,
) -> Tree:
    """Return a page that says one thing: a drawing, a headline, some words.

    Lying, where the words are too many below the headline, they stand beside it.
    """
    kit = ctx.kit
    upright = ctx.portrait
    # Lying, or without actions, the matter stands in the middle, a little above it.
    loose = foot is None or not upright
    above = Gap(kit, grow=1.0) if loose else Gap(kit, 22.0)
    wide = (64.0 if foot is None else 50.0) if upright else 34.0
    drawing, head = Medallion(kit, tone, icon, wide), headline(ctx, title)
    body: list[Widget] = [
        above,
        drawing,
        Gap(kit, 10.0 if upright else 5.0),
        head,
        Gap(kit, 9.0 if upright else 5.0),
        paged(ctx, words, gap=0.0),
        *([Gap(kit, grow=1.4)] if loose else []),
    ]
    tree = framed(ctx, where, title, body, foot, corner, masks)
    if upright or (tree.parts == 1 and not tree.overflow):
        return tree
    head = Text(kit, title, Size.TITLE, bold=True, align="center", balance=True)
    drawing = Medallion(kit, tone, icon, 28.0)
    left = Column(kit, [drawing, Gap(kit, 5.0), head], middle=True)
    right = Column(kit, [paged(ctx, words, gap=0.0)])
    beside = Row(kit, [(left, 1.0), (right, 1.25)], gap=14.0, grow=1.0)
    return framed(ctx, where, title, [beside], foot, corner, masks)
