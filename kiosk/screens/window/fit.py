"""Whether a panel has room for the page without which nothing begins: the keypad.

It lays pages out and measures them; no window is opened and nothing is drawn.
"""

from collections.abc import Iterator

from kiosk.screens.frame.context import Presentation, Studio
from kiosk.screens.toolkit.geometry import Level
from kiosk.screens.window.page_table import render_fitting
from kiosk.session.pin.pages import PinPage
from kiosk.settings.config import PanelSettings
from kiosk.settings.texts import languages


def crowded(panel: PanelSettings) -> Iterator[tuple[str, Level]]:
    """Yield the languages and text sizes whose keypad is larger than the panel."""
    studio = Studio(panel)
    page = PinPage("", 6, 3, wrong=True)
    for language in languages():
        for level in Level:
            tree = render_fitting(page, studio, Presentation(language, level))
            inside = all(tree.area.contains(button.rect) for button in tree.buttons)
            if tree.overflow or not inside:
                yield language, level
