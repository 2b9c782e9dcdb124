"""One insurance, one year: years to choose, totals, a chart, six months of a table."""

from decimal import Decimal

from kiosk.screens.context import Context
from kiosk.screens.frame import (
    CALM,
    framed,
    headline,
    main_button,
    message,
    sentence,
    side_button,
)
from kiosk.screens.frame import actions as action_rows
from kiosk.screens.toolkit.button import Button, Kind
from kiosk.screens.toolkit.chart import BarChart
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Box, Column, Grid, Row
from kiosk.screens.toolkit.table import Cell, Heading, Line, Table
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Text, Widget
from kiosk.session.pages import (
    ContributionsPage,
    MonthMark,
    MonthRow,
    PageTurned,
    Press,
    YearChosen,
)

MOST_YEARS = 10
"""Years on one page; of a longer life those around the chosen one. With large text
half as many."""


def contributions(page: ContributionsPage, ctx: Context) -> Tree:
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
    if ctx.portrait:
        body: list[Widget] = [
            headline(ctx, title, align="left"),
            Gap(ctx.kit, 6.0),
            _years(page, ctx, 5),
            Gap(ctx.kit, 7.0),
            _totals(page, ctx),
            Gap(ctx.kit, 7.0),
            _chart(page, ctx, 54.0 if ctx.kit.metrics.step <= 0 else 42.0),
            Gap(ctx.kit, 6.0),
            *_months(page, ctx),
        ]
    else:
        body = [_lying(page, ctx, title)]
    return framed(ctx, crumb, title, body, _foot(page, ctx))


def _lying(page: ContributionsPage, ctx: Context, title: str) -> Widget:
    """Return the matter in two halves: the year at the left, its months right."""
    kit = ctx.kit
    left = Column(
        kit,
        [
            headline(ctx, title, align="left"),
            Gap(kit, 5.0),
            _years(page, ctx, 5),
            Gap(kit, 6.0),
            _totals(page, ctx),
            Gap(kit, 6.0),
            _chart(page, ctx, 40.0),
        ],
    )
    right = Column(kit, _months(page, ctx))
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


def _years(page: ContributionsPage, ctx: Context, columns: int) -> Widget:
    """Return one button per year, the chosen one marked."""
    most = MOST_YEARS // 2 if ctx.kit.metrics.step > 0 else MOST_YEARS
    buttons = [
        Button(
            ctx.kit,
            f"year-{year}",
            ctx.texts("contributions__year", year=year),
            YearChosen(year),
            Kind.CHOSEN if year == page.year else Kind.SECONDARY,
            size=Size.BODY,
            least=17.0,
            pad=1.0,
            bold=year == page.year,
        )
        for year in shown_years(page.years, page.year, most)
    ]
    columns = min(columns, max(3, len(buttons)))
    return Grid(ctx.kit, buttons, columns, gap=3.5)


def money(amount: Decimal | None) -> str:
    """Return an amount with two decimals, so that the points stand in line."""
    return "" if amount is None else f"{amount:,.2f}"


def _totals(page: ContributionsPage, ctx: Context) -> Widget:
    """Return the three numbers people come for."""
    texts = ctx.texts
    figures = [
        (texts("contributions__months_paid"), _count(ctx, page.months_paid)),
        (texts("contributions__all_months"), _count(ctx, page.all_months)),
        (texts("contributions__employer_total"), money(page.employer_total)),
        (texts("contributions__personal_total"), money(page.personal_total)),
    ]
    cells = [_figure(ctx, label, value) for label, value in figures]
    grid = Grid(ctx.kit, cells, 2, gap=4.0)
    return Box(ctx.kit, grid, (7.0, 4.5), fill=Role.RAISED, edge=Role.LINE, radius=3.5)


def _count(ctx: Context, months: int) -> str:
    """Return a number of months in words."""
    key = "contributions__month" if months == 1 else "contributions__months"
    return ctx.texts(key, count=months)


