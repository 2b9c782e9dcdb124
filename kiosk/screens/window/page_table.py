"""From a page value to a laid-out tree, with the largest text that fits.

A page class that finds no line in the table of looks is an error that a test finds.
"""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from kiosk.screens.frame.context import PageContext, Presentation, Studio
from kiosk.screens.frame.strip import roomy
from kiosk.screens.looks.waiting_look import starting
from kiosk.screens.toolkit.geometry import TIGHTEST, Level
from kiosk.screens.toolkit.keys.keypad import DIGITS, TypedEntry
from kiosk.screens.toolkit.tree import Tree
from kiosk.session.pages.everywhere import StartingPage
from kiosk.session.pages.page import Page

_log = logging.getLogger(__name__)
_told: set[str] = set()
"""Pages that were found too full; each is told once, not at every touch."""

EASES = (1.0, 0.75, TIGHTEST)
"""Gaps, drawings and heights give way before text does."""
STEP = 0.25
"""By how much of a level text shrinks on a page that has no room for it."""
MOST_PARTS = 8
"""On a small panel the largest text comes down to elder size rather than divide a page
into more parts: nobody turns so often and still knows where they were."""
LEAST = 0.25
"""Below normal only what no sample needs: a page that is fuller than any known."""


def look_of(kind: type[Page]) -> Callable[[Any, PageContext], Tree]:
    """Return how pages of a class look; a page of records needs no line of its own.

    The first page has no need of all the others' looks, nor the time for them.
    """
    if kind is StartingPage:
        return starting
    from kiosk.screens.looks.look_table import PAGES

    return next(PAGES[each] for each in kind.__mro__ if each in PAGES)


def render(page: Page, context: PageContext) -> Tree:
    """Lay one page out with the text size of the context."""
    return look_of(type(page))(page, context)


def render_fitting(
    page: Page,
    studio: Studio,
    presentation: Presentation,
    entry: TypedEntry | None = None,
    part: int = 0,
    keys: str = DIGITS,
) -> Tree:
    """Lay one page out with the largest text that fits, up to the wanted one."""
    found: Tree | None = None
    for level, ease in _attempts(float(presentation.level)):
        if found is not None and level < Level.ELDER:
            return found
        context = studio.context(presentation, level, entry, part, keys, ease)
        tree = render(page, context)
        if tree.overflow:
            continue
        if tree.parts <= MOST_PARTS or roomy(context.kit) or level <= Level.ELDER:
            return tree
        if found is None or tree.parts < found.parts:
            found = tree
    if found is None:
        _tell(page, tree)
    return found or tree


def _attempts(level: float) -> Iterator[tuple[float, float]]:
    """Yield levels and eases to try, the roomiest with the largest text first."""
    for ease in EASES:
        yield level, ease
    while level > LEAST:
        level -= STEP
        yield level, TIGHTEST


def _tell(page: Page, tree: Tree) -> None:
    """Log once that a page has no room on this panel, whatever was tried."""
    name = type(page).__name__
    if name not in _told:
        _told.add(name)
        _log.warning("%s is too full for the panel by %d px", name, tree.overflow)
