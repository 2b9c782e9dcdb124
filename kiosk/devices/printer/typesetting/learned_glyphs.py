"""Which characters a printer learns for one receipt, and the codes they are sent as.

A learned glyph is two columns wide. A letter of one column shares it with a neighbour
of one column, which is then drawn as well; words of joined scripts are never learned.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from PIL import Image

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.dots import glyphs
from kiosk.devices.printer.typesetting.paper_rows import PaperRow, PaperRows
from kiosk.devices.printer.typesetting.wrap import Cells, width

_CODES = 94
"""Codes in one row of a two-byte character set, 21 to 7E behind a first of A1."""


@dataclass(frozen=True, slots=True)
class LearnedGlyphs:
    """What is taught ahead of a receipt, and which lines can be sent as text."""

    codes: dict[str, bytes] = field(default_factory=dict, repr=False)

    def text(self, cells: Cells) -> bytes | None:
        """Return the bytes of a run, None where a character was not taught."""
        said = b""
        for group in grouped(cells):
            drawn = any(cell.drawn for cell in group)
            code = self.codes.get(_key(group)) if drawn else b""
            if code is None:
                return None
            said += code or b"".join(cell.code for cell in group)
        return said


def learn(rows: PaperRows, profile: PrinterProfile) -> LearnedGlyphs:
    """Give the first rare characters of a job the printer's codes for learned ones."""
    wanted: dict[str, None] = {}
    for row in rows:
        if isinstance(row, PaperRow):
            found = [
                _key(g) for run in row.runs for g in grouped(run.cells) if _fits(g)
            ]
            wanted |= dict.fromkeys(found)
    first = profile.text.first_code
    room = min(profile.text.user_glyphs, 0xFF - first[1])
    taught = list(wanted)[:room]
    return LearnedGlyphs(
        {key: bytes((first[0], first[1] + place)) for place, key in enumerate(taught)}
    )


def glyph_dots(key: str) -> bytes:
    """Return what is learned, 72 bytes: a wide character, or two narrow ones."""
    parts = key.split("\0")
    if len(parts) == 1:
        return glyphs.columns(glyphs.wide(key))
    cell = Image.new("1", (glyphs.CELL, glyphs.CELL), 0)
    for index, text in enumerate(parts):
        cell.paste(glyphs.narrow(text), (index * glyphs.CELL // 2, 0))
    return glyphs.columns(cell)


def _key(group: Cells) -> str:
    return "\0".join(cell.text for cell in group)


def _fits(group: Cells) -> bool:
    drawn = any(cell.drawn for cell in group)
    return drawn and width(group) == 2 and not any(cell.joined for cell in group)


def grouped(cells: Cells) -> Iterable[Cells]:
    """Yield cells one by one, a drawn letter of one column with the one beside it.

    The next one is preferred; at the end it takes the one before.
    """
    groups: list[Cells] = []
    for cell in cells:
        last = groups[-1] if groups else ()
        alone = len(last) == 1 and last[0].width == cell.width == 1
        # Either the one before still waits for company, or this one has no next.
        if alone and last[0].drawn:
            groups[-1] = (*last, cell)
        else:
            groups.append((cell,))
    return _ended(groups)


def _ended(groups: list[Cells]) -> list[Cells]:
    """Pair a last lonely letter with a plain one before it."""
    for at in range(len(groups) - 1, 0, -1):
        here, before = groups[at], groups[at - 1]
        lonely = len(here) == len(before) == 1 and here[0].width == before[0].width == 1
        if lonely and here[0].drawn and not before[0].drawn:
            groups[at - 1 : at + 1] = [(*before, *here)]
            break
    return groups
