"""Pages laid out and painted for tests, on a panel of either orientation."""

from collections.abc import Iterator
from functools import lru_cache

import pygame

from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.toolkit.tree import Tree
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.pages.page import Page
from kiosk.settings.config import PanelSettings

PANELS = {
    # 21.5 inch, and 15.6 inch: the smallest that the pages are made for.
    "portrait": PanelSettings(video="dummy"),
    "landscape": PanelSettings(1920, 1080, 476.0, 268.0, "dummy"),
    "small-upright": PanelSettings(1080, 1920, 194.0, 344.0, "dummy"),
    "small-lying": PanelSettings(1920, 1080, 344.0, 194.0, "dummy"),
    "half": PanelSettings(video="dummy", scale=0.5),
}


HOTLINE = "12333"


@lru_cache(maxsize=6)
def studio(panel: str) -> Studio:
    """Return the studio of a panel; letters and drawings are kept between tests."""
    found = Studio(PANELS[panel])
    found.hotline = HOTLINE
    return found


def laid_out(
    page: Page,
    panel: str = "portrait",
    presentation: Presentation | None = None,
    part: int = 0,
) -> Tree:
    """Lay a page out; `part` of what does not fit at once."""
    shown = presentation or Presentation()
    return render_fitting(page, studio(panel), shown, part=part)


def all_parts(
    page: Page, panel: str = "portrait", presentation: Presentation | None = None
) -> Iterator[Tree]:
    """Yield a page's parts one after the other."""
    part, parts = 0, 1
    while part < parts:
        tree = laid_out(page, panel, presentation, part)
        yield tree
        part, parts = part + 1, tree.parts


def painted(tree: Tree) -> pygame.Surface:
    """Return a laid-out page as a picture, in the bytes' order of every machine."""
    surface = pygame.Surface(tree.area.size, depth=32)
    tree.paint(surface)
    return surface
