"""The composition root's main thread: the window, and the start of the session thread.

Only what the first picture needs is imported here; the session thread brings the rest
with it after the first frame, so that people see a page half as late.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.faults import SetupError
from kiosk.machine.watchdog import notify, starting
from kiosk.screens.window.dock import Dock
from kiosk.screens.window.window import Window
from kiosk.session.pages.everywhere import StartingPage
from kiosk.session.pages.page import Answer
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.store_errors import StoreError
from kiosk.settings.toml_file import SettingsMistake

if TYPE_CHECKING:
    from kiosk.machine.session_thread import SessionThread

log = logging.getLogger(__name__)

READY = "READY=1\nSTATUS=drawing"
SESSION_SILENCE = 20.0
"""Seconds without a sign of the session thread after which the dog is not fed."""


def _process_start() -> float:
    """Return when this process began, in seconds since the boot (proc(5))."""
    fields = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def _kinds(error: BaseException) -> list[str]:
    """Return what went wrong by type and code; texts may hold what a card said.

    What is wrong around the program is told whole: it is all a technician gets.
    """
    if isinstance(error, BaseExceptionGroup):
        return [kind for inner in error.exceptions for kind in _kinds(inner)]
    if isinstance(error, SettingsMistake | SetupError):
        return [str(error)]
    fault = getattr(error, "fault", "")
    return [f"{type(error).__name__} {fault}".rstrip()]


class WindowThread:
    """One running kiosk."""

    def __init__(
        self, config: KioskConfig, config_path: Path, dock: Dock | None = None
    ) -> None:
        self._config, self._config_path = config, config_path
        self._instance = Instance(config.state)
        self._started = time.monotonic()
        self._service: SessionThread | None = None
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()
        self._ending = False
        """Set once the window has ended; a service made after that never begins."""
        self._failed = self._owes_ready = False
        self.window = Window(
            config.panel,
            config.maintenance.hold,
            self._answered,
            self._touched,
            self._beat,
            on_first_frame=self._first_frame,
            on_error=self._render_failed,
            on_patience=self._patience,
            voice=config.voice,
            dock=dock,
            closable=config.machine.mode == "demo",
        )

    def run(self) -> int:
        """Run until stopped; the exit status is 0 only for an orderly end.

        :raises SetupError: when another kiosk runs on the same folder, or
            there is no display.
        """
        try:
            self._instance.take()
        except StoreError as error:
            # A page says it, and the session thread tries again.
            log.error("the state folder cannot be used: %s", error)
        self.window.show(0, StartingPage())
        starting("opening the panel")
        try:
            self.window.run()
        finally:
            notify("STOPPING=1")
            with self._turn:
                self._ending = True
                if self._service is not None:
                    self._service.stop()
            if self._thread is not None:
                self._thread.join(15)
            self._instance.give_back()
        return 1 if self._failed else 0

    def stop(self) -> None:
        """End the program; callable from a signal handler and from any thread."""
        self.window.stop()

    def _first_frame(self) -> None:
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - _process_start()
        log.info("first frame %.0f ms after the start", age * 1000)
        self._owes_ready = not notify(READY)
        self._thread = threading.Thread(target=self._run_session, name="session")
        self._thread.start()

    def _run_session(self) -> None:
        """Bring the rest of the program and run it; its end is the program's end.

        The looks first: the next page is drawn by the thread that hears the touches.
        """
        import kiosk.screens.looks.look_table  # noqa: F401

        try:
            with self._turn:
                if self._ending:
                    return
                self._service = self._make_session()
            self._service.run()
        except BaseException as error:
            self._failed = True
            log.critical("the session ended: %s", ", ".join(_kinds(error)))
            # The error's own text may hold what a card said: only in debug, never
            # on a machine in service.
            if self._config.machine.mode == "demo":
                log.debug("trace", exc_info=error)
        finally:
            self.window.stop()

    def _make_session(self) -> "SessionThread":
        """Bring the rest of the program; a demo's session has its own things around."""
        from kiosk.machine.session_thread import SessionThread

        return SessionThread(
            self._config, self._config_path, self._instance, self.window
        )

    def _answered(self, serial: int, answer: Answer) -> None:
        self._tell(lambda service: service.answered(serial, answer))

    def _touched(self) -> None:
        self._tell(lambda service: service.touched())

    def _patience(self, factor: int) -> None:
        self._tell(lambda service: service.patience(factor))

    def _tell(self, act: "Callable[[SessionThread], None]") -> None:
        if self._service is not None:
            act(self._service)

    def _beat(self) -> None:
        """Feed the watchdog from the drawing loop, while both threads live."""
        service = self._service
        alive_at = self._started if service is None else service.alive_at
        if time.monotonic() - alive_at < SESSION_SILENCE:
            # A manager too busy to take the word at once is told again.
            self._owes_ready = self._owes_ready and not notify(READY)
            notify("WATCHDOG=1")

    def _render_failed(self, kind: str) -> None:
        log.error("a page could not be drawn: %s", kind)
