"""One kiosk, one center and everything that can happen to them, by chance.

The real journal, uploader, desk, ingest and acts, without the network between them.
What must hold in the end is `laws`.
"""

import random
import shutil
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from random import Random

from kiosk.center.database.engine import FILE
from kiosk.center.server.backup import backup
from kiosk.center.upload.forks import settle
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import ActState, LossKind
from kiosk.domain.faults import Fault, KioskError
from kiosk.sync.identity.device_keys import DeviceKeys
from tests.sync.samples import KIOSK, HandClock, numbered
from tests.sync.whole_line import HOLDERS, InnerCenter, WholeKiosk, WholeLine

STEPS = 45
BOUND = 400
"""In so many exchanges everything must have arrived."""
FATES = {"cut": 0.1, "lost": 0.12, "late": 0.08, "doubled": 0.05}
MORE = {
    "answers lost": {"cut": 0.05, "lost": 0.6},
    "doubled": {"doubled": 0.7, "lost": 0.1},
    "late": {"late": 0.7, "lost": 0.1},
}
KINDS = (
    *("none", "kiosk restored", "disk swapped", "center restored", "failover"),
    *("fork", "clock jumps", *MORE, "all"),
)
LOST_AT_ONCE = 6
"""So many transactions a standby may lack that nobody waited for."""


