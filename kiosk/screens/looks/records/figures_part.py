"""A page of records at a glance: the few figures people come for, and the chart."""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.chart import BarChart, LineChart
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Column, Grid
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.record import Fact, RecordPage
from kiosk.session.pages.values_wording import said

LONG, LONG_LARGE = 15, 11
"""Characters that stand in half a box, with usual text and with large."""


def lead_box(page: RecordPage, ctx: PageContext) -> list[Widget]:
    """Return the few figures in a box beside each other."""
    if not page.lead:
        return []
    kit = ctx.kit
    figures = [_figure(ctx, fact) for fact in page.lead]
    grid = Grid(kit, figures, beside(page, ctx), gap=4.0)
    return [Box(kit, grid, (7.0, 4.5), fill=Role.RAISED, edge=Role.LINE, radius=3.5)]


def beside(page: RecordPage, ctx: PageContext) -> int:
    """Return how many figures stand beside each other without a broken number."""
    longest = max(len(said(ctx.texts, fact.value)) for fact in page.lead)
    if longest > LONG or (ctx.elder and longest > LONG_LARGE and ctx.portrait):
        return 1
    row = (2, 4)[not ctx.portrait] if ctx.elder else (2, 3)[ctx.portrait]
    return row if len(page.lead) == row else 2


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


def record_chart(page: RecordPage, ctx: PageContext, least: float) -> list[Widget]:
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
