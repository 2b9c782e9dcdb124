"""A page of our own toolkit with nothing but a table of twenty rows.

The product's own pages show fewer rows at once; the bench wants the many.
"""

from typing import ClassVar

from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed
from kiosk.screens.frame.page_parts import actions, headline, side_button
from kiosk.screens.toolkit.figures.cells import TableCell
from kiosk.screens.toolkit.figures.table import Table
from kiosk.screens.toolkit.tree import Tree
from kiosk.session.pages.page import Page, Tap

ROWS = 20
HEADER = ("月份", "缴费基数", "单位缴费", "个人缴费", "状态")


class TablePage(Page, frozen=True):
    """Months with their sums; answers BACK."""

    name: ClassVar[str] = "table"


def table(page: TablePage, ctx: PageContext) -> Tree:
    """Lay the table out."""
    title = "养老保险 2024年"
    lines = [
        [
            TableCell(f"{number % 12 + 1}月", bold=True),
            *(TableCell(f"{base * share / 100:,.2f}") for share in (100, 16, 8)),
            TableCell("已到账"),
        ]
        for number in range(ROWS)
        for base in (8250.0 + 11 * number,)
    ]
    back = side_button(ctx, Tap.BACK, ctx.texts("button__back"), Tap.BACK, "back")
    body = [headline(ctx, title, "left"), Table(ctx.kit, HEADER, lines, "lrrrl", 1.0)]
    return framed(ctx, "首页", title, body, actions(ctx, None, [back]))
