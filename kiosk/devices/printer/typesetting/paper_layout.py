"""A receipt's elements become rows of runs, each at its place in dots.

Widths are those of the encoded text. No printer command is known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting.barcode_dots import bars_width
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.paper_table import TableLine, table_lines
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Barcode,
    Code,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.devices.printer.typesetting.wrap import (
    Cells,
    balanced,
    phrases,
    width,
    without_orphan,
    wrap,
)

_GAP = 2
"""Columns between a field's label and its value."""


@dataclass(frozen=True, slots=True, repr=False)
class PaperRun:
    """Cells that stand together, `at` so many dots from the paper's left edge."""

    cells: Cells
    at: int = 0
    private: bool = False

    @property
    def columns(self) -> int:
        """Return the columns that the cells take in plain size."""
        return width(self.cells)


@dataclass(frozen=True, slots=True, repr=False)
class PaperRow:
    """One line on the paper, its runs from left to right."""

    runs: tuple[PaperRun, ...] = ()
    size: int = 1
    bold: bool = False
    rule: bool = False
    """Dashes from edge to edge, of which each may stand for two."""

    @property
    def right(self) -> int:
        """Return the dots from the paper's left edge to the row's end."""
        last = self.runs[-1] if self.runs else PaperRun(())
        return last.at + last.columns * ANK_DOTS * self.size

    @property
    def cells(self) -> Cells:
        """Return the cells of all runs."""
        return tuple(cell for run in self.runs for cell in run.cells)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A QR code on its own, centred."""

    data: str = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class BarsRow:
    """A barcode's bars, centred."""

    data: str


AnyRow = PaperRow | CodeRow | BarsRow
PaperRows = list[AnyRow]


def lay_out(receipt: Receipt, profile: PrinterProfile) -> PaperRows:
    """Return the rows of a receipt in order."""
    return [row for element in receipt.elements for row in _rows(element, profile)]


def _rows(element: Element, profile: PrinterProfile) -> Iterator[AnyRow]:
    match element:
        case TextLine():
            yield from _line(element, profile)
        case ReceiptField():
            yield from _field(element, profile)
        case Columns():
            yield from _columns(element, profile)
        case PaperRule():
            yield _rule(profile)
        case Space():
            yield from (PaperRow() for _ in range(element.lines))
        case Code():
            yield CodeRow(element.data)
        case Barcode():
            yield from _barcode(element.data, profile)


def _rule(profile: PrinterProfile) -> PaperRow:
    dashes = encode("─" * (profile.columns // 2), profile.text.charset)
    return PaperRow((PaperRun(dashes),), rule=True)


def _barcode(data: str, profile: PrinterProfile) -> Iterator[AnyRow]:
    """Yield bars where they fit, and what they say below.

    The paper's own edges are the white beside them; no head reaches these.
    """
    if bars_width(data) <= profile.width_dots:
        yield BarsRow(data)
    yield from _line(TextLine(data, Align.CENTER), profile)


def _line(line: TextLine, profile: PrinterProfile) -> Iterator[PaperRow]:
    for paragraph in line.text.split("\n"):
        yield from _paragraph(line, encode(paragraph, profile.text.charset), profile)


def _paragraph(
    line: TextLine, text: Cells, profile: PrinterProfile
) -> Iterator[PaperRow]:
    """Wrap and place; a large line that fits only in plain size is bold instead.

    A large one of phrases stays large, a phrase a line.
    """
    size, bold = line.size, line.bold
    most = profile.columns // size
    lines = balanced(text, most)
    if size > 1 and most < width(text) <= profile.columns:
        lines = phrases(text, most)
        if not lines:
            size, bold, lines = 1, True, wrap(text, profile.columns)
    elif line.align is not Align.CENTER:
        lines = without_orphan(text, most)
    for cells in lines:
        at = _place(line.align, width(cells) * ANK_DOTS * size, profile)
        run = PaperRun(cells, at, line.private)
        yield PaperRow((run,) if cells else (), size, bold)


def _place(align: Align, dots: int, profile: PrinterProfile) -> int:
    """Return where so many dots begin; the centre is the paper's, as a code's is."""
    if align is Align.CENTER:
        middle = (profile.width_dots - dots) // 2
        return middle if profile.text.places else middle // ANK_DOTS * ANK_DOTS
    return profile.columns * ANK_DOTS - dots if align is Align.RIGHT else 0


def _field(item: ReceiptField, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Put both on one line, else hang the value, else put it below its label."""
    label = encode(item.label, profile.text.charset)
    value = encode(item.value, profile.text.charset)
    used = width(label) + _GAP
    if used + width(value) <= profile.columns:
        (cells,) = wrap(value, profile.columns)
        run = _at_right(cells, item, profile)
        yield PaperRow((PaperRun(label), run), bold=item.bold)
        return
    hangs = used <= profile.columns // 2
    at = (used if hangs else _GAP) * ANK_DOTS
    lines = without_orphan(value, profile.columns - at // ANK_DOTS)
    runs = [PaperRun(cells, at, item.private) for cells in lines]
    if hangs:
        yield PaperRow((PaperRun(label), runs.pop(0)), bold=item.bold)
    else:
        if len(lines) == 1:
            runs = [_at_right(lines[0], item, profile)]
        for cells in wrap(label, profile.columns):
            yield PaperRow((PaperRun(cells),), bold=item.bold)
    yield from (PaperRow((run,), bold=item.bold) for run in runs)


def _at_right(cells: Cells, item: ReceiptField, profile: PrinterProfile) -> PaperRun:
    """Return a value at the right edge, where all values end that fit."""
    at = (profile.columns - width(cells)) * ANK_DOTS
    return PaperRun(cells, at, item.private)


def _columns(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print the table, or what of it does not fit on narrow paper as fields.

    That is its foot, or all: each row is a block then.
    """
    bare = replace(table, foot=())
    if lines := table_lines(table, profile):
        yield from _lines(lines, table, profile)
    elif lines := table_lines(bare, profile):
        yield from _lines(lines, table, profile)
        yield from _foot(table, profile)
    else:
        for index, row in enumerate(table.rows):
            if index:
                yield PaperRow()
            for place, (label, value) in enumerate(zip(table.header, row, strict=True)):
                field = ReceiptField(label, value, place in table.private)
                yield from _field(field, profile)
        yield from _foot(table, profile)


def _lines(
    lines: list[TableLine], table: Columns, profile: PrinterProfile
) -> Iterator[PaperRow]:
    for before, line in pairwise((TableLine(()), *lines)):
        if line.foot and not before.foot:
            yield _rule(profile)
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
    yield _rule(profile)
    for place, value in enumerate(table.foot):
        if place and value:
            label = f"{table.foot[0]} {table.header[place]}"
            field = ReceiptField(label, value, place in table.private, bold=True)
            yield from _field(field, profile)
