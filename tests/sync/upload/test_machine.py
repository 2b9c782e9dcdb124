"""Every mixture of restores, copies, prunes, promises and cut lines: a state machine.

Hypothesis drives the real journal, uploader and ingest on real files. Three laws: a
durable event is in the last backup; two machines from one disk end in a standstill that
staff can settle, never in epoch after epoch; and what a kiosk has arrives, once.
"""

import asyncio
import shutil
import sqlite3
import tempfile
from collections import deque
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE
from kiosk.center.server.backup import backup
from kiosk.center.upload.forks import settle
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import ActState, LossKind
from kiosk.domain.faults import Fault, KioskError
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.entries import EventState
from tests.sync.lines import Fated
from tests.sync.samples import KIOSK, HandClock, numbered
from tests.sync.whole_line import HOLDERS, HttpLine, InnerCenter, WholeKiosk, WholeLine

LOST_AT_ONCE = 6
"""So many transactions a standby may lack that nobody waited for."""
TRIES = 120
MACHINES = st.integers(0, 1)
FATES = st.sampled_from(["", "", "", "", "cut", "lost", "late", "doubled"])


class Machine(WholeKiosk):
    """One kiosk's disk with what runs on it."""

    def __init__(self, path: Path, line: Fated, keys: DeviceKeys) -> None:
        super().__init__(path, keys, line, HandClock(), Random(1))
        self.store.execute("PRAGMA synchronous=OFF")  # speed; power cuts are elsewhere

    def ids(self, state: EventState | None = None) -> set[bytes]:
        """Return the ids of all events, or of those in a state."""
        found = self.journal.entries()
        return {e.id for e in found if state in (None, e.state)}

    def epochs(self) -> int:
        """Return how many epochs this disk has begun."""
        row = self.store.one("SELECT count(*) AS n FROM epoch_key")
        return int(row["n"]) if row else 0


