"""A table's columns in the paper's columns: shares, alignment, wrapping inside a cell.

It answers None when the paper is too narrow; what to do then is layout's matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kiosk.devices.printer.printer_profile import Charset, PrinterProfile
from kiosk.devices.printer.typesetting.encode import encode
from kiosk.devices.printer.typesetting.receipt_elements import Columns
from kiosk.devices.printer.typesetting.wrap import Cells, widest_unit, width, wrap

_APART = 3
_WORD = 8
"""Columns of four Hanzi: a table that has to break such words is no table."""


@dataclass(frozen=True, slots=True, repr=False)
class TablePiece:
    """What a column has in one line, from the paper's column `start` on."""

    cells: Cells
    start: int
    column: int


@dataclass(frozen=True, slots=True, repr=False)
class TableLine:
    """One line of a table; empty pieces are left out."""

    pieces: tuple[TablePiece, ...]
    header: bool = False
    foot: bool = False


def table_lines(table: Columns, profile: PrinterProfile) -> list[TableLine] | None:
    """Return the table's lines, None where they do not fit.

    :raises ValueError: when a row has another number of cells than the widths.
    """
    charset = profile.text.charset
    told = (table.header, *table.rows, *([table.foot] if table.foot else []))
    rows = [_encoded(row, table, charset) for row in told]
    needed = [max(map(_needed, column)) for column in zip(*rows, strict=True)]
    room = profile.columns - (len(needed) - 1)
    if sum(needed) > room:
        return None
    gaps = _gaps(table, room - sum(needed))
    room = profile.columns - sum(gaps)
    widths = allot(table.widths, _wished(table.widths, needed, room), room)
    foot = len(rows) - 1 if table.foot else -1
    return [
        TableLine(pieces, index == 0, index == foot)
        for index, row in enumerate(rows)
        for pieces in _row_lines(row, widths, gaps, table.right)
    ]


def _gaps(table: Columns, spare: int) -> list[int]:
    """Return the blanks behind each column but the last.

    Figures and the words behind them would touch: they get more where there is room.
    """
    gaps = []
    for at in range(len(table.widths) - 1):
        touch = at in table.right and at + 1 not in table.right
        more = min(spare, _APART - 1) if touch else 0
        gaps.append(1 + more)
        spare -= more
    return gaps


def _wished(shares: Sequence[int], needed: list[int], room: int) -> list[int]:
    """Return the shares as least widths where they fit.

    Tables of the same shares, one below the other, then have the same columns.
    """
    wished = [max(need, share) for need, share in zip(needed, shares, strict=True)]
    return wished if sum(wished) <= room else needed


def _needed(cells: Cells) -> int:
    """Return the least width of a cell: a short word of Hanzi is not stood on end."""
    return max(widest_unit(cells), min(width(cells), _WORD))


def _encoded(row: tuple[str, ...], table: Columns, charset: Charset) -> list[Cells]:
    if len(row) != len(table.widths):
        raise ValueError(f"a row of {len(row)} cells in {len(table.widths)} columns")
    return [encode(text, charset) for text in row]


def allot(shares: Sequence[int], needed: Sequence[int], room: int) -> list[int]:
    """Divide `room` by shares, then let each column have at least what it needs.

    `room` must be at least the sum of `needed`.
    """
    widths = [room * share // sum(shares) for share in shares]
    widths[0] += room - sum(widths)
    for index, least in enumerate(needed):
        while widths[index] < least:
            spare = [have - need for have, need in zip(widths, needed, strict=True)]
            widths[spare.index(max(spare))] -= 1
            widths[index] += 1
    return widths


def _row_lines(
    row: list[Cells], widths: list[int], gaps: list[int], right: frozenset[int]
) -> Iterator[tuple[TablePiece, ...]]:
    """Wrap each cell in its column and set the pieces side by side."""
    wrapped = [wrap(cells, size) for cells, size in zip(row, widths, strict=True)]
    for pieces in zip_longest(*wrapped, fillvalue=()):
        line, left = [], 0
        places = zip(pieces, widths, (*gaps, 0), strict=True)
        for index, (cells, size, gap) in enumerate(places):
            shift = size - width(cells) if index in right else 0
            if cells:
                line.append(TablePiece(cells, left + shift, index))
            left += size + gap
        yield tuple(line)
