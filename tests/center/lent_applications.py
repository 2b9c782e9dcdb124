"""Centers for tests that start sooner: their applications are used again.

To put one together takes longer than most tests. It keeps nothing but the parts of the
center that it answers for, and whoever begins gives it other ones.
"""

from typing import Any

from litestar import Litestar

from kiosk.center.server.app import make_app
from kiosk.center.server.route_parts import CenterParts
from kiosk.center.server.serve import CenterServer

_free: list[Litestar] = []


class QuickCenter(CenterServer):
    """A center whose application goes to another one when it has ended."""

    _lent: Litestar | None = None

    def answering(self, center: CenterParts) -> Any:
        """Take an application that nobody uses."""
        self._lent = _free.pop() if _free else make_app()
        self._lent.state.center = center
        return self._lent

    def close(self) -> None:
        """Give it back, after the last answer."""
        super().close()
        if self._lent is not None:
            self._lent.state.center = None
            _free.append(self._lent)
            self._lent = None
