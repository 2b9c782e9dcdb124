"""The export's page: which sticks there are, how far it is, and when to pull it out."""

import asyncio
import contextlib
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from kiosk.devices.stick.mounted_sticks import mounted_sticks
from kiosk.devices.stick.stick_folder import is_mounted
from kiosk.devices.stick.stick_port import Stick
from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.records.aside import Aside
from kiosk.session.staff.records.export_job import ExportEnd, ExportJob
from kiosk.session.staff.self_tests import last_tests
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.key_cache import kept_key
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.refused_list import queue_numbers
from kiosk.sync.wire.applications_wire import SealingKey
from kiosk.sync.wire.export_wire import ExportNumbers

MIB = 1024 * 1024
LEAST_FREE = 4 * MIB
LOOK_EVERY, LOOK_LIMIT = 2.0, 5.0
LEAVE = 5.0
"""Seconds that a stick is waited for when the technician goes."""
TESTS = ("reader_any_card", "reader_antenna", "printer", "network", "journal", "touch")
Look = Callable[[], tuple[Stick, ...]]


async def show_export(
    desk: Desk,
    look: Look = mounted_sticks,
    mounted: Callable[[Path], bool] = is_mounted,
) -> None:
    """Show the export until the technician goes back."""
    archive = desk.parts.archive
    if archive is None:
        await desk.ask(lambda: desk.page("export"))
        return
    view = ExportView(desk, archive, look, mounted)
    watch = asyncio.create_task(view.watch())
    try:
        while await view.next(await desk.ask(view.page)):
            pass
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        await view.leave()


class ExportView:
    """The sticks that were last seen, and the export that is under way."""

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        look: Look,
        mounted: Callable[[Path], bool],
    ) -> None:
        self._desk, self._journal = desk, journal
        self._look, self._mounted = look, mounted
        self._looking, self._writing = Aside("sticks"), Aside("export")
        self._sticks: tuple[Stick, ...] | None = None
        self._silent = False
        self._job: ExportJob | None = None
        self._task: asyncio.Task[None] | None = None

    async def watch(self) -> None:
        """Look for sticks again and again; one that hangs is said to."""
        while True:
            try:
                seen = await self._looking.do(self._look, LOOK_LIMIT)
                silent = False
            except TimeoutError:
                seen, silent = (), True
            if (seen, silent) != (self._sticks, self._silent):
                self._sticks, self._silent = seen, silent
                self._desk.parts.dialog.devices_changed()
            await asyncio.sleep(LOOK_EVERY)

    def page(self) -> ToolPage:
        """Return what is known at the moment."""
        if self._job is not None:
            values = (("percent", self._job.percent),)
            stopping = "export_stopping" if self._job.stopping else "exporting"
            return self._desk.page(
                "export",
                sayings=(Saying(Mood.CAUTION, stopping, values),),
                acts=(
                    ToolAct(
                        *("stop_export", ToolActKind.MAIN),
                        enabled=not self._job.stopping,
                    ),
                ),
            )
        sayings, steps = self._hint()
        return self._desk.page(
            "export",
            sayings=sayings,
            choices=tuple(map(stick_choice, self._sticks or ())),
            steps=steps,
        )

    def _hint(self) -> tuple[tuple[Saying, ...], tuple[str, ...]]:
        """Say why there is nothing to choose."""
        if self._key() is None:
            return (Saying(Mood.BAD, "export_no_key"),), ()
        if self._silent:
            return (Saying(Mood.BAD, "export_silent"),), ()
        if self._sticks is None:
            return (Saying(Mood.CALM, "stick_looking"),), ()
        if not self._sticks:
            steps = ("stick_in", "stick_wait", "stick_mount")
            return (Saying(Mood.CAUTION, "no_stick"),), steps
        return (Saying(Mood.CALM, "stick_choose"),), ()

    def _key(self) -> SealingKey | None:
        return kept_key(self._desk.parts.store)

    async def next(self, answer: Answer) -> bool:
        """Do what was touched; False when the technician goes back."""
        match answer:
            case ItemChosen(item) if item.startswith("stick-"):
                self._begin(item)
            case ActChosen("stop_export"):
                if self._job is not None:
                    self._job.stopping = True
            case ActChosen() | ItemChosen():
                pass
            case _:
                return False
        return True

    def _begin(self, item: str) -> None:
        """Begin the export to a stick."""
        key = self._key()
        chosen = [s for s in self._sticks or () if stick_choice(s).item == item]
        if key is None or not chosen or self._job is not None:
            return
        stick = chosen[0]
        if not stick.writable or stick.free < LEAST_FREE:
            why = "full" if stick.writable else "read_only"
            self._desk.say(Mood.BAD, f"export_{why}")
            return
        try:
            self._job = ExportJob(
                *(self._desk, self._journal, key, stick),
                *(self._writing, self._mounted),
            )
        except StoreError:
            self._desk.say(Mood.BAD, "not_kept")
            return
        self._desk.acted("export_begun", self._job.name)
        self._task = asyncio.create_task(self._run(self._job))

    async def _run(self, job: ExportJob) -> None:
        """Run the export and tell its end; left alone, it is stopped."""
        try:
            end = await job.run(numbers_of(self._desk, self._journal))
        except asyncio.CancelledError:
            self._desk.acted("export", job.name, done=False)
            raise
        self._job = None
        self._tell(end)
        self._desk.parts.dialog.devices_changed()

    def _tell(self, end: ExportEnd) -> None:
        good = end.fault is None and not end.stopped
        self._desk.acted("export", end.name, done=good)
        if end.stopped:
            self._desk.say(Mood.CAUTION, "export_stopped")
        elif end.fault is not None:
            self._desk.say(Mood.BAD, f"export_{end.fault}")
        else:
            self._desk.say(
                *(Mood.GOOD, "export_done"), folder=end.name, count=end.events
            )
            if not end.whole:
                self._desk.say(Mood.CAUTION, "export_not_whole")

    async def leave(self) -> None:
        """Stop what is under way: nobody stands here any more.

        A stick that does not let go in time is left with a folder that says by its name
        that it is not finished.
        """
        if self._job is None or self._task is None:
            return
        self._job.stopping = True
        await asyncio.wait((self._task,), timeout=LEAVE)
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task


def stick_choice(stick: Stick) -> ToolChoice:
    """Return a stick as a line that begins the export to it."""
    state, health = "ready", PartHealth.OK
    if not stick.writable:
        state, health = "read_only", PartHealth.BAD
    elif stick.free < LEAST_FREE:
        state, health = "full", PartHealth.BAD
    return ToolChoice(
        f"stick-{sha256(os.fsencode(stick.folder)).hexdigest()[:16]}",
        label=stick.label or "USB",
        hint=(
            Word("stick_state", state),
            Count(stick.free // MIB, "free_mib"),
            stick.kind,
        ),
        icon="next",
        health=health,
    )


def numbers_of(desk: Desk, journal: Journal) -> ExportNumbers:
    """Return how the machine is: versions, queue and self-tests, no person."""
    queue = queue_numbers(journal)
    numbers = [
        ("waiting", str(queue.waiting)),
        ("refused", str(queue.refused)),
        ("epochs", str(queue.epochs)),
        ("by", desk.who.number),
    ]
    numbers += [
        (f"test.{test.test}", f"{test.outcome or 'none'} {test.at or ''} {test.proved}")
        for test in last_tests(desk.parts, *TESTS)
    ]
    return ExportNumbers(list(desk.parts.versions), numbers)
