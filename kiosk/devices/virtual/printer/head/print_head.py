"""Carries commands out on the roll: modes, text, learned glyphs, codes, the cut.

An honest interpreter: what a real printer of this kind would not print right is
noted as an error. It has no line and no clock.
"""

from dataclasses import dataclass

from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.virtual.printer.command_ear import Command
from kiosk.devices.virtual.printer.habits import Habits, habits_of
from kiosk.devices.virtual.printer.head import graphics
from kiosk.devices.virtual.printer.head.characters import character
from kiosk.devices.virtual.printer.head.graphics import Graphic
from kiosk.devices.virtual.printer.head.modes import Modes
from kiosk.devices.virtual.printer.head.name_plate import name_plate
from kiosk.devices.virtual.printer.head.print_line import PrintLine
from kiosk.devices.virtual.printer.head.roll import Roll

_CHOOSE_MODEL = 65


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """What fell off at a cut."""

    dots: Image.Image
    text: str
    errors: tuple[str, ...]


@dataclass(slots=True, repr=False)
class Effect:
    """What one command did beside drawing."""

    mm: float = 0.0
    reply: bytes = b""
    asks_paper: bool = False
    """GS r 1: the answer is the sensors', which the press does not know."""
    cuts: bool = False
    """The knife moves once the paper has come so far; then `cut` gives the piece."""