class World:
    """They, a line with moods, and their backups."""

    def __init__(self, folder: Path, seed: int, keys: DeviceKeys, kind: str) -> None:
        self.random, self.kind = Random(seed), kind
        random.seed(seed)  # the line takes what comes late from there
        self.folder, self.keys = folder, keys
        self.center = InnerCenter(folder / "center")
        self.line = WholeLine(self.center, self._fate)
        self.clock = HandClock()
        self.clock.wall = self.center.now
        self.disks = 0
        self.decided = False
        """Staff had to settle what looked like a second machine."""
        self.calm = False
        self.alive: set[bytes] = set()
        """Ids of events that must reach the center."""
        self.told: dict[str, str] = {}
        """What people were told of their acts, and must be so in the end."""
        self.forgotten: set[str] = set()
        """Acts that a center lost with its files."""
        self.before: deque[bytes] = deque(maxlen=LOST_AT_ONCE)
        """The center's file as it was before each of its last transactions."""
        if kind in ("failover", "all"):
            self.line.changed = self._replicate
        self.kiosks = [self._mount(None)]

    @property
    def kiosk(self) -> WholeKiosk:
        """Return the machine that something happens to now."""
        return self.random.choice(self.kiosks)

    def _mount(self, disk: Path | None) -> WholeKiosk:
        self.disks += 1
        path = self.folder / f"disk{self.disks}.sqlite"
        if disk is not None:
            shutil.copy(disk, path)
        return self._open(path)

    def _open(self, path: Path) -> WholeKiosk:
        kiosk = WholeKiosk(path, self.keys, self.line, self.clock, self.random)
        kiosk.store.execute("PRAGMA synchronous=OFF")  # power cuts are elsewhere
        return kiosk

    def _fate(self) -> str:
        roll = 1.0 if self.calm else self.random.random()
        for fate, chance in MORE.get(self.kind, FATES).items():
            roll -= chance
            if roll < 0:
                return fate
        return ""

    def _replicate(self) -> None:
        self.before.append(self.center.copy())

    def pass_time(self, seconds: float) -> None:
        """Let time pass everywhere."""
        self.clock.forward(seconds)
        self.center.now += seconds

    # -- what happens ------------------------------------------------------------

    async def append(self) -> None:
        """Let people come."""
        kiosk = self.kiosk
        with kiosk.store.atomic():
            for _ in range(self.random.randrange(1, 6)):
                self.clock.wall += self.random.choice((1, 1, -500))
                kiosk.journal.append(numbered(0, str(self.random.random())))
        self.count()

    def count(self) -> None:
        """Note what is there now: it must arrive."""
        for kiosk in self.kiosks:
            self.alive |= kiosk.event_ids()
            self.told.update(kiosk.answers())

    async def talk(self) -> None:
        """Let it exchange with the center."""
        kiosk = self.kiosk
        kiosk.uploader._limit = self.random.choice((1, 3, 200))
        await kiosk.talk(self.random.randrange(1, 5))
        self.count()

    async def report(self) -> None:
        """Let somebody report a loss, and perhaps take it back or release it."""
        desk, who = self.kiosk.desk, self.random.choice(HOLDERS)
        with suppress(KioskError):
            lodged = await desk.report_loss(self.random.choice(list(LossKind)), who)
            self.pass_time(60)
            roll = self.random.random()
            if roll < 0.25:
                await desk.undo(lodged.act, who)
            elif roll < 0.5:
                await desk.release(who)
        self.count()

    async def save(self) -> None:
        """Copy the kiosk's disk aside and make a verified backup of the center."""
        copy(self.kiosk.path, self.folder / "saved.sqlite")
        backup(self.center.folder, self.folder / "center-saved")

    async def prune(self) -> None:
        """Forget what is old: so old that no standby lacks it any more."""
        self.before.clear()
        self.pass_time(86_400)
        self.kiosk.journal.prune(0)

    async def mishap(self) -> None:
        """Let that happen which this history is about."""
        own: dict[str, list[Callable[[], None]]] = {
            "kiosk restored": [self.restore_kiosk],
            "disk swapped": [self.swap_disk],
            "center restored": [self.restore_center],
            "failover": [self.fail_over],
            "fork": [self.copy_machine],
            "clock jumps": [self.jump],
        }
        own["all"] = [each for several in own.values() for each in several]
        happens = own.get(self.kind, [])
        if happens:
            self.random.choice(happens)()

    def restore_kiosk(self) -> None:
        """Put an old disk into a kiosk."""
        saved = self.folder / "saved.sqlite"
        if saved.exists():
            self._exchange(saved)

    def swap_disk(self) -> None:
        """Put an empty disk into a kiosk."""
        self._exchange(None)

    def _exchange(self, disk: Path | None) -> None:
        """Put another disk in; what was on the old one alone is gone by nature."""
        which = self.random.randrange(len(self.kiosks))
        self.kiosks[which].let_go()
        self.kiosks[which] = self._mount(disk)
        self._only_what_is_left()

    def _only_what_is_left(self) -> None:
        held = {event.id for event in stored_events(self.center.folder)}
        known = set(self.center.acts())
        for kiosk in self.kiosks:
            held |= kiosk.event_ids()
            known |= set(kiosk.answers())
        self.alive &= held
        self.told = {act: state for act, state in self.told.items() if act in known}

    def restore_center(self) -> None:
        """Put the last verified backup into the center's place."""
        saved = self.folder / "center-saved" / FILE
        if saved.exists():
            self.line.forget()
            self._put_back(saved.read_bytes())

    def fail_over(self) -> None:
        """Go on with a standby that lacks the last transactions."""
        if self.before:
            self._put_back(self.random.choice(self.before))

    def _put_back(self, saved: bytes) -> None:
        known = set(self.center.acts())
        self.center.let_go()
        self.center.put_back(saved)
        self.center.open()
        self.forgotten |= known - set(self.center.acts())
        self.before.clear()
        self._only_what_is_left()

    def copy_machine(self) -> None:
        """Build a second machine from the disk of the first."""
        if len(self.kiosks) == 1:
            copy(self.kiosks[0].path, self.folder / "cloned.sqlite")
            self.kiosks.append(self._mount(self.folder / "cloned.sqlite"))

    def jump(self) -> None:
        """Let the machine's wall clock be somewhere else, with a new start or not."""
        steps = (86_400.0, -86_400.0, 3e8, -3e8, -self.clock.wall)
        self.clock.wall = max(0.0, self.clock.wall + self.random.choice(steps))
        if self.random.random() < 0.5:
            self.clock.boot_name += "+"
            self.clock.boot = 3.0
            for which, kiosk in enumerate(self.kiosks):
                kiosk.let_go()
                self.kiosks[which] = self._open(kiosk.path)

    # -- and in the end ----------------------------------------------------------

    async def live(self) -> None:
        """Let things happen, then let everything come to rest."""
        steps = [
            *[self.append] * 5,
            *[self.talk] * 6,
            *[self.report] * 2,
            *(self.save, self.prune, self.mishap, self.mishap),
        ]
        for _ in range(STEPS):
            self.pass_time(60)
            await self.random.choice(steps)()
        await self.append()
        self.calm = self.random.random() < 0.5
        for kiosk in self.kiosks:
            await self.rest(kiosk)

    async def rest(self, kiosk: WholeKiosk) -> None:
        """Try until all is there; staff decides where an old disk came back.

        A disk that goes on with a history that was left cannot be told from a second
        machine, so the center stops it until then.
        """
        for _ in range(BOUND):
            self.pass_time(400)
            await kiosk.talk()
            if kiosk.uploader.state.fault is Fault.CENTER_TWIN:
                self.decided = settle(self.center.db, KIOSK, self.center.now)
                assert self.decided, "the center knows of no second machine"
            if not kiosk.waits and kiosk.uploader.online:
                self.count()
                return
        raise AssertionError(f"did not settle: {kiosk.uploader.state}")

    def laws(self) -> None:
        """Look whether everything is as it must be."""
        stored = [event.id for event in stored_events(self.center.folder)]
        assert len(stored) == len(set(stored)), "double"
        assert self.alive <= set(stored), "lost"
        assert verify_stored(self.center.folder).ok
        for kiosk in self.kiosks:
            assert kiosk.journal.verify().ok
        acts = self.center.acts()
        for act, state in self.told.items():
            there = acts.get(act, "not there")
            may_lack = state != ActState.ACCEPTED and act in self.forgotten
            assert there == state or may_lack, f"told {state}, is {there}: {act}"
        self.center.in_effect(numbers=not self.forgotten)
        forks = self.center.count("fork")
        quiet = ("none", "clock jumps", *MORE)
        assert self.kind not in quiet or forks == 0
        alone = (*quiet, "center restored", "failover")
        assert not (self.decided and self.kind in alone)

    def let_go(self) -> None:
        """Close everything."""
        for kiosk in self.kiosks:
            kiosk.let_go()
        self.center.let_go()


def copy(source: Path, target: Path) -> None:
    """Copy a database that is in use."""
    target.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(source)) as one,
        closing(sqlite3.connect(target)) as two,
    ):
        one.backup(two)
