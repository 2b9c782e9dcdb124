"""What one model of receipt printer can do, as data from `config/printers/`.

Only facts about the printer; which line it hangs on is in `kiosk.toml`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from kiosk.devices.printer.typesetting.escpos_commands import realtime_pairs
from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.domain.toml_table import TomlTable
from kiosk.settings.profiles import find_profile
from kiosk.settings.toml_file import SettingsMistake, decode_toml

Charset = Literal["gb2312", "gbk", "gb18030-2"]
"""Which two-byte codes the printer's own font holds; four-byte ones are never sent."""

ANK_DOTS = 12
"""The width of one column: a single-byte character of font A is 12 x 24 dots."""

Dots = Annotated[int, msgspec.Meta(ge=192, le=832)]
Spacing = Annotated[int, msgspec.Meta(ge=0, le=24)]
Hex = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([0-9a-f]{2})( [0-9a-f]{2}){0,31}$(?!\n)",
        description="bytes",
    ),
]
TwoBytes = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[89a-f][0-9a-f] [4-9a-f][0-9a-f]$(?!\n)", description="two_bytes"
    ),
]
MaybeHex = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(([0-9a-f]{2})( [0-9a-f]{2}){0,31})?$(?!\n)",
        description="bytes",
    ),
]
_CUTS_NOT = re.compile(
    r"^[2-9a-f]|\b1b (40|3d)\b|\b1d (3a|5e|76|28|38|2a|6b)\b|\b1d$"
    r"|\b1d 56(?! (00|01|30|31)\b)(?! (41|42|61|62|67|68) [0-9a-f]{2}\b)"
)
"""Prints, resets, deselects, takes what follows for its data, or is half a command."""
PrinterName = Annotated[
    str,
    msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,60}$(?!\n)", description="name_line"),
]
Baud = Literal[9600, 19200, 38400, 57600, 115200]


class PrinterText(TomlTable, frozen=True, kw_only=True):
    """The built-in font and what can be added to it."""

    charset: Charset = "gbk"
    kanji_spacing: tuple[Spacing, Spacing] = (0, 0)
    """Dots left and right of a two-byte character; 0 keeps two columns to one."""
    user_glyphs: Annotated[int, msgspec.Meta(ge=0, le=94)] = 0
    """How many 24 x 24 characters FS 2 takes; 0: it has no FS 2."""
    first_glyph: TwoBytes = "fe a1"
    """The code of the first one; the others follow it in its row."""
    size: Literal["gs", "esc"] = "gs"
    """GS ! enlarges all characters; "esc": it does not enlarge Chinese ones, so ESC !
    and FS ! are sent."""
    places: bool = True
    """ESC $: what follows begins at a dot; else blanks bring it to a column."""
    line_dots: Annotated[int, msgspec.Meta(ge=24, le=120)] = 32
    """From one line's top to the next line's, as set with ESC 3."""

    @property
    def first_code(self) -> bytes:
        """Return the two bytes of the first learned character."""
        return bytes.fromhex(self.first_glyph)


class Qr(TomlTable, frozen=True, kw_only=True):
    """The printer's own QR codes (GS ( k)."""

    native: bool = True
    module: Annotated[int, msgspec.Meta(ge=3, le=12)] = 6
    """The side of one module in dots."""
    chooses_model: bool = True
    """GS ( k 65 says which of two kinds of code; some printers know only one, and print
    the command as rubbish."""


class Bars(TomlTable, frozen=True, kw_only=True):
    """The printer's own barcodes (GS k 73, CODE128)."""

    native: bool = True
    names_set: bool = True
    """The data begins with the set of characters, {B; some printers choose themselves,
    and print these two too."""


class PrinterAnswers(TomlTable, frozen=True, kw_only=True):
    """What the printer answers beside DLE EOT 1 to 4, which each one has."""

    process_id: bool = False
    """GS ( H 48: repeats a number when all before it has been printed."""
    gs_r: bool = True
    """GS r 1: answers in order, so after the cut when sent after the cut."""
    clear_dc4: bool = False
    """DLE DC4 8: drops what is buffered and says so."""
    macro: bool = False
    """GS : keeps commands until the power goes, and GS ^ carries them out: the proof
    that the printer that answers after a receipt is the one that began it."""
    wait: Annotated[float, msgspec.Meta(ge=0.05, le=5)] = 0.3
    """Seconds that an answer may take, before any was measured on the line."""

    @property
    def answers_in_order(self) -> bool:
        """Tell whether the printer can say that it has come so far."""
        return self.process_id or self.gs_r

    @property
    def proves(self) -> bool:
        """Tell whether its answer excludes that it lost its power in between."""
        return self.macro and self.answers_in_order


