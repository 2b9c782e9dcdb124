"""A set-up among the demo's parts, with the control socket of the demo."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.devices.virtual.jsonlines import serve_lines
from kiosk.machine.demo.window_control import WindowControl
from kiosk.machine.first.first_kiosk import FirstKiosk
from kiosk.machine.first.first_session import FirstSession
from kiosk.settings.config import KioskConfig


class DemoFirstSession(FirstSession):
    """A set-up that tests and scripts can touch."""

    control_path: Path | None = None

    @asynccontextmanager
    async def _controls(self) -> AsyncIterator[None]:
        if self.control_path is None:
            yield
            return
        control = WindowControl(self._window, self._window.stop)
        server = await serve_lines(self.control_path, control.handle)
        try:
            yield
        finally:
            server.close()


class DemoFirstKiosk(FirstKiosk):
    """A set-up in demo mode."""

    def __init__(self, base: KioskConfig, path: Path, control: Path | None) -> None:
        super().__init__(base, path)
        self._control_path = control

    def _first_session(self) -> FirstSession:
        session = DemoFirstSession(
            self._config, self._config_path, self._instance, self.window
        )
        session.control_path = self._control_path
        return session
