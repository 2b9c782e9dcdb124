"""What the results of all acts share: a word of news, the facts, the way out."""

from collections.abc import Iterable, Sequence

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.page_parts import (
    Medallion,
    Tone,
    actions,
    finish_button,
    headline,
    main_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.read_look import print_button
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.loss.wording import private_facts
from kiosk.session.pages.page import Tap

_BOLD = ("fact__number", "fact__until", "fact__reference", "fact__validity")


def facts_sheet(ctx: PageContext, facts: Iterable[tuple[str, str]]) -> Sheet:
    """Return names and values; who somebody is can be hidden."""
    private = private_facts(ctx.texts)
    bold = {ctx.texts(key) for key in _BOLD}
    pairs = [
        Pair(name, value, private=name in private, bold=name in bold)
        for name, value in facts
    ]
    return Sheet(ctx.kit, pairs, share=1.5)


def plain(ctx: PageContext, sentences: Iterable[str]) -> list[Widget]:
    """Return sentences as they stand."""
    return [Text(ctx.kit, line, Size.BODY, spacing=1.35) for line in sentences]


def news(
    ctx: PageContext,
    tone: Tone,
    title: str,
    facts: Iterable[tuple[str, str]],
    more: Sequence[Widget] = (),
) -> list[Widget]:
    """Return a result: a drawing beside its headline, the facts, some sentences."""
    kit = ctx.kit
    sheet = facts_sheet(ctx, facts)
    blocks: list[Widget] = [sheet, *more]
    wide = not ctx.portrait and kit.metrics.ease == 1.0
    if more and wide and not ctx.elder:
        column = Column(kit, more, gap=5.0)
        blocks = [Row(kit, [(sheet, 1.25), (column, 1.0)], gap=12.0)]
    return newsflash(ctx, tone, title, blocks)


def newsflash(
    ctx: PageContext, tone: Tone, title: str, blocks: Sequence[Widget]
) -> list[Widget]:
    """Return a drawing beside its headline, and below what belongs to it."""
    kit = ctx.kit
    drawing = Medallion(kit, tone, mm=30.0 if ctx.portrait else 24.0)
    head = Row(kit, [(drawing, 0.0), (headline(ctx, title, "left"), 1.0)], gap=7.0)
    return [Gap(kit, 3.0), head, Gap(kit, 7.0), paged(ctx, blocks, gap=6.0)]


def ending(ctx: PageContext, can_print: bool, others: Sequence[Button] = ()) -> Widget:
    """Return the foot of a result: the paper first, then the way out."""
    texts = ctx.texts
    label = texts("button__done")
    if not can_print:
        done = main_button(ctx, Tap.FINISH, label, Tap.FINISH, "check")
        return actions(ctx, done, [*others, print_button(ctx, False)])
    paper = texts("button__print")
    main = main_button(ctx, Tap.PRINT, paper, Tap.PRINT, "printer")
    return actions(ctx, main, [*others, finish_button(ctx, False)])