def _figure(ctx: Context, label: str, value: str) -> Widget:
    """Return a number with its small name above."""
    kit = ctx.kit
    name = Text(kit, label, Size.SMALL, Role.MUTED, max_lines=2, spacing=1.15)
    number = Text(kit, value, Size.LARGE, bold=True)
    return Column(kit, [name, number], gap=0.5)


def _chart(page: ContributionsPage, ctx: Context, least: float) -> Widget:
    """Return the year's bars under their title."""
    kit, texts = ctx.kit, ctx.texts
    title = Text(kit, texts("contributions__chart"), Size.SMALL, Role.MUTED)
    months = [str(month) for month in range(1, 13)]
    return Column(
        kit, [title, BarChart(kit, page.chart, months, least, 1.0)], gap=1.5, grow=0.4
    )


_MARKS = {
    MonthMark.PAID: Role.INK,
    MonthMark.NOT_ARRIVED: Role.WARNING,
    MonthMark.BACK_PAYMENT: Role.ACCENT,
    MonthMark.GAP: Role.MUTED,
}


def _months(page: ContributionsPage, ctx: Context) -> list[Widget]:
    """Return the table with its pager, and how fresh the numbers are."""
    kit, texts = ctx.kit, ctx.texts
    header = [texts(f"contributions__col_{name}") for name in _COLUMNS]
    lines: list[Line] = []
    employer = None
    for row in page.rows:
        if row.employer and row.employer != employer:
            employer = row.employer
            lines.append(Heading(employer))
        lines.append(_line(row, ctx))
    stamp = f"{page.as_of:%Y-%m-%d %H:%M}"
    note = Text(kit, texts("contributions__as_of", time=stamp), Size.SMALL, Role.MUTED)
    pages = _pager(page, ctx)
    return [Table(kit, header, lines, "lrrrl", 1.0), Gap(kit, 3.0), *pages, note]


_COLUMNS = ("month", "base", "employer", "personal", "mark")


def _line(row: MonthRow, ctx: Context) -> Line:
    """Return one month's cells."""
    texts, role = ctx.texts, _MARKS[row.mark]
    ink = Role.MUTED if row.mark is MonthMark.GAP else Role.INK
    return [
        Cell(texts(f"month_name__{int(row.month[5:])}"), ink, True),
        Cell(money(row.base), ink),
        Cell(money(row.employer_amount), ink),
        Cell(money(row.personal_amount), ink),
        Cell(texts(f"month_mark__{row.mark}"), role, row.mark is not MonthMark.PAID),
    ]


def _pager(page: ContributionsPage, ctx: Context) -> list[Widget]:
    """Return the way between the halves of the year; nothing when there is one."""
    if page.parts < 2:
        return []
    kit, texts = ctx.kit, ctx.texts

    def turn(name: str, index: int, icon: str) -> Button:
        return Button(
            kit,
            name,
            texts(f"button__{name}"),
            PageTurned(index),
            icon=icon,
            size=Size.BODY,
            least=17.0,
            enabled=0 <= index < page.parts,
            icon_last=icon == "next",
        )

    where = texts("contributions__part", part=page.index + 1, parts=page.parts)
    words = Text(kit, where, Size.SMALL, Role.MUTED, align="center")
    back = turn("previous", page.index - 1, "back")
    on = turn("next", page.index + 1, "next")
    row = Row(kit, [(back, 1.2), (words, 0.8), (on, 1.2)], gap=4.0)
    return [row, Gap(kit, 3.0)]


def _foot(page: ContributionsPage, ctx: Context) -> Widget:
    """Return print as the main action where there is something to print."""
    texts = ctx.texts
    back = side_button(ctx, Press.BACK, texts("button__back"), Press.BACK, "back")
    finish = side_button(
        ctx, Press.FINISH, texts("button__finish"), Press.FINISH, "card_out"
    )
    if not page.years:
        return action_rows(ctx, None, [back, finish])
    label = texts("button__print" if page.can_print else "button__no_print")
    print_ = main_button(ctx, Press.PRINT, label, Press.PRINT, "printer")
    print_.enabled = page.can_print
    return action_rows(ctx, print_, [back, finish])
