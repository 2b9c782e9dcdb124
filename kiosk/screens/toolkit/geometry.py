"""Millimetres of the real panel as pixels, and the sizes of text.

Plain arithmetic: nothing here draws.
"""

from dataclasses import dataclass
from enum import Enum

from kiosk.config import Panel

CAP_HEIGHT = 0.733
"""Height of a Latin capital in Noto Sans SC, in em."""


class Size(Enum):
    """Text sizes as em in millimetres: in the normal and in the large mode.

    The smallest keeps capitals at 4.8 mm and above, in large mode at 6.4 mm.
    """

    SMALL = (6.8, 8.9)
    BODY = (8.0, 10.4)
    LARGE = (10.0, 12.4)
    TITLE = (14.5, 17.0)
    HEADLINE = (17.5, 20.0)
    DISPLAY = (25.0, 27.0)

    def millimetres(self, step: float) -> float:
        """Return the em between normal (step 0) and large (step 1)."""
        normal, large = self.value
        return float(normal + (large - normal) * step)


@dataclass(frozen=True, slots=True)
class Metrics:
    """One panel in pixels, with the text size that is in force."""

    width: int
    height: int
    per_mm: float
    step: float = 0.0
    """0 is normal text, 1 is large text; between them when a page is too full."""

    @property
    def portrait(self) -> bool:
        """Tell whether the panel stands upright."""
        return self.height >= self.width

    def mm(self, millimetres: float) -> int:
        """Return a length in pixels, at least one."""
        return max(1, round(millimetres * self.per_mm))

    def em(self, size: Size) -> int:
        """Return the font size of a text size in pixels."""
        return max(6, round(size.millimetres(self.step) * self.per_mm))


def panel_metrics(panel: Panel, step: float = 0.0) -> Metrics:
    """Return the metrics of a panel at its window scale.

    The denser axis counts, so that no target comes out smaller than asked.
    """
    width = round(panel.width_px * panel.scale)
    height = round(panel.height_px * panel.scale)
    per_mm = max(width / panel.width_mm, height / panel.height_mm)
    return Metrics(width, height, per_mm, step)
