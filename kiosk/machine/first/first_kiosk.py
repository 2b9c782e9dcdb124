"""A machine that nobody has set up yet: the same window, and the set-up in it.

It is loaded only where no settings are, so a machine in service starts without it; what
the first picture does not need comes after it here too.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.machine.window_thread import WindowThread
from kiosk.settings.config import KioskConfig, MachineSettings

if TYPE_CHECKING:
    from kiosk.machine.first.first_session import FirstSession


def blank_config(state: Path) -> KioskConfig:
    """Return what holds for all that nobody has answered yet."""
    machine = MachineSettings(id="NEW", region="template", state=str(state))
    return KioskConfig(machine=machine)


class FirstKiosk(WindowThread):
    """One set-up; the program starts anew behind it."""

    _first: "FirstSession | None" = None

    @property
    def is_set_up(self) -> bool:
        """Tell whether the settings were written."""
        return self._first is not None and self._first.is_set_up

    def _make_session(self) -> "FirstSession":
        self._first = self._first_session()
        return self._first

    def _first_session(self) -> "FirstSession":
        from kiosk.machine.first.first_session import FirstSession

        return FirstSession(
            self._config, self._config_path, self._instance, self.window
        )
