"""What a receipt is once it is laid out: rows, each with its runs at their places.

Values only; places are decided by the layout.
"""

from dataclasses import dataclass, field

from kiosk.devices.printer.printer_profile import ANK_DOTS
from kiosk.devices.printer.typesetting.wrap import Cells, width


@dataclass(frozen=True, slots=True, repr=False)
class PaperRun:
    """Cells that stand together, `at` so many dots from the paper's left edge."""

    cells: Cells
    at: int = 0
    private: bool = False

    @property
    def columns(self) -> int:
        """Return the columns that the cells take in plain size."""
        return width(self.cells)


@dataclass(frozen=True, slots=True, repr=False)
class PaperRow:
    """One line on the paper, its runs from left to right."""

    runs: tuple[PaperRun, ...] = ()
    size: int = 1
    bold: bool = False
    rule: bool = False
    """Dashes from edge to edge, of which each may stand for two."""

    @property
    def right(self) -> int:
        """Return the dots from the paper's left edge to the row's end."""
        last = self.runs[-1] if self.runs else PaperRun(())
        return last.at + last.columns * ANK_DOTS * self.size

    @property
    def cells(self) -> Cells:
        """Return the cells of all runs."""
        return tuple(cell for run in self.runs for cell in run.cells)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A QR code on its own, centred."""

    data: str = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class BarsRow:
    """A barcode's bars, centred."""

    data: str


AnyRow = PaperRow | CodeRow | BarsRow
PaperRows = list[AnyRow]
