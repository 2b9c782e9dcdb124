"""Millimetres of the real panel as pixels, and the sizes of text.

Plain arithmetic: nothing here draws.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

from kiosk.settings.config import PanelSettings

CAP_HEIGHT = 0.733
"""Height of a Latin capital in Noto Sans SC, in em."""


ROOMY: Final = (476.0, 268.0)
"""Long and short side in millimetres from which on nothing is drawn closer."""
TIGHTEST: Final = 0.5
"""What gaps, drawings and heights shrink to at most; targets keep their least side."""


class Level(IntEnum):
    """The four text sizes a person can choose; from the third on it is elder mode."""

    SMALL = 0
    NORMAL = 1
    ELDER = 2
    LARGEST = 3


class Size(Enum):
    """Text sizes as em in millimetres, one for each level.

    The smallest keeps capitals at 3.5, 4.8, 6.4 and 8.5 mm: the four steps of VVSG 2.0.
    """

    SMALL = (5.2, 6.8, 8.9, 11.7)
    BODY = (6.2, 8.0, 10.4, 12.6)
    LARGE = (8.0, 10.0, 12.4, 14.4)
    TITLE = (12.0, 14.5, 17.0, 19.0)
    HEADLINE = (14.5, 17.5, 20.0, 21.5)
    DISPLAY = (22.0, 25.0, 27.0, 28.5)

    def millimetres(self, level: float) -> float:
        """Return the em at a level; between two levels when a page is too full."""
        below = min(int(level), len(self.value) - 2)
        lower, upper = self.value[below : below + 2]
        return float(lower + (upper - lower) * (level - below))


@dataclass(frozen=True, slots=True)
class Metrics:
    """One panel in pixels, with the text size that is in force."""

    width: int
    height: int
    per_mm: float
    level: float = float(Level.NORMAL)
    """The text size; between two levels when a page is too full."""
    ease: float = 1.0
    """Share of their full length that gaps, drawings and headlines get."""

    @property
    def portrait(self) -> bool:
        """Tell whether the panel stands upright."""
        return self.height >= self.width

    def mm(self, millimetres: float) -> int:
        """Return a length in pixels, at least one."""
        return max(1, round(millimetres * self.per_mm))

    def snug(self, millimetres: float, least: float = 0.0) -> int:
        """Return a length that gives way on a small panel, down to a least one."""
        eased = max(min(least, millimetres), millimetres * self.ease)
        return max(1, round(eased * self.per_mm))

    def em(self, size: Size) -> int:
        """Return the font size of a text size in pixels.

        On a small panel what is larger than a paragraph comes nearer to it.
        """
        wanted = size.millimetres(self.level)
        if size not in (Size.SMALL, Size.BODY):
            wanted = max(Size.BODY.millimetres(self.level), wanted * self.ease)
        return max(6, round(wanted * self.per_mm))


def panel_metrics(panel: PanelSettings, level: float = float(Level.NORMAL)) -> Metrics:
    """Return the metrics of a panel at its window scale.

    The denser axis counts, so that no target comes out smaller than asked.
    """
    width = round(panel.width_px * panel.scale)
    height = round(panel.height_px * panel.scale)
    per_mm = max(width / panel.width_mm, height / panel.height_mm)
    return Metrics(width, height, per_mm, level, panel_ease(panel))


def panel_ease(panel: PanelSettings) -> float:
    """Return how roomy a panel is: 1 from 21.5 inch on, 0.72 for 15.6 inch."""
    short, long = sorted((panel.width_mm, panel.height_mm))
    return max(TIGHTEST, min(1.0, long / ROOMY[0], short / ROOMY[1]))