class PrintHead:
    """The print engine of one model, with its roll."""

    def __init__(self, profile: PrinterProfile, habits: Habits | None = None) -> None:
        self._habits = habits or habits_of(profile)
        self.modes = self._fresh()
        self.selected = True
        self._profile = profile
        self.roll = Roll(profile)
        self._line = PrintLine()
        self._text: list[str] = []
        self._errors: list[str] = []
        self._fed = 0

    def _fresh(self) -> Modes:
        return self._as_new(self._habits.automatic_at_power_on)

    def _as_new(self, automatic: int) -> Modes:
        return Modes(automatic=automatic, enlarges_all=self._habits.enlarges_all)

    def restart(self) -> None:
        """Lose everything but the paper, as at power-on."""
        self.modes = self._fresh()
        self.selected = True
        self._line.clear()

    def drop_line(self) -> None:
        """Forget the characters that have not become a line yet."""
        self._line.clear()

    def fault(self, text: str) -> None:
        """Note what would look wrong on a real printer."""
        self._errors.append(text)

    def execute(self, command: Command) -> Effect:
        """Carry one command out."""
        self._fed = 0
        effect = Effect()
        if command.name == "ESC =":
            self.selected = bool(command.data[0] & 1)
        elif self.selected:
            self._do(command, effect)
        effect.mm = self._fed / self._profile.dots_per_mm
        return effect

    def _do(self, command: Command, effect: Effect) -> None:
        data = command.data
        match command.name:
            case "text" | "two-byte":
                self._character(data)
            case "LF":
                self._print_line()
            case "ESC d":
                self._print_line()
                self._feed(self.modes.spacing * max(0, data[0] - 1))
            case "ESC J":
                self._print_line(data[0])
            case "HT":
                self._tab()
            case "ESC $":
                self._line.move(data[0] + 256 * data[1])
            case "GS V" | "ESC i" | "ESC m":
                effect.cuts = self._to_knife(data)
            case "GS r" | "ESC v":
                effect.asks_paper = self._profile.answers.gs_r
            case "GS I":
                effect.reply = name_plate(self._profile, data[0])
            case "GS (":
                effect.reply = self._extended(data)
            case _:
                self._draw(command)

    def _draw(self, command: Command) -> None:
        """Carry out what makes a picture, or changes a setting."""
        data = command.data
        match command.name:
            case "GS v":
                self._burn(graphics.raster(data, self.roll.width))
            case "GS k" if self._habits.bars:
                names_set = self._habits.names_set
                width = self.roll.width
                self._burn(graphics.barcode(data, self.modes, width, names_set))
            case "ESC *":
                made = graphics.columns(data)
                self._line.put(made.dots, made.text)
            case "FS 2":
                self._learn(data)
            case "ESC @":
                self._initialise()
            case "unknown":
                self.fault(f"unknown command {data.hex(' ')}")
            case name if not self.modes.change(name, data):
                self.fault(f"{name} is not carried out by this printer")

    def _learn(self, data: bytes) -> None:
        """Keep a glyph, as long as there is room for it."""
        if len({*self.modes.learned, data[:2]}) > self._profile.text.user_glyphs:
            self.fault("there is no room for another glyph")
            return
        dots = Image.frombytes("1", (24, 24), data[2:])
        self.modes.learned[data[:2]] = dots.transpose(Image.Transpose.TRANSPOSE)

    def _tab(self) -> None:
        """Go on at the next tab stop; without one a tab does nothing."""
        place = self.modes.next_stop(self._line.pen)
        if place is not None:
            self._line.move(place, "\t")

    def _initialise(self) -> None:
        """ESC @: also drops the unprinted line and the learned glyphs."""
        self.modes = self._as_new(self.modes.automatic)
        self._line.clear()

    def _character(self, code: bytes) -> None:
        """Add a character to the line, printing the line first when it is full."""
        made = character(code, self.modes, self._profile.text.charset)
        if made.error:
            self.fault(made.error)
        if self._line.pen + made.dots.width > self.roll.width:
            self.fault("a line ran over the paper's edge")
            self._print_line()
        self._line.put(made.dots, made.text)

    def _print_line(self, feed: int | None = None) -> None:
        left = self._left(self._line.width)
        tallest = self._line.height
        for x, top, dots in self._line.parts():
            self.roll.burn(dots, left + x, top)
        if self._line or feed is None:
            self._text.append(self._line.text)
        self._line.clear()
        self._feed(max(tallest, self.modes.spacing if feed is None else feed))

    def _left(self, width: int) -> int:
        """Return where something so wide begins under ESC a."""
        free = self.roll.width - width
        return (0, free // 2, free)[min(self.modes.align, 2)]

    def _feed(self, dots: int) -> None:
        self.roll.feed(dots)
        self._fed += dots

    def _to_knife(self, data: bytes) -> bool:
        """Feed as far as a cut wants; it counts only at the start of a line."""
        if self._line:
            self.fault("a cut in the middle of a line does nothing")
            return False
        if len(data) > 1:
            before = self.roll.head
            self.roll.feed_to_knife(data[1])
            self._fed += self.roll.head - before
        return True

    def cut(self) -> Piece:
        """Cut where the paper is and return what falls off."""
        piece = Piece(self.roll.cut(), "\n".join(self._text), tuple(self._errors))
        self._text.clear()
        self._errors.clear()
        return piece

    def _extended(self, data: bytes) -> bytes:
        """Carry out GS ( H (process id) and GS ( k (QR)."""
        group, body = chr(data[0]), data[3:]
        answers = group == "H" and self._profile.answers.process_id
        if answers and body[:2] == b"\x30\x30":
            return b"\x37\x22" + body[2:6] + b"\x00"
        codes = group == "k" and self._profile.qr.native
        if not codes or body[:1] != b"\x31" or len(body) < 3:
            self.fault(f"unknown command GS ( {group}")
        elif body[1] == _CHOOSE_MODEL and not self._habits.chooses_model:
            self.fault("GS ( k 65 comes out as characters")
            self._character(b"2")
        elif not self.modes.store_code(body[1], body[2:]):
            self._burn(graphics.matrix_code(self.modes, self.roll.width))
        return b""

    def _burn(self, made: Graphic) -> None:
        """Put a picture on the paper by itself."""
        if made.error:
            self.fault(made.error)
        if not (made.dots.width and made.dots.height):
            return
        self.roll.burn(made.dots, self._left(made.dots.width))
        self._text.append(made.text)
        self._feed(made.dots.height)
