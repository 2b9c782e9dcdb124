"""What the chip holds about one insurance: whose word it is, since when, the lines.

Shown when the center is away; nothing here may look like the center's own record.
"""

from datetime import date
from decimal import Decimal

from kiosk.screens.context import Context
from kiosk.screens.contributions import money
from kiosk.screens.frame import (
    CALM,
    CAUTION,
    actions,
    banner,
    framed,
    headline,
    main_button,
    message,
    sentence,
    side_button,
)
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.layout import Column, Row
from kiosk.screens.toolkit.table import Cell, Line, Table
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.toolkit.widget import Gap, Text, Widget
from kiosk.session.pages import ChipFact, ChipFactsPage, ChipSettlement, Press


def chip_facts(page: ChipFactsPage, ctx: Context) -> Tree:
    """Return what the card says, or the word that it says nothing."""
    texts, kit = ctx.texts, ctx.kit
    name = texts(f"insurance__{page.insurance}")
    crumb = texts("crumb__chip_facts")
    if not page.readable or not (page.facts or page.settlements):
        return _nothing(page, ctx, crumb, name)
    title = texts("chip_facts__title", insurance=name)
    body: list[Widget] = [
        headline(ctx, title, align="left"),
        Gap(kit, 6.0),
        banner(ctx, CAUTION, f"{texts('chip_facts__from_card')} {_age(page, ctx)}"),
        Gap(kit, 7.0),
    ]
    parts = [part for part in (_facts(page, ctx), _settlements(page, ctx)) if part]
    halves = [Column(kit, part) for part in parts]
    if ctx.portrait:
        body.append(Column(kit, halves, gap=9.0))
    else:
        body.append(Row(kit, [(half, 1.0) for half in halves], gap=14.0))
    return framed(ctx, crumb, title, body, _foot(ctx))


def _facts(page: ChipFactsPage, ctx: Context) -> list[Widget]:
    """Return the lines that have a value."""
    if not page.facts:
        return []
    header = [ctx.texts("chip_facts__col_item"), ctx.texts("chip_facts__col_value")]
    return [Table(ctx.kit, header, [_line(fact, ctx) for fact in page.facts], "lr")]


def _nothing(page: ChipFactsPage, ctx: Context, crumb: str, name: str) -> Tree:
    """Return the page of a file that is empty, or that the card does not give."""
    word = "none" if page.readable else "closed"
    title = ctx.texts(f"chip_facts__{word}_title", insurance=name)
    words = [sentence(ctx, ctx.texts(f"chip_facts__{word}", hotline=page.hotline))]
    tone = CALM if page.readable else CAUTION
    return message(ctx, crumb, tone, title, words, _foot(ctx), icon="card")


def _age(page: ChipFactsPage, ctx: Context) -> str:
    """Return how old the card's word is, as far as it says."""
    if page.as_of is not None:
        return ctx.texts("chip_facts__as_of", day=_day(page.as_of))
    if page.issued is not None:
        return ctx.texts("chip_facts__no_date", day=_day(page.issued))
    return ctx.texts("chip_facts__no_date_at_all")


def _line(fact: ChipFact, ctx: Context) -> Line:
    name = Cell(ctx.texts(f"chip_fact__{fact.name}"), Role.MUTED)
    if fact.value is None:
        return [name, Cell(ctx.texts("chip_facts__unreadable"), Role.WARNING, True)]
    return [name, Cell(_words(fact, fact.value, ctx), bold=True)]


def _words(fact: ChipFact, value: str | int | date | Decimal, ctx: Context) -> str:
    """Return a value in words; a code that has none is shown as it stands."""
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal):
        return money(value)
    if fact.months:
        return ctx.texts("chip_facts__months", count=value)
    key = f"chip_code__{fact.name}__{value}"
    return ctx.texts(key) if ctx.texts.has(key) else str(value)


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


_COLUMNS = ("at", "fund", "account", "cash")


def _settlements(page: ChipFactsPage, ctx: Context) -> list[Widget]:
    """Return the newest settlements under their title."""
    kit, texts = ctx.kit, ctx.texts
    if not page.settlements:
        return []
    title = Text(kit, texts("chip_facts__settlements"), Size.SMALL, Role.MUTED)
    header = [texts(f"chip_facts__col_{name}") for name in _COLUMNS]
    lines = [_settlement(line, ctx) for line in page.settlements]
    return [title, Gap(kit, 2.0), Table(kit, header, lines, "lrrr")]


def _settlement(line: ChipSettlement, ctx: Context) -> Line:
    unreadable = ctx.texts("chip_facts__unreadable")
    at = f"{line.at:%Y-%m-%d %H:%M}" if line.at else unreadable
    amounts = (line.fund, line.account, line.cash)
    cells = [unreadable if value is None else money(value) for value in amounts]
    return [Cell(at), *(Cell(text) for text in cells)]


def _foot(ctx: Context) -> Widget:
    texts = ctx.texts
    back = main_button(ctx, Press.BACK, texts("button__back"), Press.BACK, "back")
    finish = side_button(
        ctx, Press.FINISH, texts("button__finish"), Press.FINISH, "card_out"
    )
    return actions(ctx, back, [finish])
