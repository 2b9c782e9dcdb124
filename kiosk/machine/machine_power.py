"""What the technician does to the machine as a whole: the program is started anew."""

from collections.abc import Callable


class MachinePower:
    """The program that runs, as its technician sees it."""

    def __init__(self, end: Callable[[], None]) -> None:
        """Take what ends the program in good order; systemd starts it anew."""
        self._end = end

    def restart(self) -> None:
        """End the program in good order; the service manager starts it anew."""
        self._end()
