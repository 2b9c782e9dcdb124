"""The real program among virtual parts, with a control socket and a dock.

It differs from a machine in service only in what is put around it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.devices.virtual.jsonlines import serve_lines
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.faults import KioskError
from kiosk.machine.demo.control import Control
from kiosk.machine.demo.demo_staff import add_demo_account
from kiosk.machine.demo.dock_watch import watch_for_dock
from kiosk.machine.demo.surroundings import Surroundings, surroundings_of
from kiosk.machine.demo.trace import Trace
from kiosk.machine.running_kiosk import RunningKiosk
from kiosk.machine.session_thread import SessionThread
from kiosk.machine.window_thread import WindowThread
from kiosk.screens.window.dock import Dock
from kiosk.screens.window.window import Window
from kiosk.session.pages.page import Answer
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.instance import Instance
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol


class DemoSession(SessionThread):
    """The session thread with the demo's surroundings and its control socket."""

    def __init__(
        self,
        config: KioskConfig,
        config_path: Path,
        instance: Instance,
        window: Window,
        control_path: Path | None,
        trace: Trace | None,
    ) -> None:
        super().__init__(config, config_path, instance, window)
        self._control_path, self._trace = control_path, trace
        self._around = Surroundings(config)
        self._control: Control | None = None

    def dock_command(self, command: dict[str, object]) -> None:
        """Carry out what a dock button says; called from the window's thread."""
        control = self._control
        if control is not None:
            asyncio.run_coroutine_threadsafe(control.from_dock(command), self._loop)

    def answered(self, serial: int, answer: Answer) -> None:
        """Hand a person's answer to the flow that asked."""
        if self._trace is not None:
            self._trace.answer(answer)
        super().answered(serial, answer)

    @asynccontextmanager
    async def _settings(self) -> AsyncIterator[KioskConfig]:
        async with surroundings_of(self._config, self._config_path) as around:
            self._around = around
            yield around.config

    async def _ready(self, machine: RunningKiosk) -> None:
        """Make the demo's account, and use the one-time code for a certificate."""
        add_demo_account(machine.parts.door.accounts)
        if self._trace is not None:
            self._trace.around(machine)
        code, config = self._around.code, self._around.config
        folder = config.state / "keys"
        if code is None or (folder / "certificate.pem").exists():
            return
        keys = DeviceKeys.load(folder)
        # The kiosk works without a center; the maintenance page says so.
        with contextlib.suppress(KioskError):
            await enrol(config.center.url, code, config.machine.id, keys, folder)

    @asynccontextmanager
    async def _beside(self, machine: RunningKiosk) -> AsyncIterator[None]:
        control = Control(
            machine, self._window, self._around, self._loop.forward, self._window.stop
        )
        self._control, server = control, None
        if self._control_path is not None:
            server = await serve_lines(self._control_path, control.handle)
        watch = asyncio.create_task(
            watch_for_dock(self._window, machine.parts.store, self._around.client)
        )
        try:
            yield
        finally:
            watch.cancel()
            self._control = None
            if server is not None:
                server.close()


class DemoKiosk(WindowThread):
    """A kiosk in demo mode."""

    def __init__(
        self,
        config: KioskConfig,
        config_path: Path,
        control: Path | None,
        dock: bool,
        trace: bool,
    ) -> None:
        self._control_path = control
        self._trace = Trace() if trace else None
        self._session: DemoSession | None = None
        super().__init__(config, config_path, self._make_dock() if dock else None)

    def _make_dock(self) -> Dock:
        shown = {key: p for key, p in load_people().items() if p.dock}
        people = [
            (key, f"{p.name.partition('·')[0]} {p.card.pin}")
            for key, p in shown.items()
        ]
        return Dock(people, self._dock_command)

    def _make_session(self) -> DemoSession:
        self._session = DemoSession(
            *(self._config, self._config_path, self._instance, self.window),
            *(self._control_path, self._trace),
        )
        return self._session

    def _dock_command(self, command: dict[str, object]) -> None:
        if self._session is not None:
            self._session.dock_command(command)
