"""The composition root: builds the parts, starts the two threads, ends them again.

The only file that knows everybody. The main thread draws and hears touches; the
session thread runs one asyncio loop with every flow. No rule is decided here.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.config import KioskConfig
from kiosk.control import Control
from kiosk.faults import Fault
from kiosk.jsonlines import serve_lines
from kiosk.notify import notify
from kiosk.people import load_people
from kiosk.region import load_region
from kiosk.screens.dock import Dock
from kiosk.screens.window import Window
from kiosk.session.flows.attract import serve_people
from kiosk.session.pages import Answer, OutOfServicePage, StartingPage
from kiosk.session.parts import Parts
from kiosk.store import StoreError, StoreFull
from kiosk.surroundings import Surroundings
from kiosk.wiring import Machine, open_machine

log = logging.getLogger(__name__)

SESSION_SILENCE = 20.0
"""Seconds without a sign of the session thread after which the dog is not fed."""

STORE_RETRY = 10.0
"""Seconds between two tries to open a store that cannot be used."""


class ShiftableLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock can be set forward, so that limits can be tried."""

    shift = 0.0

    def time(self) -> float:
        """Return the loop's time, with the shift."""
        return super().time() + self.shift

    def forward(self, seconds: float) -> None:
        """Let `seconds` pass at once for everything that waits."""
        self.shift += seconds
        self.call_soon(lambda: None)


def dock_people() -> list[tuple[str, str]]:
    """Return key and name of the demo's people for the dock's buttons."""
    return [(key, person.name) for key, person in load_people().items()]


def _process_start() -> float:
    """Return when this process began, in seconds since the boot (proc(5))."""
    fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


class App:
    """One running kiosk."""

    def __init__(
        self, config: KioskConfig, config_path: Path, control: Path | None, dock: bool
    ) -> None:
        self.config, self.config_path = config, config_path
        self._control_path = control
        self._loop = ShiftableLoop()
        self._alive_at = time.monotonic()
        self._parts: Parts | None = None
        self._control: Control | None = None
        self._session_task: asyncio.Task[None] | None = None
        self._failed = False
        self.window = Window(
            config.panel,
            config.maintenance.hold,
            self._answered,
            self._touched,
            self._beat,
            on_first_frame=self._first_frame,
            on_error=self._render_failed,
            dock=Dock(dock_people(), self._dock_command) if dock else None,
        )

    def run(self) -> int:
        """Run until stopped; the exit status is 0 only for an orderly end."""
        session = threading.Thread(target=self._run_session, name="session")
        session.start()
        self.window.show(0, StartingPage())
        try:
            self.window.run()
        finally:
            notify("STOPPING=1")
            self._loop.call_soon_threadsafe(self._stop_session)
            session.join(15)
        return 1 if self._failed else 0

    def stop(self) -> None:
        """End the program; callable from a signal handler and from any thread."""
        self.window.stop()

    # -- on the main thread ---------------------------------------------------

    def _answered(self, serial: int, answer: Answer) -> None:
        self._on_session(lambda parts: parts.desk.answered(serial, answer))

    def _touched(self) -> None:
        self._on_session(lambda parts: parts.desk.idle.touch())

    def _on_session(self, act: Callable[[Parts], None]) -> None:
        parts = self._parts
        if parts is not None:
            self._loop.call_soon_threadsafe(act, parts)

    def _first_frame(self) -> None:
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - _process_start()
        log.info("first frame %.0f ms after the start", age * 1000)
        notify("READY=1\nSTATUS=drawing")

    def _beat(self) -> None:
        """Feed the watchdog from the drawing loop, while both threads live."""
        if time.monotonic() - self._alive_at < SESSION_SILENCE:
            notify("WATCHDOG=1")

    def _render_failed(self, kind: str) -> None:
        log.error("a page could not be drawn: %s", kind)

    def _dock_command(self, command: dict[str, object]) -> None:
        if self._control is not None:
            asyncio.run_coroutine_threadsafe(
                self._control.from_dock(command), self._loop
            )

    # -- on the session thread ------------------------------------------------

    def _run_session(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._session_task = self._loop.create_task(self._session())
        try:
            self._loop.run_until_complete(self._session_task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            self._failed = True
            log.critical("the session ended: %s", type(error).__name__)
            log.debug("trace", exc_info=error)
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()
            self.window.stop()

    def _stop_session(self) -> None:
        if self._session_task is not None:
            self._session_task.cancel()

    async def _session(self) -> None:
        async with Surroundings.around(self.config) as around:
            machine = await self._open_machine(around)
            self._parts = machine.parts
            try:
                await self._serve(machine, around)
            finally:
                self._parts = None
                await machine.close()

    async def _open_machine(self, around: Surroundings) -> Machine:
        """Build the parts; while the store cannot be used, say so and try again."""
        while True:
            try:
                return await open_machine(
                    self.config, self.config_path, self.window, around
                )
            except StoreError as error:
                log.error("the store cannot be used: %s", error)
                full = isinstance(error, StoreFull)
                fault = Fault.STORE_FULL if full else Fault.STORE_BROKEN
                region = load_region(self.config_path, self.config.machine.region)
                place = self.config.machine.place or region.region.name
                hotline = region.hotlines.consultation
                self.window.show(0, OutOfServicePage(fault, place, hotline))
                self._alive_at = time.monotonic() + STORE_RETRY
                await asyncio.sleep(STORE_RETRY)

    async def _serve(self, machine: Machine, around: Surroundings) -> None:
        server = None
        if self._control_path is not None or around.client is not None:
            self._control = Control(
                machine, self.window, around, self._loop.forward, self.stop
            )
        if self._control_path is not None and self._control is not None:
            server = await serve_lines(self._control_path, self._control.handle)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(serve_people(machine.parts))
                tasks.create_task(machine.uploader.run())
                tasks.create_task(self._live())
        finally:
            if server is not None:
                server.close()

    async def _live(self) -> None:
        """Show that this thread turns, and look at the disk now and then."""
        while True:
            self._alive_at = time.monotonic()
            await asyncio.sleep(2)
            if self._parts is not None:
                self._parts.desk.news()
