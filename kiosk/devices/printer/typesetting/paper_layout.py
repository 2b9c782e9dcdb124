"""A receipt's elements become rows of runs, each at its place in dots.

Widths are those of the encoded text. No printer command is known here.
"""

from collections.abc import Iterator

from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting.column_rows import column_rows
from kiosk.devices.printer.typesetting.dots.barcode_dots import bars_width
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.field_rows import field_rows, rule_row
from kiosk.devices.printer.typesetting.paper_rows import (
    AnyRow,
    BarsRow,
    CodeRow,
    PaperRow,
    PaperRows,
    PaperRun,
)
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
    ends_hollow,
    phrases,
    width,
    without_orphan,
    wrap,
)


def lay_out(receipt: Receipt, profile: PrinterProfile) -> PaperRows:
    """Return the rows of a receipt in order."""
    return [row for element in receipt.elements for row in _rows(element, profile)]


def _rows(element: Element, profile: PrinterProfile) -> Iterator[AnyRow]:
    match element:
        case TextLine():
            yield from _line(element, profile)
        case ReceiptField():
            yield from field_rows(element, profile)
        case Columns():
            yield from column_rows(element, profile)
        case PaperRule():
            yield rule_row(profile)
        case Space():
            yield from (PaperRow() for _ in range(element.lines))
        case Code():
            yield CodeRow(element.data)
        case Barcode():
            yield from _barcode(element.data, profile)


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
    if max((cell.width for cell in text), default=0) * size > profile.columns:
        size, bold = 1, True
    most = profile.columns // size
    lines = balanced(text, most)
    if size > 1 and most < width(text) <= profile.columns:
        lines = phrases(text, most)
        if not lines:
            size, bold, lines = 1, True, wrap(text, profile.columns)
    elif line.align is not Align.CENTER:
        lines = without_orphan(text, most)
    for cells in lines:
        at = _place(line.align, cells, size, profile)
        run = PaperRun(cells, at, line.private)
        yield PaperRow((run,) if cells else (), size, bold)


def _place(align: Align, cells: Cells, size: int, profile: PrinterProfile) -> int:
    """Return where a line begins; the centre is the paper's, as a code's is.

    Of a last comma only the left half is seen, so only that half is centred.
    """
    column = ANK_DOTS * size
    dots = width(cells) * column
    most = profile.columns * ANK_DOTS - dots
    if align is Align.CENTER:
        seen = dots - column * ends_hollow(cells)
        middle = min(most, (profile.width_dots - seen) // 2)
        return middle if profile.text.places else middle // ANK_DOTS * ANK_DOTS
    return most if align is Align.RIGHT else 0