class Histories(RuleBasedStateMachine):
    """The world: up to two machines from one disk, one center, their copies."""

    over_http = False

    @initialize()
    def begin(self) -> None:
        """Start with one machine and an empty center."""
        self.folder = Path(tempfile.mkdtemp(prefix="histories-"))
        self.keys = DeviceKeys.load_or_create(self.folder / "keys")
        self.center, self.saved = self.folder / "center", self.folder / "saved"
        self.inner = InnerCenter(self.center)
        self.line: Fated = WholeLine(self.inner)
        if self.over_http:
            self.line = HttpLine(self.inner, self.keys)
        self.line.changed = lambda: self.before.append(self.inner.copy())
        self.before: deque[bytes] = deque(maxlen=LOST_AT_ONCE)
        self.forgotten: set[str] = set()
        self.machines: list[Machine] = []
        self.disks = 0
        self.copied = False
        self.backed_up: set[bytes] = set()
        self._mount(0, None)

    def teardown(self) -> None:
        """Let everything come to rest, then look."""
        try:
            if getattr(self, "machines", None):
                self._rest()
                self._arrive()
        finally:
            if hasattr(self, "folder"):
                for machine in self.machines:
                    machine.store.close()
                self.line.let_go()
                shutil.rmtree(self.folder)

    # -- what happens ----------------------------------------------------------

    @rule(which=MACHINES, count=st.integers(1, 5), step=st.sampled_from([1, 60, -900]))
    def append(self, which: int, count: int, step: int) -> None:
        """Let people come; the wall clock goes as it likes."""
        machine = self._machine(which)
        for number in range(count):
            machine.clock.wall += step
            machine.journal.append(numbered(number))

    @rule(which=MACHINES, tries=st.integers(1, 6), fate=FATES, limit=st.integers(1, 4))
    def talk(self, which: int, tries: int, fate: str, limit: int) -> None:
        """Let a machine exchange with the center over a line with a fate."""
        machine = self._machine(which)
        machine.uploader._limit = limit
        self.line.fate = fate
        self._try(machine, tries)
        self.line.fate = ""

    @rule(which=MACHINES, count=st.integers(1, 4))
    def day(self, which: int, count: int) -> None:
        """Let people come, and bring what they left to the center."""
        machine = self._machine(which)
        for number in range(count):
            machine.journal.append(numbered(number))
        self._try(machine, 6)

    @rule(
        which=MACHINES,
        whose=st.integers(0, 2),
        then=st.sampled_from(["", "", "undo", "release"]),
        fate=FATES,
    )
    def report(self, which: int, whose: int, then: str, fate: str) -> None:
        """Let somebody report a loss, and perhaps take it back or release it."""
        desk, who = self._machine(which).desk, HOLDERS[whose]

        async def talk() -> None:
            lodged = await desk.report_loss(LossKind.TEMPORARY, who)
            if then == "undo":
                await desk.undo(lodged.act, who)
            elif then == "release":
                await desk.release(who)

        self.line.fate = fate
        with suppress(KioskError):
            asyncio.run(talk())
        self.line.fate = ""

    @rule(which=MACHINES)
    def save_disk(self, which: int) -> None:
        """Copy a machine's disk aside."""
        self._copy(self._machine(which).path, self.folder / "disk-saved")

    @precondition(lambda self: (self.folder / "disk-saved").exists())
    @rule(which=MACHINES)
    def restore_disk(self, which: int) -> None:
        """Put the copy into a machine's place."""
        self._mount(which % len(self.machines), self.folder / "disk-saved")

    @precondition(lambda self: len(self.machines) == 1)
    @rule()
    def clone(self) -> None:
        """Build a second machine from the first one's disk."""
        self._copy(self.machines[0].path, self.folder / "disk-cloned")
        self._mount(1, self.folder / "disk-cloned")

    @rule()
    def save_center(self) -> None:
        """Make a verified backup; what it holds may be called durable."""
        backup(self.center, self.saved)
        self.backed_up = {e.id for e in stored_events(self.saved)}

    @precondition(lambda self: (self.saved / FILE).exists())
    @rule()
    def restore_center(self) -> None:
        """Put the last verified backup into the center's place."""
        self._put_back((self.saved / FILE).read_bytes())

    @precondition(lambda self: self.before)
    @rule(lost=st.integers(1, LOST_AT_ONCE))
    def fail_over(self, lost: int) -> None:
        """Go on with a standby that lacks the center's last transactions."""
        self._put_back(self.before[-min(lost, len(self.before))])

    @rule(which=MACHINES)
    def prune(self, which: int) -> None:
        """Let a machine forget what is old and durable."""
        machine = self._machine(which)
        machine.clock.wall += 86400
        self.before.clear()  # what is so old, no standby lacks
        machine.journal.prune(0)

    # -- what always holds -----------------------------------------------------

    @invariant()
    def durable_is_backed_up(self) -> None:
        """See that nothing is called durable that no backup holds."""
        self._look()

    @invariant()
    def alone_is_no_twin(self) -> None:
        """See that a machine is stopped only where a disk was ever copied."""
        if not getattr(self, "copied", True):
            assert self.machines[0].uploader.state.fault is not Fault.CENTER_TWIN

    def _look(self) -> None:
        for machine in getattr(self, "machines", []):
            durable = machine.ids(EventState.DURABLE)
            assert durable <= self.backed_up, "durable, and in no backup"

    def _rest(self) -> None:
        """Poll with nobody appending: the epochs must come to an end by themselves."""
        counts = []
        for _ in range(24):
            for machine in self.machines:
                self._try(machine, 5)
            counts.append(sum(machine.epochs() for machine in self.machines))
        assert counts[-1] == counts[11], f"epoch after epoch: {counts}"

    def _arrive(self) -> None:
        """Let staff settle for one machine after the other: all of it arrives, once."""
        for machine in self.machines:
            db = connect(self.center)
            settle(db, KIOSK, 0.0)
            db.close()
            for _ in range(TRIES):
                self._try(machine, 1)
                online = machine.uploader.state.fault is None
                machine.clock.forward(400)
                self.inner.now += 400
                if online and not machine.waits:
                    break
            assert not machine.waits, f"waits for ever: {machine.uploader.state}"
            stored = [e.id for e in stored_events(self.center)]
            assert len(stored) == len(set(stored)), "double"
            assert machine.ids() <= set(stored), "lost"
            assert machine.journal.verify().ok
            self._acts_are_there(machine)
        assert verify_stored(self.center).ok

    def _acts_are_there(self, machine: Machine) -> None:
        """See that what people were told of their acts is what the center knows."""
        acts = self.inner.acts()
        for act, state in machine.answers().items():
            there = acts.get(act, "not there")
            may_lack = state != ActState.ACCEPTED and act in self.forgotten
            assert there == state or may_lack, f"told {state}, is {there}"

    # -- how ---------------------------------------------------------------------

    def _machine(self, which: int) -> Machine:
        return self.machines[which % len(self.machines)]

    def _put_back(self, saved: bytes) -> None:
        known = set(self.inner.acts())
        self.line.let_go()
        self.inner.put_back(saved)
        self.forgotten |= known - set(self.inner.acts())
        self.before.clear()
        self.line.open()

    def _try(self, machine: Machine, tries: int) -> None:
        async def some() -> None:
            for _ in range(tries):
                await machine.uploader._try()
                if machine.uploader.state.fault is Fault.INTERNAL:
                    raise AssertionError("a mistake in the program")

        asyncio.run(some())

    def _mount(self, which: int, disk: Path | None) -> None:
        self.disks += 1
        path = self.folder / f"disk{self.disks}.sqlite"
        self.copied |= disk is not None
        if disk is not None:
            shutil.copy(disk, path)
        machine = Machine(path, self.line, self.keys)
        if which < len(self.machines):
            self.machines[which].store.close()
            self.machines[which] = machine
        else:
            self.machines.append(machine)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        one, two = sqlite3.connect(source), sqlite3.connect(target)
        one.backup(two)
        one.close()
        two.close()


