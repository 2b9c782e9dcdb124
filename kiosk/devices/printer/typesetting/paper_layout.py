"""A receipt's elements become rows of cells that fit the paper's columns.

Widths are those of the encoded text. No printer command is known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.encode import PaperCell, encode
from kiosk.devices.printer.typesetting.paper_table import table_lines
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Code,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.devices.printer.typesetting.wrap import Cells, width, wrap

BLANK = PaperCell(" ", b" ", 1)
_GAP = 2
"""Columns between a field's label and its value."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line on the paper: `indent` plain columns, then cells of `size`."""

    cells: Cells = field(repr=False)
    indent: int = 0
    size: int = 1
    bold: bool = False

    @property
    def columns(self) -> int:
        """Return the columns from the paper's left edge to the row's end."""
        return self.indent + width(self.cells) * self.size


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A QR code on its own, centred."""

    data: str = field(repr=False)


def lay_out(receipt: Receipt, profile: PrinterProfile) -> list[PaperRow | CodeRow]:
    """Return the rows of a receipt in order."""
    return [row for element in receipt.elements for row in _rows(element, profile)]


def _rows(element: Element, profile: PrinterProfile) -> Iterator[PaperRow | CodeRow]:
    match element:
        case TextLine():
            yield from _line(element, profile)
        case ReceiptField():
            yield from _field(element, profile)
        case Columns():
            yield from _columns(element, profile)
        case PaperRule():
            yield PaperRow(encode("─" * (profile.columns // 2), profile.text.charset))
        case Space():
            yield from (PaperRow(()) for _ in range(element.lines))
        case Code():
            yield CodeRow(element.data)


def _line(line: TextLine, profile: PrinterProfile) -> Iterator[PaperRow]:
    for paragraph in line.text.split("\n"):
        yield from _paragraph(line, encode(paragraph, profile.text.charset), profile)


def _paragraph(
    line: TextLine, text: Cells, profile: PrinterProfile
) -> Iterator[PaperRow]:
    """Wrap and place; a large line that fits only in plain size is bold instead."""
    size, bold = line.size, line.bold
    if size > 1 and profile.columns // size < width(text) <= profile.columns:
        size, bold = 1, True
    for cells in wrap(text, profile.columns // size):
        free = profile.columns - width(cells) * size
        shift = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}
        yield PaperRow(cells, shift[line.align] if cells else 0, size, bold)


def _field(item: ReceiptField, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Put both on one line, else hang the value, else put it below its label."""
    label = encode(item.label, profile.text.charset)
    value = encode(item.value, profile.text.charset)
    used = width(label) + _GAP
    free = profile.columns - width(label) - width(value)
    if free >= _GAP:
        yield PaperRow((*label, *(BLANK,) * free, *value))
        return
    hangs = used <= profile.columns // 2
    indent = used if hangs else _GAP
    lines = wrap(value, profile.columns - indent)
    if hangs:
        yield PaperRow((*label, *(BLANK,) * _GAP, *lines.pop(0)))
    else:
        yield from (PaperRow(cells) for cells in wrap(label, profile.columns))
    yield from (PaperRow(cells, indent) for cells in lines)


def _columns(table: Columns, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Print the table, or each of its rows as fields where the paper is too narrow."""
    lines = table_lines(table, profile)
    if lines is not None:
        yield from (PaperRow(cells, bold=bold) for cells, bold in lines)
        return
    for index, row in enumerate(table.rows):
        if index:
            yield PaperRow(())
        for label, value in zip(table.header, row, strict=True):
            yield from _field(ReceiptField(label, value), profile)
