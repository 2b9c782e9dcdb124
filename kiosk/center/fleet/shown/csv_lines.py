"""Lines of a CSV file that a spreadsheet opens as text, whatever a machine said.

A cell that begins like a formula would be run by who opens the file; such a cell begins
with an apostrophe here. The mark at its begin says that it is UTF-8.
"""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def csv_lines(rows: Iterable[Iterable[Cell]]) -> str:
    """Return rows as lines, each cell harmless."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerows([[_cell(each) for each in row] for row in rows])
    return held.getvalue()


def _cell(value: Cell) -> Cell:
    """Return a cell as it is written; a number stays one, also a negative."""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    # Blanks before it do not keep a spreadsheet from seeing a formula.
    return f"'{text}" if text.lstrip(" \u3000").startswith(_FORMULA) else text