class HistoriesOverHttp(Histories):
    """The same over the real server, with TLS, signatures and its own files."""

    over_http = True


@pytest.mark.model
@pytest.mark.parametrize(
    ("kind", "examples", "steps"), [(Histories, 15, 30), (HistoriesOverHttp, 2, 10)]
)
def test_no_mixture_loses_doubles_or_never_ends(
    kind: type[Histories], examples: int, steps: int
) -> None:
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples * settings().max_examples // 100,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(params=[Histories, HistoriesOverHttp])
def world(request: pytest.FixtureRequest) -> Histories:
    machine: Histories = request.param()
    machine.begin()
    return machine


def test_a_copy_writes_while_the_center_is_put_back(world: Histories) -> None:
    world.day(0, 4)
    world.save_center()
    world.clone()
    world.day(0, 4)
    world.restore_center()
    world.day(1, 2)
    world.append(0, 1, 1)
    world.durable_is_backed_up()
    world.teardown()


def test_an_epoch_promises_nothing_of_those_before_it(world: Histories) -> None:
    world.day(0, 4)
    world.save_center()
    world.day(0, 4)
    world.save_disk(0)
    world.day(0, 1)
    world.restore_disk(0)
    world.day(0, 1)
    assert world.machines[0].epochs() == 2
    world.durable_is_backed_up()
    world.prune(0)
    world.restore_center()
    world.teardown()


def test_two_machines_from_one_disk_come_to_rest(world: Histories) -> None:
    world.day(0, 4)
    world.clone()
    for _ in range(3):
        world.day(0, 1)
        world.day(1, 1)
    faults = [machine.uploader.state.fault for machine in world.machines]
    assert faults.count(Fault.CENTER_TWIN) == 1, "one is stopped, the other goes on"
    assert [m.uploader.is_twin for m in world.machines].count(True) == 1
    world.teardown()
