"""A receipt as it will come out, drawn from the very rows that are printed.

For the screen; private parts are told as rectangles, covering them is its matter.
"""

from itertools import accumulate, pairwise

from PIL import Image

from kiosk.devices.printer.printer_port import ReceiptPreview
from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting import glyphs
from kiosk.devices.printer.typesetting.paper_dots import (
    code_dots,
    draw_row,
    row_height,
)
from kiosk.devices.printer.typesetting.paper_layout import (
    CodeRow,
    PaperRow,
    PaperRows,
    lay_out,
)
from kiosk.devices.printer.typesetting.receipt_elements import Receipt

Box = tuple[int, int, int, int]


def draw_receipt(receipt: Receipt, profile: PrinterProfile) -> ReceiptPreview:
    """Return the dots of a receipt from its first line to its last.

    What the cutter adds in white above and below is left out.

    :raises ValueError: when the receipt cannot be laid out.
    """
    rows = lay_out(receipt, profile)
    codes = {
        index: code_dots(row, profile)
        for index, row in enumerate(rows)
        if isinstance(row, CodeRow)
    }
    tops = list(accumulate(_heights(rows, codes, profile), initial=0))
    paper = Image.new("1", (profile.width_dots, max(1, tops[-1])), 0)
    private: list[Box] = []
    for index, (row, (top, end)) in enumerate(zip(rows, pairwise(tops), strict=True)):
        if isinstance(row, CodeRow):
            paper.paste(codes[index], (0, top))
        else:
            draw_row(paper, top, row)
            private += _covered(row, top, end - top)
    return ReceiptPreview(paper.width, paper.height, glyphs.rows(paper), tuple(private))


def _heights(
    rows: PaperRows, codes: dict[int, glyphs.Dots], profile: PrinterProfile
) -> list[int]:
    return [
        codes[index].height if isinstance(row, CodeRow) else row_height(row, profile)
        for index, row in enumerate(rows)
    ]


def _covered(row: PaperRow, top: int, height: int) -> list[Box]:
    """Return what hides the private runs of a line, as high as the line."""
    return [
        (run.at, top, run.columns * ANK_DOTS * row.size, height)
        for run in row.runs
        if run.private and run.cells
    ]
