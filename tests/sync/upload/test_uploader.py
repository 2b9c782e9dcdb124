"""The uploader against a pretended line: patience, halving, refusals, kicks."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from kiosk.domain.faults import Fault
from kiosk.machine.running_kiosk import open_store
from kiosk.machine.shell.doctor.doctor_line import printed
from kiosk.machine.shell.doctor.doctor_store import journal_line
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig, MachineSettings
from kiosk.settings.state.store_errors import StoreFull
from kiosk.settings.texts import load_texts
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.backoff import LONGEST_PAUSE
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.chain import ZERO_HASH
from kiosk.sync.wire.contract import MAX_BATCH_BYTES
from kiosk.sync.wire.upload_wire import (
    Batch,
    BatchAccepted,
    BatchConflict,
    Position,
    RejectedEvent,
)
from tests.sync.lines import NoLine
from tests.sync.samples import KIOSK, HandClock, filled, journal_in, numbered
from tests.until import until

DOWN = CenterError("down", Fault.CENTER_UNREACHABLE)


class Line(NoLine):
    """A center that takes everything, unless it is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.at = Position(0, 0, ZERO_HASH, 0)
        self.sizes: list[int] = []
        self.asked = 0
        self.failures: list[Exception] = []
        self.largest = 10_000
        self.refuse: tuple[RejectedEvent, ...] = ()
        self.conflict: Callable[[], BatchConflict] | None = None

    async def position(self, notes: int = 0) -> Position:
        self.asked += 1
        await self._trouble()
        return self.at

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        await self._trouble()
        if len(batch.events) > self.largest:
            raise CenterError("large", Fault.CENTER_ERROR, code="too_large")
        if self.conflict is not None:
            return self.conflict()
        self.sizes.append(len(batch.events))
        last = batch.events[-1]
        self.at = Position(last.epoch, last.seq, last.hash, 0)
        return BatchAccepted(last.epoch, last.seq, last.hash, 0, self.refuse)

    async def _trouble(self) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = journal_in(tmp_path)
    yield opened
    opened.store.close()


def uploader_for(journal: Journal, line: Line, seed: int = 1) -> Uploader:
    return Uploader(journal, line, HandClock(), Random(seed), start_jitter=0)


async def drained(uploader: Uploader) -> None:
    while await uploader.step():
        pass


async def test_batches_hold_at_most_200_events(journal: Journal) -> None:
    filled(journal, 450)
    line = Line()
    await drained(uploader_for(journal, line))
    assert line.sizes == [200, 200, 50]
    assert line.asked == 1
    assert journal.numbers().waiting == 0


async def test_batches_hold_at_most_256_kib(journal: Journal) -> None:
    for number in range(30):
        journal.append(numbered(number, "x" * 30_000))
    line = Line()
    await drained(uploader_for(journal, line))
    assert sum(line.sizes) == 30
    assert max(line.sizes) * 30_000 < MAX_BATCH_BYTES


async def test_a_batch_that_is_too_large_is_halved(journal: Journal) -> None:
    filled(journal, 300)
    line = Line()
    line.largest = 60
    await drained(uploader_for(journal, line))
    assert sum(line.sizes) == 300
    assert max(line.sizes) <= 60


async def test_refused_events_go_to_the_work_list_once(journal: Journal) -> None:
    filled(journal, 4)
    line = Line()
    line.refuse = (RejectedEvent(2, "bad_kind", "no"), RejectedEvent(2, "twice", "no"))
    await drained(uploader_for(journal, line))
    numbers = journal.numbers()
    assert (numbers.waiting, numbers.rejected) == (0, 1)
    row = journal.store.one("SELECT seq, kind, code FROM rejected")
    assert row == {"seq": 2, "kind": "print.done", "code": "bad_kind"}


async def test_after_any_failure_the_position_is_asked_for(journal: Journal) -> None:
    filled(journal, 3)
    line = Line()
    uploader = uploader_for(journal, line)
    assert await uploader.step()
    line.failures = [DOWN]
    assert await uploader._try() >= 0
    await drained(uploader)
    assert line.asked == 2
    assert journal.numbers().waiting == 0


async def test_the_pause_is_full_jitter(journal: Journal) -> None:
    line = Line()
    for seed in range(30):
        uploader = uploader_for(journal, line, seed)
        for tries in range(1, 13):
            line.failures = [DOWN]
            pause = await uploader._try()
            assert 0 <= pause <= min(LONGEST_PAUSE, 2.0**tries)
            assert uploader.state.failures == tries
    pauses = []
    for seed in range(200):
        uploader = uploader_for(journal, line, seed)
        for _ in range(10):
            line.failures = [DOWN]
            pause = await uploader._try()
        pauses.append(pause)
    assert min(pauses) < LONGEST_PAUSE * 0.1
    assert max(pauses) > LONGEST_PAUSE * 0.9


