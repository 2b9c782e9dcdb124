"""A table as rows: side by side where it fits, else in pairs of lines or as fields."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.field_rows import GAP, field_rows, rule_row
from kiosk.devices.printer.typesetting.paper_rows import PaperRow, PaperRun
from kiosk.devices.printer.typesetting.paper_table import TableLine, table_lines
from kiosk.devices.printer.typesetting.receipt_elements import Columns, ReceiptField
from kiosk.devices.printer.typesetting.wrap import wrap


def column_rows(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print the table, or what of it does not fit on narrow paper as fields.

    That is its foot, or all: each row is a block then.
    """
    bare = replace(table, foot=())
    if lines := table_lines(table, profile):
        yield from _lines(lines, table, profile)
    elif lines := table_lines(bare, profile):
        yield from _lines(lines, table, profile)
        yield from _foot(table, profile)
    elif len(table.right) == 1:
        yield from _in_pairs(table, profile)
        yield from _foot(table, profile)
    else:
        yield from _stacked(table, profile)
        yield from _foot(table, profile)


def _in_pairs(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print a row as two lines, its one figure at the right; the header too."""
    (figure,) = table.right
    for row in (table.header, *table.rows):
        header = row is table.header
        others = [cell for at, cell in enumerate(row) if at not in (0, figure) and cell]
        private = figure in table.private and not header
        first = row[0] if figure else ""
        yield from field_rows(
            ReceiptField(first, row[figure], private, header), profile
        )
        for cells in wrap(
            encode("  ".join(others), profile.text.charset), _less(profile)
        ):
            run = PaperRun(cells, GAP * ANK_DOTS, bool(table.private - {figure}))
            yield PaperRow((run,), bold=header)


def _less(profile: PrinterProfile) -> int:
    return profile.columns - GAP


def _stacked(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print each row as a block of fields."""
    for index, row in enumerate(table.rows):
        if index:
            yield PaperRow()
        for place, (label, value) in enumerate(zip(table.header, row, strict=True)):
            pair = ReceiptField(label, value, place in table.private)
            yield from field_rows(pair, profile)


def _lines(
    lines: list[TableLine], table: Columns, profile: PrinterProfile
) -> Iterator[PaperRow]:
    for before, line in pairwise((TableLine(()), *lines)):
        if line.foot and not before.foot:
            yield rule_row(profile)
        runs = tuple(
            PaperRun(
                piece.cells,
                piece.start * ANK_DOTS,
                not line.header and piece.column in table.private,
            )
            for piece in line.pieces
        )
        yield PaperRow(runs, bold=line.header or line.foot)


def _foot(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print each sum below a rule, named by the foot's first word and its column."""
    if not table.foot:
        return
    yield rule_row(profile)
    for place, value in enumerate(table.foot):
        if place and value:
            label = f"{table.foot[0]} {table.header[place]}"
            pair = ReceiptField(label, value, place in table.private, bold=True)
            yield from field_rows(pair, profile)
