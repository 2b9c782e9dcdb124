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
    chinese_only,
    finish_button,
    headline,
    main_button,
    sentence,
    side_button,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.looks.records.figures_part import beside, lead_box, record_chart
from kiosk.screens.looks.records.listing_part import listing_blocks
from kiosk.screens.looks.records.titled import Titled
from kiosk.screens.looks.records.years import year_keys
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button
from kiosk.screens.toolkit.layout import Column, Row
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
CHART_MM = (54.0, 38.0, 24.0)
"""How high a chart is upright, the highest that leaves the matter on one part."""


def record(page: RecordPage, ctx: PageContext) -> Tree:
    """Return a page of records, or the word that there are none and what that means."""
    texts = ctx.texts
    crumb = texts(f"crumb__{page.name}", subject=subject_of(texts, page))
    if page.empty:
        return _nothing(page, ctx, crumb)
    title = title_of(texts, page)
    halves = not (ctx.portrait or ctx.elder)
    body = [_lying(page, ctx, title)] if halves else _upright(page, ctx, title)
    return framed(ctx, crumb, title, body, _foot(page, ctx), masks=_hides(page))


def _hides(page: RecordPage) -> bool:
    """Tell whether anything on it can be hidden; else there is no key for it."""
    facts = [*page.lead, *(fact for it in page.sections for fact in it.facts)]
    return bool(page.listings or page.chart) or any(fact.private for fact in facts)


def _nothing(page: RecordPage, ctx: PageContext, crumb: str) -> Tree:
    texts, subject = ctx.texts, subject_of(ctx.texts, page)
    own = f"{page.name}__none__{page.subject}"
    key = own if texts.has(own) else f"{page.name}__none"
    title = texts(f"{page.name}__none_title", subject=subject)
    words = [sentence(ctx, texts(key, subject=subject))]
    return message(ctx, crumb, CALM, title, words, _foot(page, ctx), icon="list")


def _upright(page: RecordPage, ctx: PageContext, title: str) -> list[Widget]:
    """Return the matter under each other; who sits has the years further down.

    Where room is dear, the date and the figures stand on the first part only.
    """
    kit = ctx.kit
    above = _notes(page, ctx)
    years, lead = _years(page, ctx), lead_box(page, ctx)
    head: Widget = headline(ctx, title, align="left")
    tight = ctx.elder or kit.metrics.ease < 1.0
    if tight:
        first, above = years, [*lead, *above]
    else:
        first = [*lead, *years] if ctx.low else [*years, *lead]
    if tight and years:
        above.insert(0, _stamp(page, ctx))
    else:
        head = Column(kit, [head, _stamp(page, ctx)])
    if first and not ctx.portrait:
        # Height is dear: the years stand beside the title.
        head = Row(kit, [(head, 1.4), *((block, 1.0) for block in first)], gap=8.0)
        first = []
    spaced: list[Widget] = []
    for block in (head, *first):
        spaced += [block, Gap(kit, 3.0 if tight else 5.0)]
    tries = _tries(page, ctx, above)
    most = _most(page, ctx)
    return [*spaced, paged(ctx, tries[0], most=most, shorter=tries[1:])]


def _tries(
    page: RecordPage, ctx: PageContext, above: list[Widget]
) -> list[list[Widget]]:
    """Return the matter with the chart ever lower, without it, and the one to divide.

    All on one part is worth more than a high chart, or than any; a line through
    balances says nothing when it is low.
    """
    below = _sheets(page, ctx)
    charts = [record_chart(page, ctx, mm) for mm in CHART_MM]
    divided = charts[0] if page.lines_chart else charts[-1]
    return [[*above, *chart, *below] for chart in (*charts, [], divided)]


def _stamp(page: RecordPage, ctx: PageContext) -> Widget:
    """Return how fresh all below is."""
    key = "record__as_of" if page.on_paper and page.sums else "record__list_as_of"
    words = ctx.texts(key, time=said(ctx.texts, page.as_of))
    return Text(ctx.kit, words, Size.SMALL, Role.MUTED)


def _most(page: RecordPage, ctx: PageContext) -> int:
    """Return how many blocks stand at once, so that choices stay few; 0: any number."""
    if not (ctx.elder and _leads_on(page)):
        return 0
    return MOST - len(page.views) - 1


def _lying(page: RecordPage, ctx: PageContext, title: str) -> Widget:
    """Return the matter in two halves: the figures at the left, the sheets right."""
    kit = ctx.kit
    years, lead = _years(page, ctx), lead_box(page, ctx)
    chart, sheets = (
        record_chart(page, ctx, 34.0),
        [*_notes(page, ctx), *_sheets(page, ctx)],
    )
    if years and kit.metrics.ease < 1.0:
        # The keys take the chart's room, and that of figures under each other.
        chart = []
        if lead and beside(page, ctx) == 1:
            lead, sheets = [], [*lead, *sheets]
    lines = [*years, *lead, *chart]
    head = Column(kit, [headline(ctx, title, align="left"), _stamp(page, ctx)])
    left = Column(kit, [head, *lines], gap=5.0)
    right = Column(kit, [paged(ctx, sheets)])
    return Row(kit, [(left, 1.0), (right, 1.08)], gap=14.0, grow=1.0)


def _years(page: RecordPage, ctx: PageContext) -> list[Widget]:
    if len(page.years) < 2 or page.year is None:
        return []
    return [year_keys(ctx, page.years, page.year)]


def _notes(page: RecordPage, ctx: PageContext) -> list[Widget]:
    shown: list[Widget] = [
        banner(ctx, CALM if note.calm else CAUTION, note_of(ctx.texts, note))
        for note in page.notes
    ]
    values = [value for note in page.notes for _, value in note.values]
    return [*shown, *chinese_only(ctx, [it for it in values if isinstance(it, str)])]


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
    if page.empty or not page.on_paper:
        return actions(ctx, None, sides)
    later = "later" if page.can_keep else "no_paper"
    label = texts(f"button__{'print' if page.can_print else later}")
    if page.act:
        paper = side_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
        return actions(ctx, _act(page, ctx), [*sides, paper])
    print_ = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    return actions(ctx, print_, sides)


def _act(page: RecordPage, ctx: PageContext) -> Button:
    label, action = ctx.texts(f"view__{page.act}"), ServiceChosen(page.act)
    return main_button(ctx, page.act, label, action, "check")


def _sides(page: RecordPage, ctx: PageContext) -> list[Button]:
    """Return the ways on and out."""
    views = [_view(ctx, name) for name in page.views]
    return [back_button(ctx), finish_button(ctx), *views]


def _leads_on(page: RecordPage) -> bool:
    return any(line.opens for listing in page.listings for line in listing.lines)


def _view(ctx: PageContext, name: str) -> Button:
    label = ctx.texts(f"view__{name}")
    return side_button(ctx, name, label, ServiceChosen(name), VIEW_ICONS.get(name, ""))
