"""A label and its value as rows, and the rule across the paper."""

from collections.abc import Iterator

from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.paper_rows import PaperRow, PaperRun
from kiosk.devices.printer.typesetting.receipt_elements import ReceiptField
from kiosk.devices.printer.typesetting.wrap import (
    Cells,
    width,
    without_orphan,
    wrap,
)

GAP = 2
"""Columns between a field's label and its value."""


def field_rows(item: ReceiptField, profile: PrinterProfile) -> Iterator[PaperRow]:
    """Put both on one line, else hang the value, else put it below its label."""
    label = encode(item.label, profile.text.charset)
    value = encode(item.value, profile.text.charset)
    used = width(label) + GAP
    if used + width(value) <= profile.columns:
        (cells,) = wrap(value, profile.columns)
        run = _at_right(cells, item, profile)
        yield PaperRow((PaperRun(label), run), bold=item.bold)
        return
    hangs = used <= profile.columns // 2
    at = (used if hangs else GAP) * ANK_DOTS
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


def rule_row(profile: PrinterProfile) -> PaperRow:
    """Return dashes from edge to edge."""
    dashes = encode("─" * (profile.columns // 2), profile.text.charset)
    return PaperRow((PaperRun(dashes),), rule=True)
