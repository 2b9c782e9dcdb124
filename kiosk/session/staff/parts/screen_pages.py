"""Pages of the panel's own tests: they fill the whole panel and have no keys."""

from typing import ClassVar

from kiosk.session.pages.page import Answer, Page, Part


class TouchTestPage(Page, frozen=True):
    """A grid over the whole panel; answers TouchTested."""

    name: ClassVar[str] = "touch_test"
    cancellable: ClassVar[bool] = False
    columns: int
    rows: int


class TouchTested(Answer, Part, frozen=True):
    """How the grid was left."""

    hit: tuple[int, ...]
    """The cells that were touched, row by row from 0."""
    ghosts: int
    """Touches before the test began, when nobody was to touch."""
    end: str
    """`filled`, `held` (somebody said it is over) or `time`."""


class PlainColorPage(Page, frozen=True):
    """One colour on every pixel; answers OK."""

    name: ClassVar[str] = "plain_color"
    cancellable: ClassVar[bool] = False
    color: str
    """black, white, red, green or blue."""


class RulerPage(Page, frozen=True):
    """Rulers along two edges and heights above the lower edge; answers OK."""

    name: ClassVar[str] = "ruler"
    cancellable: ClassVar[bool] = False
    width_mm: float
    height_mm: float
