"""Rows become segments: whole commands, one line each, that the line may stop between.

Knows the order of commands in a job; knows neither the port nor the job's row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from kiosk.devices.printer.printer_profile import ANK_DOTS, PrinterProfile
from kiosk.devices.printer.typesetting import escpos_commands
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.dots.barcode_dots import HEIGHT, MODULE, checked
from kiosk.devices.printer.typesetting.dots.paper_dots import (
    QUIET_MODULES,
    code_height,
    row_dots,
    row_height,
)
from kiosk.devices.printer.typesetting.learned_glyphs import (
    LearnedGlyphs,
    glyph_dots,
    learn,
)
from kiosk.devices.printer.typesetting.paper_layout import lay_out
from kiosk.devices.printer.typesetting.paper_rows import (
    AnyRow,
    BarsRow,
    CodeRow,
    PaperRow,
)
from kiosk.devices.printer.typesetting.proof import ReceiptProof, proof_of
from kiosk.devices.printer.typesetting.qr_commands import qr
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    PaperRule,
    Receipt,
    TextLine,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes that must go out together, and the paper fed once they are printed.

    The first of a job, its prologue, prints nothing.
    """

    data: bytes = field(repr=False)
    mm: float
    """Millimetres from the job's start to this segment's end."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A receipt ready to send."""

    number: int
    proof: ReceiptProof
    segments: tuple[Segment, ...]
    plain_segments: tuple[Segment, ...]
    """The same for a printer that proves nothing, with a line where it begins."""

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return sum(len(segment.data) for segment in self.segments)

    @property
    def mm(self) -> float:
        """Return the length of paper the job feeds, up to the knife."""
        return self.segments[-1].mm

    @property
    def data(self) -> bytes:
        """Return the whole job as one string of bytes."""
        return b"".join(segment.data for segment in self.segments)


Piece = tuple[bytes, float]
"""Commands and the millimetres that they feed."""


def build_job(
    receipt: Receipt, profile: PrinterProfile, number: int, above: str = ""
) -> PrintJob:
    """Lay a receipt out and return its segments, with prologue, cut and question.

    :param above: a first line that says where the receipt begins; printed where the
        last cut cannot be proved.

    :raises ValueError: when a code or a table in it cannot be printed, or when the
        bytes would be taken for a real-time command.
    """
    rows = lay_out(receipt, profile)
    learned = learn(rows, profile)
    proof = proof_of(profile.answers, number)
    pieces: list[Piece] = [(prologue(profile), 0.0)]
    pieces += [(taught, 0.0) for taught in _taught(learned)]
    start = len(pieces)
    pieces += [_piece(row, learned, profile) for row in rows]
    to_knife = profile.line_mm + profile.mechanism.cutter_gap_mm
    plain = [*pieces[:start], *_above(above, profile), *pieces[start:]]
    plain.append((epilogue(profile, proof.plain), to_knife))
    pieces.append((epilogue(profile, proof.closing), to_knife))
    segments, plain_segments = _segments(pieces), _segments(plain)
    job = PrintJob(
        *(number, proof, segments if proof.openings else plain_segments),
        plain_segments,
    )
    for way in (segments, plain_segments):
        sent = b"".join(segment.data for segment in way)
        if escpos_commands.realtime_pairs(sent):
            raise ValueError("the job holds bytes that printers obey at once")
    return job


def _taught(learned: LearnedGlyphs) -> Iterator[bytes]:
    """Yield a command for each character that the printer has to learn."""
    for key, code in learned.codes.items():
        yield escpos_commands.define_glyph(code, glyph_dots(key))


def _segments(pieces: list[Piece]) -> tuple[Segment, ...]:
    lengths = accumulate(mm for _, mm in pieces)
    return tuple(
        Segment(data, mm) for (data, _), mm in zip(pieces, lengths, strict=True)
    )


def _above(above: str, profile: PrinterProfile) -> list[Piece]:
    """Return the line at which a receipt begins; rare characters are drawn."""
    if not above:
        return []
    rows = lay_out(Receipt("above", (TextLine(above, Align.CENTER),)), profile)
    return [_piece(row, LearnedGlyphs({}), profile) for row in rows]


def prologue(profile: PrinterProfile) -> bytes:
    """Return what brings any printer from any state to the one a receipt expects."""
    return (
        profile.presenter.retract_bytes
        + escpos_commands.SELECT_PRINTER
        + escpos_commands.INITIALISE
        + escpos_commands.CHINESE_ON
        + escpos_commands.kanji_spacing(*profile.text.kanji_spacing)
        + escpos_commands.line_spacing(profile.text.line_dots)
        + escpos_commands.NEAR_END_GOES_ON
    )


