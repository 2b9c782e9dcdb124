"""The configured panel against the screen that is really there.

Plain arithmetic on settings: no window is opened here.
"""

import logging

import msgspec

from kiosk.settings.config import PanelSettings

log = logging.getLogger(__name__)


def beside(panel: PanelSettings, desktop: tuple[int, int], dock: int) -> PanelSettings:
    """Return the panel scaled so that window, dock and a title bar fit the screen."""
    wide = (desktop[0] - dock - 20) / panel.width_px
    high = (desktop[1] - 90) / panel.height_px
    scale = max(0.2, min(1.0, wide, high))
    return msgspec.structs.replace(panel, scale=round(scale, 2))


def fitted(panel: PanelSettings, root: tuple[int, int]) -> PanelSettings:
    """Return the panel with the pixels that the screen really has."""
    if root == (panel.width_px, panel.height_px):
        return panel
    log.warning("the screen has %dx%d pixels, not as configured", *root)
    # What was measured stands as the screen does; else nobody measured this screen.
    turned = (root[0] > root[1]) != (panel.width_mm > panel.height_mm)
    millimetres = (panel.width_mm, panel.height_mm)
    wide, high = reversed(millimetres) if turned else millimetres
    return msgspec.structs.replace(
        panel, width_px=root[0], height_px=root[1], width_mm=wide, height_mm=high
    )