async def test_retry_after_is_kept_within_half(journal: Journal) -> None:
    line = Line()
    for seed in range(50):
        line.failures = [CenterError("busy", Fault.CENTER_ERROR, retry_after=10)]
        assert 5 <= await uploader_for(journal, line, seed)._try() <= 15


async def test_state_for_the_maintenance_page(journal: Journal) -> None:
    filled(journal, 1)
    line = Line()
    uploader = uploader_for(journal, line)
    assert (uploader.online, uploader.last_success) == (None, None)
    line.failures = [CenterError("who", Fault.CENTER_IDENTITY)]
    await uploader._try()
    assert uploader.online is False
    assert uploader.state.fault is Fault.CENTER_IDENTITY
    assert uploader.state.retry_at is not None
    row = journal.store.one("SELECT failures, fault FROM attempt")
    assert row == {"failures": 1, "fault": "N03"}
    while await uploader._try() == 0:
        pass
    assert [uploader.online] == [True]
    assert uploader.last_success == 100.0
    row = journal.store.one("SELECT failures, fault, succeeded_us FROM attempt")
    assert row is not None
    assert (row["failures"], row["fault"]) == (0, "N03")
    assert row["succeeded_us"] is not None


async def test_not_enrolled_only_waits(journal: Journal) -> None:
    line = Line()
    uploader = uploader_for(journal, line)
    for _ in range(5):
        line.failures = [CenterError("none", Fault.NOT_ENROLLED)]
        assert await uploader._try() <= 5
    assert uploader.state.failures == 0
    assert uploader.online is False


@pytest.mark.parametrize(
    ("error", "fault"),
    [(StoreFull("full"), Fault.STORE_FULL), (ZeroDivisionError(), Fault.INTERNAL)],
)
async def test_nothing_ends_it(
    journal: Journal, error: Exception, fault: Fault
) -> None:
    filled(journal, 2)
    line = Line()
    line.failures = [error]
    uploader = uploader_for(journal, line)
    await uploader._try()
    assert uploader.state.fault is fault
    await drained(uploader)
    assert journal.numbers().waiting == 0


