"""The session thread: one asyncio loop with all flows, the uploader and the renewal.

It owns the machine's parts from the first to the last; the window is told pages and
asked nothing. A demo puts its own things around it (`SessionThread._settings`, `_ready`
and `_beside`); on a machine in service there is nothing.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from kiosk.domain.faults import KioskError
from kiosk.machine.closed_picture import keep_closed_picture
from kiosk.machine.machine_power import MachinePower
from kiosk.machine.release.night_update import watch_updates
from kiosk.machine.release.release_watch import watch_release
from kiosk.machine.running_kiosk import RunningKiosk, open_machine
from kiosk.machine.trial_watch import watch_trial
from kiosk.machine.wiping import forget, set_aside
from kiosk.screens.window.window import Window
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.first_start.first_answers import (
    forget_answers,
    has_answers,
    read_answers,
)
from kiosk.session.pages.everywhere import OutOfServicePage
from kiosk.session.pages.page import Answer
from kiosk.session.staff.numbers.program_starts import ended_well
from kiosk.session.visit.idle import serve_people
from kiosk.settings.config import KioskConfig
from kiosk.settings.regions import load_region
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.region_check import compare_regions

log = logging.getLogger(__name__)

STORE_RETRY = 10.0
"""Seconds between two tries to open a store that cannot be used."""

PRUNE_EVERY = 6 * 3600.0
PRUNE_PAUSE = 0.1
"""Seconds between two blocks of what is forgotten."""


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


async def _for_ever(name: str, work: Coroutine[Any, Any, None]) -> None:
    """Run what must never end; an end that nobody asked for ends the program.

    A task group takes a cancelled task for a finished one, and the kiosk would go on
    looking alive without it.
    """
    try:
        await work
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise RuntimeError(f"{name} was cancelled by a part of its own") from None
    raise RuntimeError(f"{name} ended")


class SessionThread:
    """What runs on the session thread; the methods named so are for the window's."""

    def __init__(
        self,
        config: KioskConfig,
        config_path: Path,
        instance: Instance,
        window: Window,
    ) -> None:
        self._config, self._config_path = config, config_path
        self._instance, self._window = instance, window
        self._loop = ShiftableLoop()
        self._task: asyncio.Task[None] | None = None
        self._machine: RunningKiosk | None = None
        self.alive_at = time.monotonic()
        """When this thread last showed that it turns."""

    # -- called from the window's thread ---------------------------------------

    @property
    def _dialog(self) -> Dialog | None:
        """Return where people are spoken to; None before there is anything to say."""
        return None if self._machine is None else self._machine.parts.dialog

    def answered(self, serial: int, answer: Answer) -> None:
        """Hand a person's answer to the flow that asked."""
        dialog = self._dialog
        if dialog is not None:
            self._soon(lambda: dialog.answered(serial, answer))

    def touched(self) -> None:
        """Somebody touched the screen anywhere."""
        dialog = self._dialog
        if dialog is not None:
            self._soon(dialog.idle.touch)

    def patience(self, factor: int) -> None:
        """Multiply all time limits for the person who stands here."""

        def take() -> None:
            dialog = self._dialog
            if dialog is not None:
                dialog.patience = factor

        self._soon(take)

    def stop(self) -> None:
        """Unwind every flow and end the loop."""

        def cancel() -> None:
            if self._task is not None:
                self._task.cancel()

        self._soon(cancel)

    def _soon(self, act: Callable[[], object]) -> None:
        # A closed loop has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    # -- on the session thread ---------------------------------------------------

    def run(self) -> None:
        """Run until stopped; any other end is an exception."""
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._session())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            log.info("the session ended in good order")
        finally:
            self._wind_up()

    def _wind_up(self) -> None:
        """End what is left, such as open control lines, and close the loop."""
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _session(self) -> None:
        async with (
            asyncio.TaskGroup() as tasks,
            self._settings() as config,
        ):
            tasks.create_task(self._show_life())
            machine = await self._open_machine(config)
            self._machine = machine
            self._window.say_hotline(machine.parts.hotline)
            try:
                async with self._beside(machine):
                    await self._serve(machine)
            except asyncio.CancelledError:
                ended_well(machine.store)
                raise
            finally:
                self._machine = None
                await machine.close()

    @asynccontextmanager
    async def _settings(self) -> AsyncIterator[KioskConfig]:
        """Give the settings in force; what they name lives as long as the block."""
        yield self._config

    async def _ready(self, machine: RunningKiosk) -> None:
        """Do what is to be done once when the parts are there."""

    @asynccontextmanager
    async def _beside(self, machine: RunningKiosk) -> AsyncIterator[None]:
        """Let something run beside the flows for as long as they do."""
        yield

    async def _show_life(self) -> None:
        """Show that this thread turns, and let the idle page look at the disk."""
        while True:
            self.alive_at = time.monotonic()
            if self._machine is not None:
                self._machine.parts.dialog.devices_changed()
                self._machine.tally.look()
            await asyncio.sleep(2)

    async def _open_machine(self, config: KioskConfig) -> RunningKiosk:
        """Build the parts; while the store cannot be used, say so and try again."""
        while True:
            try:
                self._instance.take()
                machine = await open_machine(
                    config,
                    self._config_path,
                    self._window,
                    MachinePower(self._window.stop, config.machine.mode == "demo"),
                )
                _end_first_start(machine, config)
                await self._ready(machine)
                return machine
            except (StoreError, KioskError) as error:
                log.error("the kiosk's own files cannot be used: %s", error)
                self._say_closed(error)
                await asyncio.sleep(STORE_RETRY)

    def _say_closed(self, error: StoreError | KioskError) -> None:
        own = self._config
        region = load_region(self._config_path, own.machine.region, own.state)
        place = self._config.machine.place or region.region.name
        hotline = region.hotlines.consultation
        self._window.show(0, OutOfServicePage(error.fault, place, hotline))

    async def _serve(self, machine: RunningKiosk) -> None:
        set_aside()
        async with asyncio.TaskGroup() as tasks:
            for name, work in (
                ("visits", serve_people(machine.parts, forget)),
                ("upload", machine.uploader.run()),
                ("renewal", machine.renewer.run()),
                ("pulse", machine.desk.run()),
                ("orders", machine.desk.watch.run()),
                ("pruning", self._forget_old_events(machine)),
            ):
                tasks.create_task(_for_ever(name, work))
            tasks.create_task(watch_trial(machine.parts))
            tasks.create_task(machine.editions.run())
            tasks.create_task(watch_release(machine.parts))
            tasks.create_task(watch_updates(machine.parts))
            tasks.create_task(keep_closed_picture(machine.parts, self._window))
            own = machine.parts.region.region.id
            tasks.create_task(compare_regions(machine.client, own))

    async def _forget_old_events(self, machine: RunningKiosk) -> None:
        """Prune what the center holds durably and the law lets a machine forget."""
        days = self._config.storage.keep_days
        while True:
            try:
                forgotten = machine.journal.prune(days) + machine.acts.prune(days)
            except StoreError as error:
                log.warning("old events could not be pruned: %s", error)
                forgotten = 0
            # One block at a time: this thread must turn for people in between.
            await asyncio.sleep(PRUNE_PAUSE if forgotten else PRUNE_EVERY)


def _end_first_start(machine: RunningKiosk, config: KioskConfig) -> None:
    """Record what a set-up confirmed, and forget it: settings are in force.

    Whatever else a set-up left is nobody's any more.
    """
    if has_answers(config.state):
        answers = read_answers(config.state)
        if answers.done:
            # Once in a machine's life: no other start loads it.
            from kiosk.session.first_start.confirm_step import record

            record(answers, machine.journal)
        with contextlib.suppress(OSError):
            forget_answers(config.state)
