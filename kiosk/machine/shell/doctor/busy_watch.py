"""Tells how late this machine itself is, so that its own slowness is no part's fault.

A machine whose processor is taken serves a part's answer late, or not at all within the
time that a part gets. Then nothing is known of the part.
"""

import threading
import time
from types import TracebackType
from typing import Self

TOO_LATE = 0.4
"""Seconds by which a short sleep may be late before silence proves nothing."""
_NAP = 0.02


class BusyWatch:
    """Sleeps in short naps beside some work and keeps how late the latest came back."""

    def __init__(self) -> None:
        self.latest = 0.0
        """Seconds: the longest delay so far."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def too_busy(self) -> bool:
        """Tell whether nobody's silence can be believed."""
        return self.latest > TOO_LATE

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            self._over.wait(_NAP)
            self.latest = max(self.latest, time.monotonic() - began - _NAP)