async def test_it_runs_kicks_and_is_cancelled_anywhere(journal: Journal) -> None:
    line = Line()
    uploader = uploader_for(journal, line)
    task = asyncio.create_task(uploader.run())
    await until(lambda: line.asked == 1)
    for number in range(5):
        filled(journal, 1, start=number)
        uploader.kick()
        await until(lambda: journal.numbers().waiting == 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert journal.verify().ok


async def test_a_kick_shortens_only_the_pause_of_a_missing_line(
    journal: Journal,
) -> None:
    line = Line()
    uploader = uploader_for(journal, line)
    for fault, hurried in (
        (Fault.CENTER_UNREACHABLE, True),
        (Fault.NOT_ENROLLED, True),
        (Fault.CENTER_ERROR, False),
        (Fault.CENTER_TIMEOUT, False),
    ):
        line.failures = [CenterError("x", fault)]
        await uploader._try()
        uploader._soon.clear()
        uploader.kick()
        assert uploader._soon.is_set() == hurried, fault


async def test_cancelled_at_every_await_nothing_is_lost(journal: Journal) -> None:
    filled(journal, 10)
    line = Line()
    uploader = uploader_for(journal, line)
    for turns in range(12):
        task = asyncio.create_task(uploader.run())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert journal.verify().ok
    await drained(uploader)
    assert journal.numbers().waiting == 0


async def test_a_center_that_takes_no_epoch_is_not_hurried(journal: Journal) -> None:
    filled(journal, 3)
    line = Line()
    line.conflict = lambda: BatchConflict("fork", line.at)
    uploader = uploader_for(journal, line)
    before = journal.numbers().epoch
    for _ in range(40):
        await uploader._try()
    assert uploader.state.failures > 5
    assert journal.numbers().epoch > before
    line.conflict = None
    await drained(uploader)
    assert journal.numbers().waiting == 0
    assert journal.verify().ok


async def test_a_center_that_stands_still_is_an_error(journal: Journal) -> None:
    filled(journal, 3)
    line = Line()
    uploader = uploader_for(journal, line)
    await uploader.step()

    async def nothing(batch: Batch) -> BatchAccepted:
        return BatchAccepted(0, 0, ZERO_HASH, 0)

    line.upload = nothing  # type: ignore[method-assign]
    await uploader._try()
    assert uploader.state.fault is Fault.CENTER_BAD_ANSWER
    assert journal.numbers().epoch == 1


async def test_a_damaged_event_does_not_hold_up_the_rest(journal: Journal) -> None:
    filled(journal, 5)
    journal.store.execute("UPDATE outbox SET sealed = zeroblob(60) WHERE seq = 3")
    line = Line()
    await drained(uploader_for(journal, line))
    numbers = journal.numbers()
    assert (numbers.epoch, numbers.waiting, numbers.last_seq) == (2, 0, 5)


class Picky(Line):
    """A center that takes no batch with certain events in it."""

    def __init__(self, bad: set[bytes], code: str = "bad_chain") -> None:
        super().__init__()
        self.bad, self.code = bad, code

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        if any(event.id in self.bad for event in batch.events):
            raise CenterError("never", Fault.CENTER_BAD_ANSWER, code=self.code)
        return await super().upload(batch)


@pytest.mark.parametrize("code", ["bad_chain", "bad_request"])
async def test_an_event_that_no_center_takes_does_not_hold_up_the_rest(
    journal: Journal, code: str
) -> None:
    filled(journal, 40)
    bad = journal.entries()[17]
    await drained(uploader_for(journal, Picky({bad.id}, code)))
    numbers = journal.numbers()
    assert (numbers.waiting, numbers.rejected) == (0, 1)
    assert bad.id not in {e.id for e in journal.entries()}
    row = journal.store.one("SELECT id, code, reason FROM rejected")
    assert row == {"id": bad.id, "code": "unsendable", "reason": code}
    kept = journal.store.one("SELECT id FROM damaged")
    assert kept == {"id": bad.id}, "as it is, for staff"
    assert journal.verify().ok


async def test_a_center_that_takes_nothing_costs_no_events(journal: Journal) -> None:
    filled(journal, 30)
    line = Picky({e.id for e in journal.entries()})
    uploader = uploader_for(journal, line)
    for _ in range(60):
        await uploader._try()
    assert journal.numbers().rejected <= 2
    assert journal.numbers().waiting >= 28


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_doctor_says_that_there_is_a_second_machine(
    tmp_path: Path, language: str
) -> None:
    state = tmp_path / "state"
    config = KioskConfig(MachineSettings(id=KIOSK, region="ningbo", state=str(state)))
    store = open_store(config)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    outbox = Outbox(Journal(store, KIOSK, keys, HandClock()))
    assert journal_line(config).health is PartHealth.OK
    outbox.note_twin(True)
    line = journal_line(config)
    assert (line.health, line.fault) == (PartHealth.BAD, Fault.CENTER_TWIN)
    texts = load_texts(language)
    assert "kiosk center settle" in printed(line, texts)
    outbox.note_twin(False)
    assert journal_line(config).health is PartHealth.OK
    store.close()


def stopped(uploader: Uploader) -> bool:
    return uploader.is_twin


async def test_a_second_machine_stops_this_one_until_it_is_settled(
    journal: Journal,
) -> None:
    filled(journal, 3)
    line = Line()
    twin = BatchConflict("twin", line.at)
    line.conflict = lambda: twin
    uploader = uploader_for(journal, line)
    for _ in range(20):
        await uploader._try()
    assert uploader.state.fault is Fault.CENTER_TWIN
    assert stopped(uploader)
    assert journal.numbers().epoch == 1, "no epoch after epoch"
    kinds = [e.kind for e in journal.entries()]
    assert kinds.count("kiosk.twin") == 1
    line.failures = [DOWN]
    await uploader._try()
    uploader = uploader_for(journal, line)
    assert stopped(uploader), "over a restart and a dead line too"
    await uploader._try()
    assert stopped(uploader), "to hear the center's position settles nothing"
    line.conflict = None
    for _ in range(5):
        await uploader._try()
    assert not stopped(uploader)
    assert [e.payload for e in journal.entries() if e.kind == "kiosk.twin"] == [
        {"seen": True},
        {"seen": False},
    ]


async def test_on_a_full_disk_the_answer_is_still_kept(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the same batch would go out again and again."""
    filled(journal, 5)
    line = Line()
    uploader = uploader_for(journal, line)
    reserve = journal.store.path.with_name("kiosk.sqlite.reserve")
    journal.store.keep_reserve()
    real = journal.store.execute

    def full(sql: str, parameters: object = ()) -> int:
        if sql.startswith("UPDATE pos SET acked") and reserve.exists():
            raise StoreFull("no room")
        return real(sql, parameters)  # type: ignore[arg-type]

    monkeypatch.setattr(journal.store, "execute", full)
    await drained(uploader)
    assert line.sizes == [5], "sent once"
    assert journal.numbers().waiting == 0
