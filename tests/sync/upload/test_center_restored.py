"""A center that was put back from an old copy: an idle kiosk finds it by itself.

Real ends and real TLS; nothing is appended meanwhile and nobody kicks the uploader, so
only the poll of a quiet line can notice.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest

from kiosk.center.database.engine import FILE
from kiosk.center.server.backup import backup
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import ActState
from kiosk.domain.records import CardState
from kiosk.sync.upload import uploader
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.machine_events import KioskStarted
from tests.center.fixture import RunningCenter, running_center
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    TestClock,
    hall,
    report,
    state_of,
    who,
)
from tests.until import until

WANG = CAST["wang-xiulan"]


class Scene:
    """A kiosk whose uploader runs, and a center that can be put back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, TestClock()
        self.center_folder = folder / "center"
        self._running = ExitStack()
        self.center = self._start(0)
        self.one: Hall

    def _start(self, port: int) -> RunningCenter:
        people, seconds = {"wang": WANG}, self.clock.seconds
        center = running_center(self.center_folder, seconds, port, REGION, people)
        return self._running.enter_context(center)

    def stop(self) -> None:
        self._running.close()

    def save(self, name: str) -> None:
        backup(self.center_folder, self.folder / name)

    async def put_back(self, name: str) -> None:
        """Put a copy in the center's place and let it run on the same port."""
        await self.one.line.client.close()  # a server waits for who is on the line
        self.stop()
        for path in self.center_folder.glob(FILE + "*"):
            path.unlink()
        shutil.copy(self.folder / name / FILE, self.center_folder / FILE)
        self._start(self.center.port)

    def write(self, *versions: str) -> None:
        for version in versions:
            self.one.journal.append(KioskStarted(version))

    async def sent(self, *versions: str) -> None:
        """Append, and wait until the center has acknowledged it."""
        self.write(*versions)
        self.one.uploader.kick()
        async with self.polling():
            await until(lambda: not self.one.journal.numbers().waiting)

    @asynccontextmanager
    async def polling(self) -> AsyncIterator[None]:
        """Let the uploader run, as it does beside the flows."""
        task = asyncio.create_task(self.one.uploader.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def kept(self) -> set[bytes]:
        return {entry.id for entry in self.one.journal.entries()}

    def stored(self) -> list[bytes]:
        return [event.id for event in stored_events(self.center_folder)]

    def has_all(self) -> bool:
        return self.kept() <= set(self.stored())


@asynccontextmanager
async def scene(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(uploader, "IDLE_POLL", 0.1)
    made = Scene(folder)
    try:
        async with hall(made.center, folder / "kiosk", made.clock) as made.one:
            yield made
    finally:
        made.stop()


async def test_an_idle_kiosk_sends_again_what_the_copy_does_not_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path, monkeypatch) as at:
        await at.sent("1", "2")
        at.save("copy")
        assert (await report(at.one, WANG)).state is ActState.ACCEPTED
        await at.sent("3")
        assert at.one.journal.pos().durable == EventPlace(1, 2)
        await at.put_back("copy")
        assert len(at.stored()) == 2
        async with at.polling():
            await until(at.has_all)
        assert len(at.stored()) == len(at.kept()) == 5
        assert verify_stored(at.center_folder).ok
        assert at.one.journal.pos().last.epoch == 1


async def test_a_report_of_after_the_copy_is_in_effect_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(tmp_path, monkeypatch) as at:
        await at.sent("1")
        at.save("copy")
        told = await report(at.one, WANG)
        await at.sent("2")
        await at.put_back("copy")
        now = at.clock.seconds()
        assert state_of(at.center, WANG, now) is CardState.NORMAL
        async with at.polling():
            await until(at.has_all)
        assert state_of(at.center, WANG, now) is CardState.TEMPORARY_LOSS
        again = await report(at.one, WANG)
        assert (again.state, again.number) == (ActState.ALREADY, told.number)
        # What the receipt promised holds at the center that was put back, too.
        undone = await at.one.acts.undo(told.act, who(WANG))
        assert undone.state is ActState.ACCEPTED
        assert state_of(at.center, WANG, now) is CardState.NORMAL


async def test_a_promise_ends_with_the_center_that_gave_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy was made before the later one that promised more."""
    async with scene(tmp_path, monkeypatch) as at:
        await at.sent("1")
        at.save("old")
        await at.sent("2", "3")
        at.save("new")
        await at.sent("4")
        assert at.one.journal.pos().durable == EventPlace(1, 3)
        await at.put_back("old")
        async with at.polling():
            await until(at.has_all)
            await until(lambda: not at.one.journal.numbers().waiting)
        # What this center knows of copies is what stood in its own.
        assert at.one.journal.pos().durable <= EventPlace(1, 1)
        assert at.one.journal.prune(0) <= 1


@pytest.mark.parametrize("copy", ["empty", "old"])
async def test_what_was_forgotten_wedges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copy: str
) -> None:
    """Events that were durable are gone, and the center is older than they were."""
    async with scene(tmp_path, monkeypatch) as at:
        at.save("empty")
        await at.sent("1", "2")
        at.save("old")
        await at.sent("3", "4", "5")
        at.save("new")
        await at.sent("6")
        assert at.one.journal.prune(0) == 5
        await at.put_back(copy)
        async with at.polling():
            await until(at.has_all)
        await at.sent("7")
        assert at.has_all()
        assert len(at.stored()) == len(set(at.stored()))
        assert verify_stored(at.center_folder).ok
        assert at.one.journal.verify().ok
