"""What a machine shows whose settings are wrong: out of service, with a code.

It looks again now and then; once all is right it ends, and the service manager starts
the program anew.
"""

import time
from pathlib import Path

from kiosk.domain.faults import Fault
from kiosk.domain.region.region_rules import Hotlines
from kiosk.machine.start_check import check_all
from kiosk.machine.watchdog import notify
from kiosk.screens.window.window import Window
from kiosk.session.pages.everywhere import OutOfServicePage
from kiosk.settings.config import KioskConfig, PanelSettings

LOOK_AGAIN = 10.0
"""Seconds between two looks at the files."""


class OutOfService:
    """A window with one page."""

    def __init__(self, config: KioskConfig | None, path: Path) -> None:
        """Take the panel from the settings where they can be read at all."""
        self._path, self._looked = path, time.monotonic()
        self._place = config.machine.place if config else ""
        self.window = Window(
            config.panel if config else PanelSettings(),
            *(config.maintenance.hold if config else 5.0, _nothing, _nothing),
            self._beat,
            on_first_frame=_ready,
        )

    def run(self) -> int:
        """Show the page until stopped or until nothing is wrong any more.

        :raises DisplayMissing: when no window can be opened.
        """
        hotline = Hotlines().consultation
        self.window.show(
            0, OutOfServicePage(Fault.SETTINGS_WRONG, self._place, hotline)
        )
        self.window.run()
        notify("STOPPING=1")
        return 1

    def _beat(self) -> None:
        notify("WATCHDOG=1")
        if time.monotonic() - self._looked > LOOK_AGAIN:
            _, found = check_all(self._path)
            self._looked = time.monotonic()
            if not found:
                self.window.stop()


def _ready() -> None:
    notify("READY=1\nSTATUS=out of service: the settings are wrong")


def _nothing(*_: object) -> None:
    """Take a touch: nothing can be chosen."""
