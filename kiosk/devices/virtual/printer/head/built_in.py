"""What the virtual printer has built in: a character set, and QR codes.

Written from the charsets' own limits, not from the kiosk's encoder.
"""

import qrcode
from PIL import Image

from kiosk.devices.printer.printer_profile import Charset

_LEVELS = {48: 1, 49: 0, 50: 3, 51: 2}
"""QR error correction L, M, Q, H as the numbers that the standard gives them."""


def decode(code: bytes, charset: Charset) -> str | None:
    """Return the character that the printer's font has at a code, None if none."""
    if len(code) == 1:
        return chr(code[0]) if code[0] < 0x80 else None
    if charset == "gb2312" and not (
        0xA1 <= code[1] <= 0xFE and (0xA1 <= code[0] <= 0xA9 or 0xB0 <= code[0] <= 0xF7)
    ):
        return None
    try:
        return code.decode("gb18030" if charset == "gb18030-2" else "gbk")
    except UnicodeDecodeError:
        return None


def code_dots(data: bytes, level: int, module: int) -> Image.Image:
    """Return a QR code without its quiet zone, each module `module` dots wide."""
    code = qrcode.QRCode(error_correction=_LEVELS.get(level, 1), box_size=1, border=0)
    code.add_data(data)
    code.make(fit=True)
    matrix = code.get_matrix()
    dots = Image.new("1", (len(matrix), len(matrix)), 0)
    dots.putdata([255 * cell for row in matrix for cell in row])
    side = dots.width * module
    return dots.resize((side, side), Image.Resampling.NEAREST)
