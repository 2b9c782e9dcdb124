"""Rows as dots: what has to be sent as a picture, and all of a preview.

Where things stand was decided by the layout; nothing is sent from here.
"""

import qrcode
from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.dots.barcode_dots import bars
from kiosk.devices.printer.typesetting.dots.joined_scripts import TALL
from kiosk.devices.printer.typesetting.paper_rows import (
    AnyRow,
    BarsRow,
    CodeRow,
    PaperRow,
)

QUIET_MODULES = 4
"""White modules above and below a code, which the printer does not leave itself."""


def row_height(row: PaperRow, profile: PrinterProfile) -> int:
    """Return how far a line of text moves the paper, at most what one byte says."""
    tall = any(cell.joined for cell in row.cells)
    least = (TALL if tall else glyphs.CELL) * row.size
    return max(min(255, profile.text.line_dots * row.size), least)


def draw_row(paper: glyphs.Dots, top: int, row: PaperRow) -> None:
    """Draw a line of text on the paper."""
    runs = (
        (run.at, ((cell.text, cell.width) for cell in run.cells)) for run in row.runs
    )
    glyphs.line(paper, top, runs, row.size, row.bold)


def row_dots(row: AnyRow, profile: PrinterProfile) -> glyphs.Dots:
    """Return a row as a picture as wide as the paper."""
    if isinstance(row, CodeRow):
        return code_dots(row, profile)
    if isinstance(row, BarsRow):
        picture = bars(row.data)
        paper = Image.new("1", (profile.width_dots, picture.height), 0)
        paper.paste(picture, ((paper.width - picture.width) // 2, 0))
        return paper
    paper = Image.new("1", (profile.width_dots, row_height(row, profile)), 0)
    draw_row(paper, 0, row)
    return paper


def code_height(row: CodeRow, profile: PrinterProfile) -> int:
    """Return the dots from above a code to below it, with its quiet zone.

    A printer that takes the data byte by byte makes the largest code; none is larger.
    """
    level = qrcode.constants.ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level)
    code.add_data(row.data.encode("utf-8"), optimize=0)
    modules = 17 + 4 * int(code.best_fit(start=1))
    return (modules + 2 * QUIET_MODULES) * profile.qr.module


def code_dots(row: CodeRow, profile: PrinterProfile) -> glyphs.Dots:
    """Return the code that the printer makes of the same data, with its quiet zone.

    A printer may choose another of the eight masks; the size is the same.
    """
    module, level = profile.qr.module, qrcode.constants.ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, box_size=1, border=0)
    code.add_data(row.data.encode("utf-8"))
    code.make(fit=True)
    matrix = code.get_matrix()
    fine = Image.new("1", (len(matrix), len(matrix)), 0)
    fine.putdata([255 * cell for line in matrix for cell in line])
    side, quiet = fine.width * module, QUIET_MODULES * module
    paper = Image.new("1", (profile.width_dots, side + 2 * quiet), 0)
    place = ((paper.width - side) // 2, quiet)
    paper.paste(fine.resize((side, side), Image.Resampling.NEAREST), place)
    return paper
