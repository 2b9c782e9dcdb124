"""One insurance, one year: years to choose, totals, a chart, six months of a table."""

from decimal import Decimal

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    back_button,
    finish_button,
    headline,
    main_button,
    sentence,
    side_button,
)
from kiosk.screens.frame.page_parts import actions as action_rows
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.box import Box
from kiosk.screens.toolkit.figures.cells import Heading, Line, TableCell
from kiosk.screens.toolkit.figures.chart import BarChart
from kiosk.screens.toolkit.figures.table import Table
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Button, ButtonKind
from kiosk.screens.toolkit.layout import Column, Grid, Row
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.contributions.pages import ContributionsPage, MonthMark, MonthRow
from kiosk.session.pages.page import ServiceChosen, Tap, YearChosen

MOST_YEARS, LOW_YEARS, ELDER_YEARS = 10, 5, 3
"""Years on one page; of a longer life those around the chosen one. Fewer where all to
touch stands low, and where nobody shall choose between more than six things."""

CHART_MM = (54.0, 38.0, 24.0)
"""How high the chart is, the highest that leaves the year on one part."""


def contributions(page: ContributionsPage, ctx: PageContext) -> Tree:
    """Return the page of one year, or the word that there is no record."""
    texts = ctx.texts
    name = texts(f"insurance__{page.insurance}")
    crumb = texts("crumb__contributions", insurance=name)
    if not page.years:
        words = [sentence(ctx, texts("contributions__none", insurance=name))]
        title = texts("contributions__none_title")
        foot = _foot(page, ctx)
        return message(ctx, crumb, CALM, title, words, foot, icon="list")
    title = texts("contributions__title", insurance=name, year=page.year)
    stacked = ctx.portrait or ctx.elder
    body = _upright(page, ctx, title) if stacked else [_lying(page, ctx, title)]
    return framed(ctx, crumb, title, body, _foot(page, ctx), masks=True)


def _upright(page: ContributionsPage, ctx: PageContext, title: str) -> list[Widget]:
    """Return the matter under each other; large text has the totals on a part."""
    kit = ctx.kit
    head, years = headline(ctx, title, align="left"), _years(page, ctx)
    if ctx.portrait:
        lines: list[Widget] = [head, Gap(kit, 5.0), years, Gap(kit, 5.0)]
    else:
        lines = [Row(kit, [(head, 1.4), (years, 1.0)], gap=8.0), Gap(kit, 4.0)]
    blocks = [_totals(page, ctx), *_months(page, ctx)]
    if not page.rows or ctx.elder or kit.masked:
        return [*lines, paged(ctx, blocks, gap=5.0)]
    # The twelve months on one part are worth more than a high chart, or than any.
    shorter = [[blocks[0], _chart(page, ctx, mm), *blocks[1:]] for mm in CHART_MM]
    return [*lines, paged(ctx, shorter[0], gap=5.0, shorter=[*shorter[1:], blocks])]


def _lying(page: ContributionsPage, ctx: PageContext, title: str) -> Widget:
    """Return the matter in two halves: the year at the left, its months right."""
    kit = ctx.kit
    lines: list[Widget] = [headline(ctx, title, align="left"), Gap(kit, 4.0)]
    lines += [_years(page, ctx), Gap(kit, 5.0), _totals(page, ctx), Gap(kit, 5.0)]
    blocks, chart = _months(page, ctx), _chart(page, ctx, 34.0)
    # What else stands above or below the halves takes the chart's room.
    full = ctx.low or ctx.presentation.voice or kit.metrics.ease < 1.0
    if not (full or kit.masked):
        lines.append(chart)
    left, right = Column(kit, lines), Column(kit, [paged(ctx, blocks)])
    return Row(kit, [(left, 1.0), (right, 1.08)], gap=14.0, grow=1.0)


