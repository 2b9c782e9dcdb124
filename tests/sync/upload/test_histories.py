"""Random histories of restores, swaps and lost answers: nothing lost, nothing double.

The real journal, uploader and ingest, without the network between them. "Lost" is an
event the kiosk promised and still has or had confirmed; what existed only on a disk
that was destroyed is gone by nature and not counted.
"""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from random import Random

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE
from kiosk.center.server.backup import backup
from kiosk.center.upload.forks import settle
from kiosk.center.upload.ingest import ingest, position
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Store
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_tables import MIGRATIONS
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Position
from tests.sync.lines import NoLine
from tests.sync.samples import KIOSK, HandClock, numbered

STEPS = 45
FAULTS = ("none", "kiosk restored", "disk swapped", "center restored", "all")
CUT = CenterError("cut", Fault.CENTER_BAD_ANSWER)


class World(NoLine):
    """One kiosk, one center, a line that loses and repeats, and their backups."""

    def __init__(self, folder: Path, seed: int, keys: DeviceKeys) -> None:
        super().__init__()
        self.random = Random(seed)
        self.folder, self.keys, self.clock = folder, keys, HandClock()
        self.center = folder / "center"
        self.db = connect(self.center)
        self.disks = 0
        self.decided = False
        """Staff had to settle what looked like a second machine."""
        self.alive: set[bytes] = set()
        """Ids that must reach the center."""
        self.late: list[Batch] = []
        self._mount()

    def _mount(self) -> None:
        self.store = Store(self.folder / f"disk{self.disks}.sqlite", MIGRATIONS)
        self.store.execute("PRAGMA synchronous=OFF")  # speed; power cuts are elsewhere
        self.journal = Journal(self.store, KIOSK, self.keys, self.clock)
        self.uploader = Uploader(self.journal, self, self.clock, self.random)

    async def position(self, notes: int = 0) -> Position:
        if self.random.random() < 0.1:
            raise CUT
        return position(self.db, KIOSK)

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        fate = self.random.random()
        if fate < 0.1:
            raise CUT
        if self.late and fate < 0.2:
            ingest(self.db, self.random.choice(self.late), 0)
        answer = ingest(self.db, batch, 0)
        self.late.append(batch)
        if fate > 0.85:
            raise CUT
        return answer

    def append(self) -> None:
        with self.store.atomic():
            for _ in range(self.random.randrange(1, 6)):
                self.clock.wall += self.random.choice((1, 1, -500))
                self.journal.append(numbered(0, str(self.random.random())))
        self.alive.update(e.id for e in self.journal.entries())

    async def talk(self, tries: int) -> None:
        self.uploader._limit = self.random.choice((1, 3, 200))
        for _ in range(tries):
            await self.uploader._try()

    def save_kiosk(self) -> None:
        self._copy(self.store.path, self.folder / "saved.sqlite")

    def restore_kiosk(self, saved: Path | None) -> None:
        """Put an old disk (or an empty one) into the kiosk."""
        self.store.close()
        held = {e.id for e in stored_events(self.center)}
        self.disks += 1
        if saved is not None and saved.exists():
            shutil.copy(saved, self.folder / f"disk{self.disks}.sqlite")
        self._mount()
        self.alive = held | {e.id for e in self.journal.entries()}

    def save_center(self) -> None:
        backup(self.center, self.folder / "center-saved")

    def restore_center(self) -> None:
        """Put the last verified backup into the center's place."""
        saved = self.folder / "center-saved" / FILE
        if not saved.exists():
            return
        self.db.close()
        kiosk_has = {e.id for e in self.journal.entries()}
        for path in self.center.glob(FILE + "*"):
            path.unlink()
        shutil.copy(saved, self.center / FILE)
        self.db = connect(self.center)
        self.late.clear()
        self.alive &= kiosk_has | {e.id for e in stored_events(self.center)}

    def prune(self) -> None:
        self.clock.wall += 86400
        self.journal.prune(0)

    async def settle(self) -> None:
        """Try until all is there; staff decides where an old disk came back.

        A disk that goes on with a history that was left cannot be told from a second
        machine, so the center stops it until then.
        """
        for _ in range(400):
            await self.talk(1)
            if self.uploader.state.fault is Fault.CENTER_TWIN:
                self.decided = settle(self.db, KIOSK, 0.0)
                assert self.decided, "the center knows of no second machine"
            if not self.journal.numbers().waiting and self.uploader.online:
                return
        raise AssertionError(f"did not settle: {self.uploader.state}")

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        target.unlink(missing_ok=True)
        with sqlite3.connect(source) as one, sqlite3.connect(target) as two:
            one.backup(two)
        one.close()
        two.close()

    def let_go(self) -> None:
        self.store.close()
        self.db.close()


async def one_history(world: World, fault: str) -> None:
    for _ in range(STEPS):
        roll = world.random.random()
        if roll < 0.4:
            world.append()
        elif roll < 0.8:
            await world.talk(world.random.randrange(1, 5))
        elif roll < 0.86:
            world.save_kiosk()
            world.save_center()
        elif roll < 0.9:
            world.prune()
        elif fault in ("kiosk restored", "all") and roll < 0.93:
            world.restore_kiosk(world.folder / "saved.sqlite")
        elif fault in ("disk swapped", "all") and roll < 0.96:
            world.restore_kiosk(None)
        elif fault in ("center restored", "all"):
            world.restore_center()
    world.append()
    await world.settle()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("part", range(2))
def test_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, fault: str, part: int
) -> None:
    keys = DeviceKeys.load_or_create(tmp_path / "keys")
    for seed in range(part * 6, part * 6 + 6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        world = World(folder, seed, keys)
        try:
            asyncio.run(one_history(world, fault))
            stored = [e.id for e in stored_events(world.center)]
            wanted = {e.id for e in world.journal.entries()} | world.alive
            assert len(stored) == len(set(stored)), f"double in {fault} {seed}"
            assert wanted <= set(stored), f"lost in {fault} {seed}"
            assert verify_stored(world.center).ok
            assert world.journal.verify().ok
            forks = world.db.exec_driver_sql("SELECT count(*) FROM fork").scalar_one()
            assert fault != "none" or forks == 0
            assert not (world.decided and fault in ("none", "center restored"))
        finally:
            world.let_go()
        shutil.rmtree(folder)
