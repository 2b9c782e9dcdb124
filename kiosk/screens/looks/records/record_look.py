"""A page of records: the figures people come for, a chart, sheets, lists, its date.

One look for all of them; what they say is the page's, and where they lead its flow's.
"""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    actions,
    back_button,
    banner,
    finish_button,
    headline,
    main_button,
    sentence,
    side_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.records.listing_part import listing_blocks
from kiosk.screens.looks.records.titled import Titled
from kiosk.screens.looks.records.years import year_keys
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.chart import BarChart, LineChart
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.geometry import Level, Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.pages.page import ServiceChosen, Tap
from kiosk.session.pages.record import Fact, RecordPage, Section
from kiosk.session.pages.values_wording import note_of, said, subject_of, title_of

VIEW_ICONS = {"filter": "list", "pension": "pension"}
MOST = 6
"""Choices at once in elder mode."""
LONG, LONG_LARGE = 15, 11
"""Characters that stand in half a box, with usual text and with large."""


def record(page: RecordPage, ctx: PageContext) -> Tree:
    """Return a page of records, or the word that there are none and what that means."""
    texts = ctx.texts
    crumb = texts(f"crumb__{page.name}", subject=subject_of(texts, page))
    if page.empty:
        return _nothing(page, ctx, crumb)
    title = title_of(texts, page)
    halves = not (ctx.portrait or ctx.elder)
    body = [_lying(page, ctx, title)] if halves else _upright(page, ctx, title)
    return framed(ctx, crumb, title, body, _foot(page, ctx), masks=True)


def _nothing(page: RecordPage, ctx: PageContext, crumb: str) -> Tree:
    texts, subject = ctx.texts, subject_of(ctx.texts, page)
    own = f"{page.name}__none__{page.subject}"
    key = own if texts.has(own) else f"{page.name}__none"
    title = texts(f"{page.name}__none_title", subject=subject)
    words = [sentence(ctx, texts(key, subject=subject))]
    return message(ctx, crumb, CALM, title, words, _foot(page, ctx), icon="list")


def _upright(page: RecordPage, ctx: PageContext, title: str) -> list[Widget]:
    """Return the matter under each other; who sits has the years further down."""
    kit = ctx.kit
    blocks = [*_notes(page, ctx), *_chart(page, ctx, 54.0), *_sheets(page, ctx)]
    years, lead = _years(page, ctx), _lead(page, ctx)
    lower = ctx.low or not ctx.portrait
    if ctx.presentation.level is Level.LARGEST or (ctx.elder and lower):
        first, blocks = years, [*lead, *blocks]
    else:
        first = [*lead, *years] if ctx.low else [*years, *lead]
    spaced = _head(page, ctx, title)
    for block in first:
        spaced += [block, Gap(kit, 5.0)]
    return [*spaced, paged(ctx, blocks, most=_most(page, ctx))]


def _head(page: RecordPage, ctx: PageContext, title: str) -> list[Widget]:
    """Return the headline and, right under it, how fresh all below is."""
    words = ctx.texts("record__as_of", time=said(ctx.texts, page.as_of))
    stamp = Text(ctx.kit, words, Size.SMALL, Role.MUTED)
    return [headline(ctx, title, align="left"), stamp, Gap(ctx.kit, 5.0)]


def _most(page: RecordPage, ctx: PageContext) -> int:
    """Return how many blocks stand at once, so that choices stay few; 0: any number."""
    if not (ctx.elder and _leads_on(page)):
        return 0
    return MOST - len(page.views) - 1


def _lying(page: RecordPage, ctx: PageContext, title: str) -> Widget:
    """Return the matter in two halves: the figures at the left, the sheets right."""
    kit = ctx.kit
    lines = [*_years(page, ctx), *_lead(page, ctx), *_chart(page, ctx, 34.0)]
    figures = Column(kit, lines, gap=5.0)
    left = Column(kit, [*_head(page, ctx, title), figures])
    right = Column(kit, [paged(ctx, [*_notes(page, ctx), *_sheets(page, ctx)])])
    return Row(kit, [(left, 1.0), (right, 1.08)], gap=14.0, grow=1.0)


def _years(page: RecordPage, ctx: PageContext) -> list[Widget]:
    if len(page.years) < 2 or page.year is None:
        return []
    return [year_keys(ctx, page.years, page.year)]