class Mechanism(TomlTable, frozen=True, kw_only=True):
    """Paper path and buffer."""

    speed_mm_s: Annotated[float, msgspec.Meta(ge=10, le=1000)] = 100.0
    cutter_gap_mm: Annotated[float, msgspec.Meta(ge=0, le=100)] = 14.0
    """From the head to the knife; the cut command feeds this far by itself."""
    cut_s: Annotated[float, msgspec.Meta(ge=0, le=5)] = 0.3
    buffer_bytes: Annotated[int, msgspec.Meta(ge=256, le=1_048_576)] = 4096
    paper_end: Literal["keeps", "drops", "unknown"] = "unknown"
    """What becomes of the buffer when the paper ends in the middle."""
    cut: Hex = "1d 56 42 00"

    @property
    def cut_bytes(self) -> bytes:
        """Return the command that feeds to the knife and cuts."""
        return bytes.fromhex(self.cut)


class PresenterProfile(TomlTable, frozen=True, kw_only=True):
    """What hands a receipt out; all empty where it falls or is torn off."""

    present: MaybeHex = ""
    """Sent after the cut."""
    retract: MaybeHex = ""
    """Draws a receipt that nobody took back inside; also sent before the next one."""
    taken: Literal["unknown", "bit_7", "full_status"] = "unknown"
    """What says that one is still there: bit 7 of DLE EOT 1, or DLE EOT 20."""
    wait: Annotated[float, msgspec.Meta(ge=5, le=300)] = 30.0
    """Seconds after which one that nobody took is drawn back."""

    @property
    def present_bytes(self) -> bytes:
        """Return what hands the receipt out."""
        return bytes.fromhex(self.present)

    @property
    def retract_bytes(self) -> bytes:
        """Return what draws it back in."""
        return bytes.fromhex(self.retract)


class FactoryLine(TomlTable, frozen=True, kw_only=True):
    """How the maker delivers the serial line; `kiosk.toml` may say otherwise."""

    baud: Baud = 115200
    handshake: Literal["none", "rtscts"] = "none"


class PrinterProfile(TomlTable, frozen=True, kw_only=True):
    """One file of `config/printers/`."""

    name: PrinterName
    paper_mm: Annotated[int, msgspec.Meta(ge=40, le=120)] = 80
    dots_per_mm: Annotated[float, msgspec.Meta(ge=4, le=24)] = 8.0
    """Of the head: 8 at 203 dpi, 7.09 at 180 dpi."""
    width_dots: Dots = 576
    columns: Annotated[int, msgspec.Meta(ge=16, le=69)] = 48
    text: PrinterText = PrinterText()
    qr: Qr = Qr()
    barcode: Bars = Bars()
    answers: PrinterAnswers = PrinterAnswers()
    mechanism: Mechanism = Mechanism()
    presenter: PresenterProfile = PresenterProfile()
    line: FactoryLine = FactoryLine()

    @property
    def line_mm(self) -> float:
        """Return how far one line of plain text moves the paper."""
        return self.text.line_dots / self.dots_per_mm


def load_printer_profile(config_path: Path, name: str) -> PrinterProfile:
    """Read a printer profile, the one beside `kiosk.toml` before the shipped one.

    :raises SettingsMistake: when the file is missing or does not fit.
    """
    path = find_profile(config_path, "printers", name)
    profile = decode_toml(path, PrinterProfile)
    wrong = [Mistake(place, why, str(path)) for place, why in _impossible(profile)]
    if wrong:
        raise SettingsMistake(*wrong)
    return profile


def _impossible(profile: PrinterProfile) -> Iterator[tuple[str, Message]]:
    """Yield each key that does not go with the others, and why."""
    most, dots = profile.width_dots // ANK_DOTS, profile.width_dots
    if profile.columns > most or profile.columns % 2:
        words = {"columns": profile.columns, "most": most, "dots": dots}
        yield "columns", Message("mistake__columns", **words)
    room = 0xFF - profile.text.first_code[1]
    if profile.text.user_glyphs > room:
        first = profile.text.first_glyph
        glyphs = Message("mistake__user_glyphs", first=first, most=room)
        yield "text.user_glyphs", glyphs
    commands = {
        "mechanism.cut": profile.mechanism.cut,
        "presenter.present": profile.presenter.present,
        "presenter.retract": profile.presenter.retract,
    }
    for place, command in commands.items():
        if realtime_pairs(bytes.fromhex(command)):
            yield place, Message("mistake__realtime", command=command)
        elif _CUTS_NOT.search(command):
            yield place, Message("mistake__no_cut", command=command)
