"""A receipt as it will come out, drawn from the very rows that are printed.

For the screen; private parts are told as rectangles, covering them is its matter.
"""

from itertools import accumulate

from PIL import Image

from kiosk.devices.printer.printer_port import ReceiptPreview
from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.dots.paper_dots import row_dots
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import PaperRow
from kiosk.devices.printer.typesetting.receipt_elements import Receipt

Box = tuple[int, int, int, int]


def draw_receipt(receipt: Receipt, profile: PrinterProfile) -> ReceiptPreview:
    """Return the dots of a receipt from its first line to its last.

    What the cutter adds in white above and below is left out.

    :raises ValueError: when the receipt cannot be laid out.
    """
    rows = lay_out(receipt, profile)
    pictures = [row_dots(row, profile) for row in rows]
    tops = list(accumulate((dots.height for dots in pictures), initial=0))
    paper = Image.new("1", (profile.width_dots, max(1, tops[-1])), 0)
    private: list[Box] = []
    for row, dots, top in zip(rows, pictures, tops, strict=False):
        paper.paste(dots, (0, top))
        if isinstance(row, PaperRow):
            private += _covered(row, top, dots.height)
    return ReceiptPreview(
        *(paper.width, paper.height, glyphs.rows(paper)),
        tuple(private),
        profile.dots_per_mm,
    )


def _covered(row: PaperRow, top: int, height: int) -> list[Box]:
    """Return what hides the private runs of a line, as high as the line."""
    return [
        (run.at, top, run.columns * ANK_DOTS * row.size, height)
        for run in row.runs
        if run.private and run.cells
    ]
