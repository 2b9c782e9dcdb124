"""What the time is: by the center in this boot, by a wall clock that can be right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.faults import Fault
from kiosk.machine.running_kiosk import open_store
from kiosk.machine.shell.doctor import doctor_store, doctor_system
from kiosk.machine.shell.doctor.doctor_line import printed
from kiosk.session.staff.pages import PartHealth
from kiosk.settings.config import KioskConfig
from kiosk.settings.config import MachineSettings as Machine_
from kiosk.settings.state.store import Store
from kiosk.settings.texts import load_texts
from kiosk.sync.clock.clock import Certainty, SystemClock
from kiosk.sync.clock.timekeeper import AGREE_EVERY, Stamp, Timekeeper
from kiosk.sync.journal.journal_tables import MIGRATIONS
from kiosk.sync.line.https import CenterError
from tests.wording import english

TRUE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = 86400.0


class Machine:
    """Clocks that a test sets one by one; the truth goes on by itself."""

    def __init__(self, wall: datetime = TRUE) -> None:
        self.wall, self.ran, self.boots = wall.timestamp(), 30.0, 1
        self.true = TRUE.timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)

    def monotonic(self) -> float:
        return self.ran

    def boot_id(self) -> str:
        return f"boot-{self.boots}"

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.wall, self.ran = self.wall + seconds, self.ran + seconds
        self.true += seconds

    def reboot(self, off: float, wall: datetime | None = None) -> None:
        """Switch off for so many seconds; without a battery the wall begins at one."""
        self.true += off
        self.wall = self.wall + off if wall is None else wall.timestamp()
        self.ran, self.boots = 5.0, self.boots + 1

    async def center(self) -> datetime:
        """Say the time as the center does."""
        return datetime.fromtimestamp(self.true, UTC)


def keeper(folder: Path, machine: Machine) -> Timekeeper:
    """Return what this machine believes, as after a start of the program."""
    return Timekeeper(Store(folder / "kiosk.sqlite", MIGRATIONS), machine)


@pytest.mark.parametrize(
    ("wall", "certainty"),
    [
        (TRUE, Certainty.PLAUSIBLE),
        (datetime(1970, 1, 1, tzinfo=UTC), Certainty.UNSURE),
        (datetime(2023, 12, 31, tzinfo=UTC), Certainty.UNSURE),
        (datetime(2106, 2, 7, tzinfo=UTC), Certainty.UNSURE),
    ],
)
def test_without_a_center_only_what_can_be_is_believed(
    tmp_path: Path, wall: datetime, certainty: Certainty
) -> None:
    time = keeper(tmp_path, Machine(wall))
    assert time.certainty is certainty
    assert time.known() == (wall if certainty is Certainty.PLAUSIBLE else None)


@pytest.mark.parametrize("wrong", [0.0, 420.0, -8 * DAY, 14 * 365 * DAY])
async def test_what_the_center_said_in_this_boot_outlives_every_jump(
    tmp_path: Path, wrong: float
) -> None:
    machine = Machine(TRUE + timedelta(seconds=wrong))
    time = keeper(tmp_path, machine)
    assert time.due()
    await time.agree(machine.center)
    assert (time.certainty, time.known()) == (Certainty.AGREED, TRUE)
    assert time.off_by == wrong
    machine.wall = 0.0  # set by somebody
    machine.run(60)
    assert time.known() == TRUE + timedelta(seconds=60)
    assert not time.due()
    again = keeper(tmp_path, machine)
    assert again.known() == TRUE + timedelta(seconds=60), "a restarted program knows it"
    machine.run(AGREE_EVERY)
    assert time.due()


@pytest.mark.parametrize(
    ("wrong", "off", "wall", "certainty"),
    [
        (0.0, 30 * DAY, None, Certainty.PLAUSIBLE),
        (420.0, 30 * DAY, None, Certainty.PLAUSIBLE),
        (0.0, DAY, datetime(1970, 1, 1, tzinfo=UTC), Certainty.UNSURE),
        (0.0, DAY, TRUE - timedelta(days=1), Certainty.UNSURE),
        (0.0, DAY, TRUE + timedelta(days=500), Certainty.UNSURE),
        (-8 * DAY, 30 * DAY, None, Certainty.UNSURE),
    ],
)
async def test_after_a_power_cut(
    tmp_path: Path,
    wrong: float,
    off: float,
    wall: datetime | None,
    certainty: Certainty,
) -> None:
    machine = Machine(TRUE + timedelta(seconds=wrong))
    await keeper(tmp_path, machine).agree(machine.center)
    machine.reboot(off, wall)
    time = keeper(tmp_path, machine)
    assert time.certainty is certainty
    if certainty is Certainty.PLAUSIBLE:
        assert time.known() == datetime.fromtimestamp(machine.true, UTC), "put right"
    await time.agree(machine.center)
    assert time.known() == datetime.fromtimestamp(machine.true, UTC)


async def test_a_boot_clock_that_goes_back_is_another_boot(tmp_path: Path) -> None:
    machine = Machine()
    time = keeper(tmp_path, machine)
    await time.agree(machine.center)
    machine.ran -= 20
    assert time.certainty is Certainty.PLAUSIBLE


@pytest.mark.parametrize(
    "said", [datetime(1970, 1, 1, tzinfo=UTC), TRUE.replace(tzinfo=None)]
)
async def test_a_center_that_does_not_know_either(
    tmp_path: Path, said: datetime
) -> None:
    async def ask() -> datetime:
        return said

    time = keeper(tmp_path, Machine())
    with pytest.raises(CenterError):
        await time.agree(ask)
    assert time.certainty is Certainty.PLAUSIBLE


Steps = list[tuple[str, int, float | None]]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["run", "set", "reboot", "agree"]),
        st.integers(0, 40 * 86400),
        st.sampled_from([None, 0.0, -420.0, 420.0, 8 * DAY, -8 * DAY, 5000 * DAY]),
    ),
    max_size=8,
)


@given(before=STEPS, after=STEPS)
async def test_whatever_the_clocks_did_an_agreed_moment_is_exact(
    tmp_path_factory: pytest.TempPathFactory, before: Steps, after: Steps
) -> None:
    """A moment by the center's time, seen again by the center's time, is never off."""
    folder, machine = tmp_path_factory.mktemp("time"), Machine()
    await _live(folder, machine, before)
    time = keeper(folder, machine)
    await time.agree(machine.center)
    then, true = time.stamp(), machine.true
    await _live(folder, machine, after)
    time = keeper(folder, machine)
    await time.agree(machine.center)
    assert time.since(then) == pytest.approx(machine.true - true, abs=1)


@given(before=STEPS, ran=st.integers(0, 90 * 86400), wrong=st.integers(-(10**9), 10**9))
async def test_within_a_boot_no_wall_clock_has_a_say(
    tmp_path_factory: pytest.TempPathFactory, before: Steps, ran: int, wrong: int
) -> None:
    folder, machine = tmp_path_factory.mktemp("time"), Machine()
    await _live(folder, machine, before)
    machine.reboot(5.0)
    time = keeper(folder, machine)
    then = time.stamp()
    machine.run(ran)
    machine.wall = max(0.0, machine.wall + wrong)
    await time.agree(machine.center)
    assert time.since(then) == pytest.approx(ran, abs=1)


async def test_over_a_power_cut_the_least_that_can_be_is_said(tmp_path: Path) -> None:
    machine = Machine()
    time = keeper(tmp_path, machine)
    then = time.stamp()
    machine.reboot(2 * DAY)
    assert time.since(then) == pytest.approx(2 * DAY, abs=60)
    machine.wall = 0.0
    machine.run(3600)
    await time.agree(machine.center)
    assert time.since(then) == pytest.approx(2 * DAY + 3600, abs=60)
    old = Stamp(0, 0, 0, "", agreed=False)
    assert time.since(old) == machine.monotonic(), "a date that says nothing"


async def _live(folder: Path, machine: Machine, steps: Steps) -> None:
    time = keeper(folder, machine)
    for what, seconds, jump in steps:
        match what:
            case "run":
                machine.run(seconds)
            case "set":
                machine.wall = max(0.0, machine.wall + (jump or 0.0))
            case "reboot":
                wall = datetime.fromtimestamp(abs(jump or 0.0), UTC) if jump else None
                machine.reboot(seconds, wall)
                time = keeper(folder, machine)
            case "agree":
                await time.agree(machine.center)


@pytest.mark.parametrize(
    ("off", "health", "seen"),
    [
        (0.0, PartHealth.OK, "agrees with the center"),
        (-420.0, PartHealth.WARNING, "-420 s off the center"),
        (-8 * DAY, PartHealth.WARNING, "-691200 s off the center"),
    ],
)
async def test_the_doctor_says_what_is_believed_and_why(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    off: float,
    health: PartHealth,
    seen: str,
) -> None:
    monkeypatch.setattr(doctor_system, "kernel_keeps_time", lambda: True)
    config = KioskConfig(Machine_(id="hall-1", region="x", state=str(tmp_path)))
    store = open_store(config)
    clock = SystemClock()
    own = datetime.now(UTC)

    async def center() -> datetime:
        return own - timedelta(seconds=off)

    await Timekeeper(store, clock).agree(center)
    store.close()
    found = doctor_store.clock_line(config)
    assert found.health is health
    assert seen in english(found.seen)


def test_the_doctor_does_not_believe_1970(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_store, "by_itself", lambda _: Certainty.UNSURE)
    config = KioskConfig(Machine_(id="hall-1", region="x", state=str(tmp_path)))
    found = doctor_store.clock_line(config)
    assert (found.health, found.fault) == (PartHealth.BAD, Fault.CLOCK_UNSURE)
    assert "timedatectl" in printed(found, load_texts("en"))


@pytest.mark.parametrize("off", [-8 * DAY, 8 * DAY, 3 * 3600.0])
async def test_a_center_that_is_put_right_makes_no_moment_older(
    tmp_path: Path, off: float
) -> None:
    """Within a boot its own clock counts, also between two words of the center."""
    machine = Machine()
    time = keeper(tmp_path, machine)
    machine.true += off
    await time.agree(machine.center)
    then = time.stamp()
    machine.run(3600)
    machine.true -= off
    await time.agree(machine.center)
    assert time.since(then) == pytest.approx(3600, abs=1)
