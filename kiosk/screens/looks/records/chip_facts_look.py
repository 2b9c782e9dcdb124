"""What the chip holds about one insurance: whose word it is, since when, the lines.

Shown when the center is away; nothing here may look like the center's own record.
"""

from datetime import date
from decimal import Decimal

from kiosk.domain.notation import day, minute, money
from kiosk.screens.frame.context import PageContext
from kiosk.screens.frame.frame import framed, message
from kiosk.screens.frame.page_parts import (
    CALM,
    CAUTION,
    actions,
    back_button,
    banner,
    finish_button,
    heading,
    headline,
    sentence,
)
from kiosk.screens.frame.strip import paged
from kiosk.screens.toolkit.figures.cells import Line, TableCell
from kiosk.screens.toolkit.figures.sheet import Pair, Sheet
from kiosk.screens.toolkit.figures.table import Table
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget_base import Gap, Widget
from kiosk.session.chip.pages import ChipFact, ChipFactsPage, ChipSettlement


def chip_facts(page: ChipFactsPage, ctx: PageContext) -> Tree:
    """Return what the card says, or the word that it says nothing."""
    texts, kit = ctx.texts, ctx.kit
    name = texts(f"insurance__{page.insurance}")
    crumb = texts("crumb__chip_facts")
    if not page.readable or not (page.facts or page.settlements):
        return _nothing(page, ctx, crumb, name)
    title = texts("chip_facts__title", insurance=name)
    warning = f"{texts('chip_facts__from_card')} {_age(page, ctx)}"
    body: list[Widget] = [headline(ctx, title, align="left"), Gap(kit, 6.0)]
    blocks = [*_facts(page, ctx), *_settlements(page, ctx)]
    close = ctx.portrait or ctx.elder or kit.metrics.ease < 1.0
    if close or not (page.facts and page.settlements):
        note = [banner(ctx, CAUTION, warning), Gap(kit, 3.0)]
        body.append(paged(ctx, [*note, *blocks]))
    else:
        halves = [
            (Column(kit, _facts(page, ctx)), 1.0),
            (Column(kit, _settlements(page, ctx)), 1.1),
        ]
        body += [banner(ctx, CAUTION, warning), Gap(kit, 7.0)]
        body.append(Row(kit, halves, gap=14.0))
    return framed(ctx, crumb, title, body, _foot(ctx), masks=True)


def _facts(page: ChipFactsPage, ctx: PageContext) -> list[Widget]:
    """Return the lines that have a value."""
    if not page.facts:
        return []
    return [
        Sheet(ctx.kit, [_line(fact, ctx) for fact in page.facts]),
        Gap(ctx.kit, 4.0),
    ]


def _nothing(page: ChipFactsPage, ctx: PageContext, crumb: str, name: str) -> Tree:
    """Return the page of a file that is empty, or that the card does not give."""
    word = "none" if page.readable else "closed"
    title = ctx.texts(f"chip_facts__{word}_title", insurance=name)
    words = [sentence(ctx, ctx.texts(f"chip_facts__{word}", hotline=page.hotline))]
    tone = CALM if page.readable else CAUTION
    return message(ctx, crumb, tone, title, words, _foot(ctx), icon="card")


def _age(page: ChipFactsPage, ctx: PageContext) -> str:
    """Return how old the card's word is, as far as it says."""
    if page.as_of is not None:
        return ctx.texts("chip_facts__as_of", day=day(page.as_of))
    if page.issued is not None:
        return ctx.texts("chip_facts__no_date", day=day(page.issued))
    return ctx.texts("chip_facts__no_date_at_all")


def _line(fact: ChipFact, ctx: PageContext) -> Pair:
    """Return a fact; amounts and numbers are nobody else's business."""
    name = ctx.texts(f"chip_fact__{fact.name}")
    if fact.value is None:
        unreadable = ctx.texts("chip_facts__unreadable")
        return Pair(name, unreadable, role=Role.WARNING, bold=True)
    private = isinstance(fact.value, Decimal) or fact.name.endswith("_number")
    return Pair(name, _words(fact, fact.value, ctx), private, bold=True)


def _words(fact: ChipFact, value: str | int | date | Decimal, ctx: PageContext) -> str:
    """Return a value in words; a code that has none is shown as it stands."""
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return money(value)
    if fact.months:
        return ctx.texts("chip_facts__months", count=value)
    key = f"chip_code__{fact.name}__{value}"
    return ctx.texts(key) if ctx.texts.has(key) else str(value)


_COLUMNS = ("at", "fund", "account", "cash")


def _settlements(page: ChipFactsPage, ctx: PageContext) -> list[Widget]:
    """Return the newest settlements under their title."""
    kit, texts = ctx.kit, ctx.texts
    if not page.settlements:
        return []
    title = heading(ctx, texts("chip_facts__settlements"))
    header = [texts(f"chip_facts__col_{name}") for name in _COLUMNS]
    lines = [_settlement(line, ctx) for line in page.settlements]
    table = Table(kit, header, lines, "lrrr")
    return [title, table]


def _settlement(line: ChipSettlement, ctx: PageContext) -> Line:
    unreadable = ctx.texts("chip_facts__unreadable")
    at = minute(line.at) if line.at else unreadable
    amounts = (line.fund, line.account, line.cash)
    cells = [
        TableCell(unreadable)
        if value is None
        else TableCell(money(value), private=True)
        for value in amounts
    ]
    return [TableCell(at), *cells]


def _foot(ctx: PageContext) -> Widget:
    return actions(ctx, None, [back_button(ctx), finish_button(ctx)])
