"""A receipt that waits in the printer's mouth: taken, or drawn back after a while.

It may hold what nobody else is to read. No clock and no port; a printer that cannot say
whether its mouth is empty is left alone.
"""

from collections.abc import Callable

from kiosk.devices.printer.printer_port import Mouth
from kiosk.devices.printer.printer_profile import PresenterProfile
from kiosk.devices.printer.serial.aftermath import Write


class MouthWatch:
    """How long something has been waiting there."""

    def __init__(
        self, presenter: PresenterProfile, not_taken: Callable[[int], None]
    ) -> None:
        self._retract = presenter.retract_bytes
        self._watches = presenter.taken != "unknown" and bool(self._retract)
        self._patience = presenter.wait
        self._not_taken = not_taken
        self._job = 0
        self._since: float | None = None
        self._drawn_back = False

    def presented(self, job: int) -> None:
        """Note that a fresh receipt comes out."""
        self._job = job
        self._since = None
        self._drawn_back = False

    def see(self, mouth: Mouth, now: float) -> None:
        """Take what the printer says of its mouth."""
        if not self._watches or mouth is Mouth.UNKNOWN:
            return
        if mouth is Mouth.EMPTY:
            self._since = None
        elif self._since is None:
            self._since = now

    def act(self, write: Write, now: float) -> None:
        """Draw back, once, what nobody took."""
        if self._since is None or self._drawn_back or self.wait(now) > 0:
            return
        write(self._retract)
        self._drawn_back = True
        self._not_taken(self._job)

    def wait(self, now: float) -> float:
        """Return the seconds until something has waited long enough."""
        if self._since is None or self._drawn_back:
            return 3600.0
        return max(0.0, self._since + self._patience - now)