def shown_years(
    years: tuple[int, ...], chosen: int, most: int = MOST_YEARS
) -> tuple[int, ...]:
    """Return at most so many years, newest first, with the chosen one among them."""
    if len(years) <= most:
        return years
    place = years.index(chosen) if chosen in years else 0
    first = min(max(0, place - most // 2), len(years) - most)
    return years[first : first + most]


def _years(page: ContributionsPage, ctx: PageContext) -> Widget:
    """Return one button per year, the chosen one marked."""
    most = ELDER_YEARS if ctx.elder else LOW_YEARS if ctx.low else MOST_YEARS
    buttons = [
        Button(
            ctx.kit,
            f"year-{year}",
            ctx.texts("contributions__year", year=year),
            YearChosen(year),
            ButtonKind.CHOSEN if year == page.year else ButtonKind.SECONDARY,
            size=Size.BODY,
            least=17.0,
            pad=1.0,
            bold=year == page.year,
        )
        for year in shown_years(page.years, page.year, most)
    ]
    return Grid(ctx.kit, buttons, min(5, max(3, len(buttons))), gap=3.5)


def money(amount: Decimal | None) -> str:
    """Return an amount with two decimals, so that the points stand in line."""
    return "" if amount is None else f"{amount:,.2f}"


def _totals(page: ContributionsPage, ctx: PageContext) -> Widget:
    """Return the three numbers people come for."""
    texts = ctx.texts
    figures = [
        (texts("contributions__months_paid"), _count(ctx, page.months_paid), False),
        (texts("contributions__all_months"), _count(ctx, page.all_months), False),
        (texts("contributions__employer_total"), money(page.employer_total), True),
        (texts("contributions__personal_total"), money(page.personal_total), True),
    ]
    cells = [_figure(ctx, *figure) for figure in figures]
    grid = Grid(ctx.kit, cells, 4 if ctx.elder and not ctx.portrait else 2, gap=4.0)
    return Box(ctx.kit, grid, (7.0, 4.5), fill=Role.RAISED, edge=Role.LINE, radius=3.5)


def _count(ctx: PageContext, months: int) -> str:
    """Return a number of months in words."""
    key = "contributions__month" if months == 1 else "contributions__months"
    return ctx.texts(key, count=months)


def _figure(ctx: PageContext, label: str, value: str, private: bool) -> Widget:
    """Return a number with its small name above."""
    kit = ctx.kit
    name = Text(kit, label, Size.SMALL, Role.MUTED, max_lines=2, spacing=1.15)
    number = Text(kit, value, Size.LARGE, bold=True, private=private)
    return Column(kit, [name, number], gap=0.5)


def _chart(page: ContributionsPage, ctx: PageContext, least: float) -> Widget:
    """Return the year's bars under their title.

    While amounts are hidden there is none: its bars would show them, or say nothing.
    """
    kit, texts = ctx.kit, ctx.texts
    title = Text(kit, texts("contributions__chart"), Size.SMALL, Role.MUTED)
    months = [str(month) for month in range(1, 13)]
    return Column(
        kit,
        [title, BarChart(kit, page.chart, months, least, 1.0, private=True)],
        gap=1.5,
    )


_MARKS = {
    MonthMark.PAID: Role.INK,
    MonthMark.NOT_ARRIVED: Role.WARNING,
    MonthMark.BACK_PAYMENT: Role.ACCENT,
    MonthMark.GAP: Role.MUTED,
    MonthMark.AHEAD: Role.WARNING,
}


def _months(page: ContributionsPage, ctx: PageContext) -> list[Widget]:
    """Return the table, and how fresh the numbers are."""
    kit, texts = ctx.kit, ctx.texts
    stamp = f"{page.as_of:%Y-%m-%d %H:%M}"
    note = Text(kit, texts("contributions__as_of", time=stamp), Size.SMALL, Role.MUTED)
    if not page.rows:
        return [sentence(ctx, texts("contributions__no_rows")), note]
    header = [texts(f"contributions__col_{name}") for name in _COLUMNS]
    lines: list[Line] = []
    employer = None
    for row in page.rows:
        if row.employer and row.employer != employer:
            employer = row.employer
            lines.append(Heading(employer))
        lines.append(_line(row, ctx))
    return [Table(kit, header, lines, "lrrrl"), note]


_COLUMNS = ("month", "base", "employer", "personal", "mark")


def _line(row: MonthRow, ctx: PageContext) -> Line:
    """Return one month's cells."""
    texts, role = ctx.texts, _MARKS[row.mark]
    ink = Role.MUTED if row.mark is MonthMark.GAP else Role.INK
    return [
        TableCell(texts(f"month_name__{int(row.month[5:])}"), ink, True),
        TableCell(money(row.base), ink, private=True),
        TableCell(money(row.employer_amount), ink, private=True),
        TableCell(money(row.personal_amount), ink, private=True),
        TableCell(
            texts(f"month_mark__{row.mark}"), role, row.mark is not MonthMark.PAID
        ),
    ]


def _foot(page: ContributionsPage, ctx: PageContext) -> Widget:
    """Return print as the main action where there is something to print."""
    texts, sides = ctx.texts, [back_button(ctx), finish_button(ctx)]
    if not page.years:
        # Who is retired pays nothing any more: what they look for is the pension.
        name = "pension"
        label = texts(f"view__{name}")
        sides.append(side_button(ctx, name, label, ServiceChosen(name), "pension"))
        return action_rows(ctx, None, sides)
    label = texts("button__print" if page.can_print else "button__no_print")
    print_ = main_button(ctx, Tap.PRINT, label, Tap.PRINT, "printer")
    print_.enabled = page.can_print
    if len(page.years) > 1:
        name = "by_year"
        label = texts(f"view__{name}")
        sides.append(side_button(ctx, name, label, ServiceChosen(name)))
    return action_rows(ctx, print_, sides)
