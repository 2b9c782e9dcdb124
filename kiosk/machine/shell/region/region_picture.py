"""One page of a region, drawn as a person would see it, into a PNG."""

from pathlib import Path

from kiosk.session.pages.page import Page


def draw(
    page: Page, hotline: str, out: Path, elder: bool, english: bool, part: int
) -> int:
    """Write a page's picture, and return how many parts the page has."""
    # No display is opened: a picture needs none.
    from kiosk.screens.frame.context import Presentation, Studio
    from kiosk.screens.toolkit.geometry import Level
    from kiosk.screens.window.page_table import render_fitting
    from kiosk.screens.window.still import save_png
    from kiosk.settings.config import PanelSettings

    studio = Studio(PanelSettings())
    studio.hotline = hotline
    level = Level.ELDER if elder else Level.NORMAL
    shown = Presentation(language="en" if english else "zh-CN", level=level)
    tree = render_fitting(page, studio, shown, part=part - 1)
    save_png(tree, out)
    return tree.parts
