"""The virtual printer's roll: dots at the head, a knife behind it, pictures of pieces.

It draws what it is told where it is told; commands and modes are the head's matter.
"""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from kiosk.devices.printer.printer_profile import PrinterProfile

_STEP = 2048
_SCALE = 2
_PAPER = (252, 251, 247)
_INK = (38, 36, 42)
_DESK = (203, 207, 211)
_TOOTH = 6


class Roll:
    """A strip of dots from the knife to the head and on; grows while it is fed."""

    def __init__(self, profile: PrinterProfile) -> None:
        self.width = profile.width_dots
        self._gap = round(profile.mechanism.cutter_gap_mm * profile.dots_per_mm)
        self._strip = Image.new("1", (self.width, _STEP), 0)
        self.head = self._gap
        """The row under the head, counted from the last cut."""

    def feed(self, dots: int) -> None:
        """Move the paper on."""
        self.head += dots
        self._make_room(self.head)

    def _make_room(self, row: int) -> None:
        """Let the strip reach past a row."""
        if row + _STEP // 2 > self._strip.height:
            longer = Image.new("1", (self.width, row + _STEP), 0)
            longer.paste(self._strip, (0, 0))
            self._strip = longer

    def burn(self, dots: Image.Image, left: int, top: int = 0) -> None:
        """Blacken dots at `left`, `top` rows below the head; white burns nothing."""
        box = (left, self.head + top, left + dots.width, self.head + top + dots.height)
        self._make_room(box[3])
        under = self._strip.crop(box)
        self._strip.paste(ImageChops.logical_or(under, dots), box)

    @property
    def hangs(self) -> int:
        """Return how many rows have been fed since the last cut."""
        return self.head - self._gap

    def hanging(self) -> Image.Image:
        """Return what hangs from the knife to the head, and what is past it."""
        return self._strip.crop((0, 0, self.width, self.head))

    def cut(self) -> Image.Image:
        """Cut at the knife, which is the gap past the head, and return the piece."""
        end = max(1, self.head - self._gap)
        piece = self._strip.crop((0, 0, self.width, end))
        rest = self._strip.crop((0, end, self.width, self._strip.height))
        self._strip = Image.new("1", (self.width, max(_STEP, rest.height)), 0)
        self._strip.paste(rest, (0, 0))
        self.head = self._gap
        return piece

    def feed_to_knife(self, more: int) -> None:
        """Feed until the last line has passed the knife, and a little more."""
        self.feed(self._gap + more)


def picture(piece: Image.Image, paper_dots: int) -> Image.Image:
    """Return a piece as a photograph of thermal paper: margins, teeth, soft dots."""
    margin = max(0, (paper_dots - piece.width) // 2)
    width, height = piece.width + 2 * margin, piece.height + 2 * _TOOTH
    ink = Image.new("L", (width, height), 0)
    ink.paste(piece.convert("L"), (margin, _TOOTH))
    ink = ink.resize((width * _SCALE, height * _SCALE), Image.Resampling.NEAREST)
    # Neighbouring dots of a thermal head run into each other a little.
    ink = ink.filter(ImageFilter.GaussianBlur(1.1)).point(_darkness)
    sheet = Image.new("RGB", ink.size, _PAPER)
    sheet.paste(_INK, mask=ink)
    return _on_desk(sheet)


def _darkness(level: int) -> int:
    return max(0, min(255, round((level - 40) * 1.45)))


def _on_desk(sheet: Image.Image) -> Image.Image:
    """Lay the sheet with its toothed edges on a plain ground with a soft shadow."""
    edge = 28
    size = (sheet.width + 2 * edge, sheet.height + 2 * edge)
    outline = Image.new("L", size, 0)
    ImageDraw.Draw(outline).polygon(_teeth(edge, sheet.width, sheet.height), 255)
    shadow = ImageChops.offset(outline, 3, 6).filter(ImageFilter.GaussianBlur(9))
    desk = Image.new("RGB", size, _DESK)
    desk.paste((150, 154, 160), mask=shadow.point(lambda level: level * 6 // 10))
    laid = Image.new("RGB", size, _PAPER)
    laid.paste(sheet, (edge, edge))
    desk.paste(laid, mask=outline)
    return desk


def _teeth(edge: int, width: int, height: int) -> list[tuple[int, int]]:
    """Return the sheet's outline; the knife leaves small teeth above and below."""
    tooth = _TOOTH * _SCALE
    across = range(edge, edge + width + 1, tooth)
    upper = [(x, edge + (index % 2) * tooth // 2) for index, x in enumerate(across)]
    lower = [
        (x, edge + height - 1 - (index % 2) * tooth // 2)
        for index, x in enumerate(across)
    ]
    right = edge + width - 1
    return [*upper, (right, edge), (right, edge + height - 1), *reversed(lower)]
