"""The session thread of a set-up: its flow, and no part of a machine yet."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

from kiosk.domain.mistake import Mistake
from kiosk.machine.running_kiosk import open_store
from kiosk.machine.session_thread import SessionThread
from kiosk.machine.start_check import machine_mistakes
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.first_start.first_flow import first_start
from kiosk.session.first_start.setup_desk import FirstParts
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import contradictions
from kiosk.sync.clock.clock import SystemClock


class FirstSession(SessionThread):
    """One set-up, from its first question to the settings that it wrote."""

    _front: Dialog | None = None
    is_set_up = False

    @property
    def _dialog(self) -> Dialog | None:
        return self._front

    async def _session(self) -> None:
        dialog = Dialog(self._window, self._config.times)
        self._front = dialog
        parts = FirstParts(
            dialog=dialog,
            screen=self._window,
            base=self._config,
            path=self._config_path,
            check=whole_check,
            open_store=open_store,
            clock=SystemClock(self._config.machine.zone),
        )
        life = asyncio.create_task(self._show_life())
        try:
            async with self._controls():
                await first_start(parts)
            self.is_set_up = True
        finally:
            life.cancel()

    def _controls(self) -> AbstractAsyncContextManager[None]:
        """Give what else touches the screen as long as the set-up runs: nothing."""
        return nullcontext()


def whole_check(config: KioskConfig, path: Path) -> list[Mistake]:
    """Return every mistake that `kiosk config check` would name."""
    return [*contradictions(config, path), *machine_mistakes(config, path)]
