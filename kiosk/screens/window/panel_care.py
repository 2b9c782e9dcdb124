"""Spares the panel while nobody is there: darker, black, and moved by a hair.

Pure but for the light: times come in, what to draw goes out. Only the pages of nobody
are touched; a page that waits for somebody is never dark. What time of day it is, the
page itself says: the window believes no clock.
"""

import threading
from collections.abc import Callable

from kiosk.session.pages.everywhere import AttractPage, OutOfServicePage
from kiosk.session.pages.page import Page
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.settings.backlight import Backlight, find_backlight
from kiosk.settings.config import PanelSettings

HAIR = ((0, 0), (2, 1), (3, 3), (1, 2), (-1, 3), (-2, 1), (-3, -1), (-1, -3))
"""Pixels by which the idle page stands beside its place, one after the other."""
LEFT_S = 10.0
"""How long the panel is as usual after the last touch, also at night."""


def _at_once(work: Callable[[], object]) -> None:
    """Do what may wait for hardware on a thread of its own."""
    threading.Thread(target=work, name="backlight", daemon=True).start()


class PanelCare:
    """What the panel is to be like at the moment."""

    def __init__(
        self,
        settings: PanelSettings,
        light: Callable[[], Backlight | None] = find_backlight,
        beside: Callable[[Callable[[], object]], None] = _at_once,
    ) -> None:
        self._settings = settings
        self._light_of, self._beside = light, beside
        self._light: Backlight | None = None
        self._usual: int | None = None
        self._looked = False
        self._lit: int | None = None
        self._since: float | None = None
        """When a page of nobody came up; None while there is another."""
        self.veil = 0
        """Percent of black over the picture."""
        self.shift = (0, 0)
        """Pixels by which the page is moved."""
        self.blank = False
        """All black; the touch that ends it does nothing else."""

    def turn(self, page: Page, untouched: float, now: float) -> bool:
        """Look at the page and the time without a touch; tell whether to repaint.

        :param untouched: seconds since anybody touched the screen.
        """
        before = (self.veil, self.shift, self.blank)
        nobody = isinstance(page, AttractPage | OutOfServicePage | ServiceBreakPage)
        self._since = (now if self._since is None else self._since) if nobody else None
        alone = now - (now if self._since is None else self._since)
        untouched = min(untouched, alone)
        dark = isinstance(page, AttractPage) and page.dim and untouched >= LEFT_S
        minutes, settings = self._settings.shift_minutes, self._settings
        limit = settings.blank_minutes * 60
        self.blank = nobody and 0 < limit <= untouched
        turn = int(alone / (minutes * 60)) if minutes else 0
        self.shift = HAIR[turn % len(HAIR)]
        self._shine(settings.dim_percent if dark else 100)
        veil = 0 if self._lit is not None else 100 - settings.dim_percent
        self.veil = 100 if self.blank else veil if dark else 0
        return before != (self.veil, self.shift, self.blank)

    def _shine(self, percent: int) -> None:
        """Set the backlight, where there is one, to a share of what it usually is."""
        if percent == 100 and not self._looked:
            return
        if not self._looked:
            self._looked, self._light = True, self._light_of()
            self._usual = self._light.percent() if self._light else None
        light, usual = self._light, self._usual
        if light is None or usual is None or self._lit == percent:
            return
        self._lit = percent
        self._beside(lambda: light.set(usual * percent // 100))
