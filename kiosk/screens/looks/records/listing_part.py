"""A listing of records: a table, or lines to touch where each leads on.

What a line says is the page's; what becomes of a table too wide is the toolkit's.
"""

from kiosk.screens.frame.context import PageContext
from kiosk.screens.looks.records.titled import Titled
from kiosk.screens.toolkit.figures.cells import Heading, TableCell
from kiosk.screens.toolkit.figures.cells import Line as TableLine
from kiosk.screens.toolkit.figures.table import Table
from kiosk.screens.toolkit.geometry import Size
from kiosk.screens.toolkit.keys.button import Choice
from kiosk.screens.toolkit.text.paragraph import Text
from kiosk.screens.toolkit.theme import Role
from kiosk.screens.toolkit.widget_base import Widget
from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Listing, ListingRow
from kiosk.session.pages.values_wording import private_columns, said

CALM = {"back_payment"}
"""Marks of what is settled; all others are cautions."""


def listing_blocks(ctx: PageContext, listing: Listing) -> list[Widget]:
    """Return the title and the lines; an empty listing says that there are none."""
    kit, texts = ctx.kit, ctx.texts
    lines: list[Widget]
    if not listing.lines:
        lines = [Text(kit, texts("listing__none"), Size.BODY, Role.MUTED)]
    elif any(line.opens for line in listing.lines):
        lines = [_choice(ctx, listing, line) for line in listing.lines]
    else:
        lines = [_table(ctx, listing)]
    if not listing.name:
        return lines
    return [Titled(kit, texts(f"section__{listing.name}"), lines[0]), *lines[1:]]


class PrivateChoice(Choice):
    """A line to touch whose hint is for the person's eyes only."""

    def __init__(
        self, ctx: PageContext, opens: str, label: str, hint: str, icon: str
    ) -> None:
        name = f"item-{opens}"
        super().__init__(
            ctx.kit, name, label, ItemChosen(opens), hint, icon, least=26.0
        )
        self._hint = Text(
            ctx.kit, hint, Size.SMALL, Role.MUTED, spacing=1.25, private=True
        )


def _choice(ctx: PageContext, listing: Listing, line: ListingRow) -> Widget:
    """Return a line that leads on: what it is, and below it names and sums."""
    texts = ctx.texts
    private = private_columns(listing)
    cells = list(zip(listing.columns, line.values, private, strict=False))
    plain = [said(texts, value) for _, value, hidden in cells if not hidden]
    marks = [texts("record__mark", mark=said(texts, mark)) for mark in line.marks]
    sums = [
        texts("record__sum", name=texts(f"column__{name}"), value=said(texts, value))
        for name, value, hidden in cells
        if hidden
    ]
    names = [line.heading] if line.heading else []
    hint = texts("record__separator").join((*names, *sums))
    icon = "warning" if line.marks else "receipt"
    return PrivateChoice(ctx, line.opens, " ".join((*plain, *marks)), hint, icon)


def _table(ctx: PageContext, listing: Listing) -> Table:
    """Return a table; whom a run of lines was with stands above it."""
    texts, private = ctx.texts, private_columns(listing)
    header = [texts(f"column__{name}") for name in listing.columns]
    aligns = "".join("r" if hidden else "l" for hidden in private)
    marked = any(line.marks for line in listing.lines)
    lines: list[TableLine] = []
    said_last = None
    for line in listing.lines:
        told = len(line.values) > 1 and any(x.heading for x in listing.lines)
        if told and line.heading != said_last:
            said_last = line.heading
            heading = line.heading or texts("record__nobody")
            lines.append(Heading(heading, private=bool(line.heading)))
        lines.append(_cells(ctx, line, private, marked))
    if marked:
        header.append(texts("column__marks"))
        aligns += "l"
    return Table(ctx.kit, header, lines, aligns)


def _cells(
    ctx: PageContext, line: ListingRow, private: tuple[bool, ...], marked: bool
) -> list[TableCell]:
    """Return a line's cells; those of a line where nothing took place stay empty."""
    cells = [
        TableCell(
            said(ctx.texts, value),
            Role.INK if value is not None else Role.MUTED,
            bold=index == 0,
            private=hidden and value is not None,
        )
        for index, (value, hidden) in enumerate(zip(line.values, private, strict=False))
    ]
    cells += [TableCell("")] * (len(private) - len(cells))
    if marked:
        marks = [said(ctx.texts, mark) for mark in line.marks]
        words = ctx.texts("list__separator").join(marks)
        calm = all(mark.code in CALM for mark in line.marks)
        role = Role.ACCENT if calm else Role.WARNING
        cells.append(TableCell(words, role, bold=True))
    return cells