def epilogue(profile: PrinterProfile, closing: bytes) -> bytes:
    """Return the cut, which counts only at a line's start, and the question behind."""
    cut = escpos_commands.LINE_FEED + profile.mechanism.cut_bytes
    return cut + profile.presenter.present_bytes + closing


def void_strip(lines: tuple[str, ...], profile: PrinterProfile) -> bytes:
    """Return what ends a receipt that was broken off: words that void it, and the cut.

    It is as good for paper on which nothing hangs.
    """
    words = tuple(TextLine(line, Align.CENTER, 2, bold=True) for line in lines)
    receipt = Receipt("void", (PaperRule(), *words, PaperRule()))
    rows = lay_out(receipt, profile)
    learned = learn(rows, profile)
    text = b"".join(_piece(row, learned, profile)[0] for row in rows)
    start = prologue(profile) + b"".join(_taught(learned)) + escpos_commands.LINE_FEED
    end = escpos_commands.LINE_FEED + profile.mechanism.cut_bytes
    return start + text + end + profile.presenter.retract_bytes


def _piece(row: AnyRow, learned: LearnedGlyphs, profile: PrinterProfile) -> Piece:
    if isinstance(row, CodeRow):
        quiet = escpos_commands.feed(QUIET_MODULES * profile.qr.module)
        code = escpos_commands.ALIGN_CENTER + qr(row.data, profile.qr)
        mm = code_height(row, profile) / profile.dots_per_mm
        return quiet + code + quiet + escpos_commands.ALIGN_LEFT, mm
    if isinstance(row, BarsRow):
        return _bars(row, profile), HEIGHT / profile.dots_per_mm
    if row.rule:
        return _rule(row, profile), profile.line_mm
    mm = row_height(row, profile) / profile.dots_per_mm
    text = _runs(row, learned, profile.text.places)
    return _picture(row, profile) if text is None else _line(row, text, profile), mm


def _bars(row: BarsRow, profile: PrinterProfile) -> bytes:
    """Return a barcode, as a picture for printers without their own."""
    data, names_set = checked(row.data), profile.barcode.names_set
    if not profile.barcode.native:
        return _picture(row, profile)
    drawn = escpos_commands.code128(data, HEIGHT, MODULE, names_set)
    return escpos_commands.ALIGN_CENTER + drawn + escpos_commands.ALIGN_LEFT


def _rule(row: PaperRow, profile: PrinterProfile) -> bytes:
    """Return dashes of twice the width, half as many; they are no thicker so."""
    apart = profile.text.size == "esc"
    half, odd = divmod(len(row.cells), 2)
    dash = row.cells[0].code
    wide = escpos_commands.character_width(2, apart)
    plain = escpos_commands.character_size(1, apart)
    return wide + dash * half + plain + dash * odd + escpos_commands.LINE_FEED


def _line(row: PaperRow, text: bytes, profile: PrinterProfile) -> bytes:
    """Return one line of text; a larger one gets room and gives it back."""
    indent = _gap(0, row.runs[0].at, profile.text.places) if row.runs else b""
    if row.bold:
        text = escpos_commands.BOLD_ON + text + escpos_commands.BOLD_OFF
    if row.size == 1:
        return indent + text + escpos_commands.LINE_FEED
    dots, apart = profile.text.line_dots, profile.text.size == "esc"
    return (
        escpos_commands.line_spacing(min(255, dots * row.size))
        + indent
        + escpos_commands.character_size(row.size, apart)
        + text
        + escpos_commands.LINE_FEED
        + escpos_commands.character_size(1, apart)
        + escpos_commands.line_spacing(dots)
    )


def _runs(row: PaperRow, learned: LearnedGlyphs, places: bool) -> bytes | None:
    """Return a row's runs, each but the first brought to its place.

    None where a character is neither in the printer nor taught to it. Only rows of
    plain size have more than one run.
    """
    said, reached = b"", row.runs[0].at if row.runs else 0
    for run in row.runs:
        text = learned.text(run.cells)
        if text is None:
            return None
        said += _gap(reached, run.at, places) + text
        reached = run.at + run.columns * ANK_DOTS
    return said


def _gap(reached: int, wanted: int, places: bool) -> bytes:
    """Return blanks, or the place where these are longer or would not meet it.

    One blank stays between two runs, for whoever reads the text without its places.
    """
    blanks, rest = divmod(wanted - reached, ANK_DOTS)
    placed = b" " * bool(reached) + escpos_commands.place(wanted)
    plain = not places or (not rest and blanks <= len(placed))
    return b" " * blanks if plain else placed


def _picture(row: PaperRow | BarsRow, profile: PrinterProfile) -> bytes:
    """Return one line drawn here; of text as high as the printer would make it."""
    dots = row_dots(row, profile)
    return escpos_commands.raster(glyphs.rows(dots), profile.width_dots)
