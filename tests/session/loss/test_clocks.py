"""A loss report taken with a wrong clock: a real center, a real store, scripted clocks.

The kiosk's clocks and the center's are apart here; only the truth is common.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from kiosk.domain.applications import STALE_DAYS, ActState, Lodged, LossKind, Reason
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.sync.applications.application_desk import NoTime
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.line.center_client import CenterClient
from tests.center.engines import asked
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.sync.applications.hall import (
    CAST,
    PEOPLE,
    REGION,
    START,
    Hall,
    TestClock,
    database,
    open_hall,
    report,
    second,
    state_of,
    who,
)

WANG = CAST["wang-xiulan"]
DAY = 86400.0
WRONG = {
    "right": 0.0,
    "seven minutes fast": 420.0,
    "eight days slow": -8 * DAY,
    "fifteen years fast": 15 * 365 * DAY,
    "1970": -START.timestamp(),
}


class Machine(TestClock):
    """The kiosk's clocks: a wall that is set by hand, a boot's that only goes on."""

    def __init__(self) -> None:
        self.wall, self.ran, self.boots = START.timestamp(), 1000.0, 1

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)

    def boot_id(self) -> str:
        return f"boot-{self.boots}"


@dataclass
class World:
    """A center, a kiosk that was online once, and the truth."""

    center: RunningCenter
    client: CenterClient
    folder: Path
    true: TestClock
    machine: Machine
    one: Hall

    def run(self, seconds: float) -> None:
        """Let time pass with the machine on."""
        self.true.at += seconds
        self.machine.wall += seconds
        self.machine.ran += seconds

    def reboot(self, off: float, battery: bool = True) -> None:
        """Cut the power for so long."""
        down = self.one.line.down
        self.one.store.close()
        self.true.at += off
        self.machine.wall = self.machine.wall + off if battery else 0.0
        self.machine.ran, self.machine.boots = 5.0, self.machine.boots + 1
        self.one = open_hall(self.client, self.folder / "kiosk", self.machine)
        self.one.line.down = down

    async def report(self) -> Lodged:
        """Report a loss without a line; it must be told that it waits."""
        self.one.line.down = True
        lodged = await self.one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
        assert lodged.state is ActState.WAITING
        return lodged

    async def arrived(self, lodged: Lodged) -> Reason | None:
        """Bring the line back and return why the report was refused."""
        self.one.line.down = False
        await self.one.acts.delivery.deliver()
        end = self.one.acts.lodged(lodged.act)
        assert end is not None
        assert end.answer is not None
        lost = state_of(self.center, WANG, self.true.at) is CardState.TEMPORARY_LOSS
        assert lost is (end.state is ActState.ACCEPTED)
        with database(self.center) as db:
            question = "SELECT message FROM notice WHERE act=:act"
            told = asked(db, question, act=lodged.act)[0]["message"]
        assert told == ("loss_accepted" if lost else "loss_refused")
        return end.answer.reason


@asynccontextmanager
async def world(folder: Path, online_once: bool = True) -> AsyncIterator[World]:
    true, machine = TestClock(), Machine()
    few = {key: CAST[key] for key in PEOPLE}
    with running_center(
        folder / "center", true.seconds, region=REGION, people=few
    ) as center:
        async with enrolled(center, folder / "kiosk", KIOSK) as client:
            one = open_hall(client, folder / "kiosk", machine)
            here = World(center, client, folder, true, machine, one)
            if online_once:
                await one.acts.delivery.deliver()
            try:
                yield here
            finally:
                here.one.store.close()


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("waited", [60.0, 6.9 * DAY])
@pytest.mark.parametrize("off", [None, 0.0, 0.05 * DAY])
async def test_a_wrong_clock_makes_no_report_stale(
    tmp_path: Path, wrong: float, waited: float, off: float | None
) -> None:
    async with world(tmp_path) as here:
        here.machine.wall += wrong
        lodged = await here.report()
        here.run(waited)
        if off is not None:
            here.reboot(off, battery=wrong == 0)
            here.run(60)
        assert await here.arrived(lodged) is None


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_a_wrong_clock_makes_no_stale_report_fresh(
    tmp_path: Path, wrong: float
) -> None:
    async with world(tmp_path) as here:
        here.machine.wall += wrong
        lodged = await here.report()
        here.reboot(STALE_DAYS * DAY, battery=False)
        here.run(60)
        assert await here.arrived(lodged) is Reason.STALE


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("later", [False, True])
async def test_a_release_overtakes_only_what_was_asked_before_it(
    tmp_path: Path, wrong: float, later: bool
) -> None:
    async with world(tmp_path) as here:
        async with second(here.center, tmp_path, here.true) as two:
            here.machine.wall += wrong
            lodged = None if later else await here.report()
            here.run(600)
            await report(two, WANG)
            await two.acts.release(who(WANG))
            here.run(600)
            lodged = lodged or await here.report()
            here.run(600)
            reason = await here.arrived(lodged)
        assert reason is (None if later else Reason.STALE)


@pytest.mark.parametrize("wrong", [0.0, 420.0, -DAY / 2])
async def test_a_boot_without_a_line_is_bridged_by_a_clock_that_can_be_right(
    tmp_path: Path, wrong: float
) -> None:
    async with world(tmp_path) as here:
        here.machine.wall += wrong
        here.run(3601)
        await here.one.acts.delivery.deliver()
        here.one.line.down = True
        here.reboot(2 * DAY)
        lodged = await here.report()
        here.run(60)
        here.reboot(2 * DAY)
        assert await here.arrived(lodged) is None


async def test_what_was_asked_by_a_carried_clock_grows_old_by_it(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as here:
        here.one.line.down = True
        here.reboot(DAY)
        lodged = await here.report()
        here.reboot(8 * DAY)
        assert await here.arrived(lodged) is Reason.STALE


@pytest.mark.parametrize("battery", [False, True])
async def test_nothing_waits_where_nobody_knows_the_time(
    tmp_path: Path, battery: bool
) -> None:
    """The clock lost the time, or was days off when it was last compared."""
    async with world(tmp_path) as here:
        if battery:
            here.machine.wall -= 8 * DAY
            here.run(3601)
            await here.one.acts.delivery.deliver()
        here.one.line.down = True
        here.reboot(DAY, battery)
        assert not here.one.acts.can_seal
        with pytest.raises(NoTime) as told:
            await here.one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
        assert told.value.fault is Fault.CLOCK_UNSURE
        assert here.one.acts.numbers().waiting == 0
        assert here.one.events("loss.asked") == []
        here.one.line.down = False
        answer = await report(here.one, WANG)
        assert answer.state is ActState.ACCEPTED, "the line tells the time"
        assert here.one.journal.time.known() == here.true.now()


async def test_an_answer_at_the_page_brings_the_time_for_taking_it_back(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, online_once=False) as here:
        here.machine.wall += 420
        answer = await report(here.one, WANG)
        now, end = here.one.journal.time.known(), answer.undo_until
        assert now is not None
        assert end is not None
        assert 595 <= (end - now).total_seconds() <= 600


@pytest.mark.parametrize("wall", [0.0, START.timestamp()])
async def test_a_report_of_the_version_before_is_brought_along(
    tmp_path: Path, wall: float
) -> None:
    """An open store is migrated; what waits in it was stamped by the wall only."""
    async with world(tmp_path) as here:
        lodged = await here.report()
        store = here.one.store
        store.execute("UPDATE pending_act SET asked_us=?", [int(wall * 1e6)])
        for column in ("wall_us", "mono_us", "boot_id", "agreed"):
            store.execute(f"ALTER TABLE pending_act DROP COLUMN {column}")
        for table in ("agreed", "age_mark"):
            store.execute(f"DROP TABLE {table}")
        store.execute("DELETE FROM migration WHERE name IN ('pending-3', 'journal-3')")
        here.reboot(DAY)
        assert here.one.acts.numbers().waiting == 1
        assert await here.arrived(lodged) is None


async def test_the_request_of_an_older_kiosk_is_judged_as_before(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as here:
        dialog = here.one.acts
        request = await dialog._loss_request(LossKind.TEMPORARY, who(WANG))
        plain = msgspec.to_builtins(msgspec.structs.replace(request, queued=True))
        del plain["waited"]
        here.true.at += STALE_DAYS * DAY + 1
        answer = await ActsClient(here.one.line).report_loss(
            msgspec.convert(plain, type(request))
        )
        assert answer.reason is Reason.STALE


async def test_for_an_older_center_the_time_of_asking_is_put_right(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as here:
        here.machine.wall = 0.0
        lodged = await here.report()
        here.run(90)
        (request,) = here.one.acts._pending.waiting()
        late = here.one.acts.delivery._late(request)
        assert late.act == lodged.act
        assert (late.claimed, late.waited) == (START, 90)
