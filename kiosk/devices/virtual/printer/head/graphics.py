"""Pictures that a printer makes of a command: QR codes, barcodes, rows of dots.

Each is dots with the words that stand for them in what can be read.
"""

from dataclasses import dataclass

from PIL import Image

from kiosk.devices.virtual.printer.head.bars import bar_dots, values
from kiosk.devices.virtual.printer.head.built_in import code_dots
from kiosk.devices.virtual.printer.head.modes import Modes

PICTURE = "\ufffc"
"""Stands in a receipt's text for a learned glyph or a line of dots."""

_CODE128 = 73


@dataclass(frozen=True, slots=True, repr=False)
class Graphic:
    """Dots for the paper, the text for them, and what is wrong with them."""

    dots: Image.Image
    text: str
    error: str = ""


NOTHING = Image.new("1", (0, 0), 0)


def matrix_code(modes: Modes, width: int) -> Graphic:
    """Return the QR code that was stored last."""
    try:
        dots = code_dots(modes.qr_data, modes.qr_level, modes.qr_module)
    except ValueError:
        return Graphic(NOTHING, "", "a code cannot hold so much")
    if dots.width > width:
        return Graphic(NOTHING, "", "a code is wider than the paper")
    return Graphic(dots, f"[QR:{modes.qr_data.decode('utf-8', 'replace')}]")


def barcode(data: bytes, modes: Modes, width: int, names_set: bool) -> Graphic:
    """Return a CODE128 of GS k's parameters; other kinds are not drawn here."""
    if data[0] != _CODE128:
        return Graphic(NOTHING, "", f"barcode {data[0]} is not carried out")
    body = data[2:]
    symbol = values(body, names_set)
    if symbol is None:
        return Graphic(NOTHING, "", "a barcode that cannot be drawn")
    dots = bar_dots(symbol, modes.bar_module, modes.bar_height)
    if dots.width > width:
        return Graphic(NOTHING, "", "a barcode is wider than the paper")
    words = body[2:] if names_set else body
    return Graphic(dots, f"[CODE128:{words.decode('latin-1')}]")


def raster(data: bytes, width: int) -> Graphic:
    """Return the rows of dots of GS v 0."""
    across = data[2] + 256 * data[3]
    high = data[4] + 256 * data[5]
    if not (across and high):
        return Graphic(NOTHING, "", "a picture of no size")
    dots = Image.frombytes("1", (across * 8, high), data[6:])
    wider, taller = 1 + (data[1] & 1), 1 + (data[1] >> 1 & 1)
    if (wider, taller) != (1, 1):
        dots = dots.resize((dots.width * wider, dots.height * taller))
    if dots.width <= width:
        return Graphic(dots, PICTURE)
    narrow = dots.crop((0, 0, width, dots.height))
    return Graphic(narrow, PICTURE, "a picture is wider than the paper")


def columns(data: bytes) -> Graphic:
    """Return the columns of dots of ESC *, 8 or 24 high, single density widened."""
    tall = 3 if data[0] in (32, 33) else 1
    across = data[1] + 256 * data[2]
    if not across:
        return Graphic(NOTHING, "", "a picture of no size")
    lying = Image.frombytes("1", (tall * 8, across), data[3:])
    dots = lying.transpose(Image.Transpose.TRANSPOSE)
    wide = 1 if data[0] in (1, 33) else 2
    high = 1 if tall == 3 else 3
    return Graphic(dots.resize((dots.width * wide, dots.height * high)), PICTURE)
