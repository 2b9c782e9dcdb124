"""One character as a printer makes it: learned or built in, sized, with its gaps."""

from PIL import Image

from kiosk.devices.printer.printer_profile import Charset
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.virtual.printer.head.built_in import decode
from kiosk.devices.virtual.printer.head.graphics import PICTURE, Graphic
from kiosk.devices.virtual.printer.head.modes import Modes

_MISSING = "?"


def character(code: bytes, modes: Modes, charset: Charset) -> Graphic:
    """Return what stands on the line for one code, of one byte or of two."""
    made = _glyph(code, modes, charset)
    dots = made.dots
    size = modes.size if len(code) == 1 else modes.kanji_size
    if size != (1, 1):
        dots = dots.resize((dots.width * size[0], dots.height * size[1]))
    if len(code) == 2 and modes.kanji_gap != (0, 0):
        left, right = modes.kanji_gap
        wider = Image.new("1", (dots.width + left + right, dots.height), 0)
        wider.paste(dots, (left, 0))
        dots = wider
    return Graphic(dots, made.text, made.error)


def _glyph(code: bytes, modes: Modes, charset: Charset) -> Graphic:
    if code in modes.learned:
        return Graphic(modes.learned[code], PICTURE)
    text = decode(code, charset)
    if text is None:
        error = f"the font has no character {code.hex(' ')}"
        return Graphic(glyphs.narrow(_MISSING), _MISSING, error)
    draw = glyphs.wide if len(code) == 2 else glyphs.narrow
    return Graphic(draw(text, modes.bold), text)