def _notes(page: RecordPage, ctx: PageContext) -> list[Widget]:
    return [
        banner(ctx, CALM if note.calm else CAUTION, note_of(ctx.texts, note))
        for note in page.notes
    ]


def _lead(page: RecordPage, ctx: PageContext) -> list[Widget]:
    """Return the few figures in a box beside each other."""
    if not page.lead:
        return []
    kit = ctx.kit
    figures = [_figure(ctx, fact) for fact in page.lead]
    grid = Grid(kit, figures, _beside(page, ctx), gap=4.0)
    return [Box(kit, grid, (7.0, 4.5), fill=Role.RAISED, edge=Role.LINE, radius=3.5)]


def _beside(page: RecordPage, ctx: PageContext) -> int:
    """Return how many figures stand beside each other without a broken number."""
    longest = max(len(said(ctx.texts, fact.value)) for fact in page.lead)
    if longest > LONG or (ctx.elder and longest > LONG_LARGE and ctx.portrait):
        return 1
    return 3 if len(page.lead) == 3 and ctx.portrait and not ctx.elder else 2


def _figure(ctx: PageContext, fact: Fact) -> Widget:
    """Return a value with its small name above."""
    kit, texts = ctx.kit, ctx.texts
    missing = fact.value is None
    name = Text(kit, texts(f"field__{fact.name}"), Size.SMALL, Role.MUTED, spacing=1.15)
    value = Text(
        kit,
        said(texts, fact.value),
        Size.BODY if missing else Size.LARGE,
        Role.MUTED if missing else Role.INK,
        bold=not missing,
        spacing=1.2,
        private=fact.private and not missing,
    )
    return Column(kit, [name, value], gap=0.5)


def _chart(page: RecordPage, ctx: PageContext, least: float) -> list[Widget]:
    """Return the chart under its title, but not with large text: its figures do.

    Of one value there is nothing to see; while amounts are hidden it would show them.
    """
    kit = ctx.kit
    if ctx.elder or kit.masked or len(page.chart) < 2:
        return []
    title = Text(kit, ctx.texts(f"{page.name}__chart"), Size.SMALL, Role.MUTED)
    chart: Widget
    if page.lines_chart:
        chart = LineChart(kit, page.chart, least, 1.0, private=True)
    else:
        values = [value for _, value in page.chart]
        names = [name[-2:] for name, _ in page.chart]
        chart = BarChart(kit, values, names, least, 1.0, private=True)
    return [Column(kit, [title, chart], gap=1.5)]


def _sheets(page: RecordPage, ctx: PageContext) -> list[Widget]:
    """Return sections and listings with their titles."""
    blocks = [_section(ctx, section) for section in page.sections]
    for listing in page.listings:
        blocks += listing_blocks(ctx, listing)
    return blocks


def _section(ctx: PageContext, section: Section) -> Widget:
    """Return a section's title and its sheet."""
    pairs = [_pair(ctx, fact) for fact in section.facts]
    return Titled(
        ctx.kit, ctx.texts(f"section__{section.name}"), Sheet(ctx.kit, pairs, 1.0)
    )


def _pair(ctx: PageContext, fact: Fact) -> Pair:
    """Return one line of a sheet; what is missing is said, quietly."""
    missing = fact.value is None
    return Pair(
        ctx.texts(f"field__{fact.name}"),
        said(ctx.texts, fact.value),
        private=fact.private and not missing,
        role=Role.MUTED if missing else Role.INK,
        bold=fact.bold and not missing,
    )


def _foot(page: RecordPage, ctx: PageContext) -> Widget:
    """Return print as the main action where there is something to print."""
    texts, sides = ctx.texts, _sides(page, ctx)
    if page.empty:
        return actions(ctx, None, sides)
    label = texts("button__print" if page.can_print else "button__no_print")
    print_ = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    print_.enabled = page.can_print
    return actions(ctx, print_, sides)


def _sides(page: RecordPage, ctx: PageContext) -> list[Button]:
    """Return the ways on and out."""
    views = [_view(ctx, name) for name in page.views]
    return [back_button(ctx), finish_button(ctx), *views]


def _leads_on(page: RecordPage) -> bool:
    return any(line.opens for listing in page.listings for line in listing.lines)


def _view(ctx: PageContext, name: str) -> Button:
    label = ctx.texts(f"view__{name}")
    return side_button(ctx, name, label, ServiceChosen(name), VIEW_ICONS.get(name, ""))
