"""A kiosk that does everything it can with its disk, and says what it has promised.

Run on the watched disk, by `test_power_cuts.py`: events, reports of losses with and
without a line, answers that are lost, acknowledgements, new epochs whose events move in
several steps, withdrawing and forgetting. Each word that it notes is something that
must hold from then on, whatever happens to the power.
"""

import asyncio
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from random import Random

from kiosk.center.server.backup import backup
from kiosk.domain.applications import Lodged, LossKind
from kiosk.domain.faults import KioskError
from kiosk.settings.state import log_writer
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import upkeep
from kiosk.sync.journal.entries import EventState
from tests.faults.watched_disk import note
from tests.sync.samples import HandClock, numbered
from tests.sync.whole_line import HOLDERS, InnerCenter, WholeKiosk, WholeLine

CARELESS = "KIOSK_TEST_CARELESS"
"""Set, the file is opened with the usual durability, which is none."""
BESIDE = "KIOSK_TEST_BESIDE"
"""Set, the log is written back by a thread of its own, as in the running kiosk."""
STEPS = 140


class BusyKiosk:
    """One kiosk, one center, a line with moods."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random, self.folder = Random(seed), folder
        self.center = InnerCenter(folder / "center")
        self.line = WholeLine(self.center, lambda: self.fate)
        self.line.changed = self._keep_center
        self.fate, self.copies = "", 0
        self.clock = HandClock()
        self.clock.wall = self.center.now
        keys = DeviceKeys.load_or_create(folder / "keys")
        self.kiosk = WholeKiosk(
            *(folder / "kiosk.sqlite", keys, self.line, self.clock, self.random)
        )
        self.kiosk.store.execute("PRAGMA wal_autocheckpoint=30")
        if os.environ.get(CARELESS):
            self.kiosk.store.execute("PRAGMA synchronous=NORMAL")
        if os.environ.get(BESIDE):
            log_writer.LONG, log_writer.EVERY = 64 * 1024, 0.002
            log_writer.SOON = 0.001
            self.kiosk.store.serve()
            self.kiosk.store.execute("PRAGMA wal_autocheckpoint=0")
        self.known: set[bytes] = set()
        upkeep.BLOCK = 3
        self._keep_center()

    async def run(self) -> None:
        """Do many things, one after the other."""
        steps = [
            *[self.append] * 5,
            *[self.talk] * 5,
            *[self.report] * 4,
            *(self.epoch, self.epoch, self.forget, self.withdraw),
        ]
        for _ in range(STEPS):
            self._forward(self.random.choice((5, 500, 4000)))
            self.fate = self.random.choice(("", "", "", "cut", "lost", "doubled"))
            await self.random.choice(steps)()

    def _forward(self, seconds: float) -> None:
        self.clock.forward(seconds)
        self.center.now += seconds

    def _keep_center(self) -> None:
        """Keep the center as it is: a power cut from now on finds it so."""
        self.copies += 1
        kept = zlib.compress(self.center.copy(), 1)
        (self.folder / f"center-{self.copies}").write_bytes(kept)
        note(f"center {self.copies} {self.center.now}")

    async def append(self) -> None:
        """Let something happen, or several things in one step."""
        text = "x" * self.random.choice((20, 300, 3000))
        with self.kiosk.store.atomic():
            for number in range(self.random.randrange(1, 4)):
                self.kiosk.journal.append(numbered(number, text))
        self._promise_events()

    def _promise_events(self) -> None:
        found = {entry.id for entry in self.kiosk.journal.entries(40)}
        for new in found - self.known:
            note(f"event {new.hex()}")
        self.known |= found

    async def talk(self) -> None:
        """Upload, be answered, deliver what waits, move a block of a new epoch."""
        self.kiosk.uploader._limit = self.random.choice((1, 4, 200))
        await self.kiosk.talk(self.random.randrange(1, 5))
        self._promise_events()

    async def report(self) -> None:
        """Report a loss as somebody at the machine."""
        kind = self.random.choice(list(LossKind))
        with suppress(KioskError):
            lodged = await self.kiosk.desk.report_loss(
                kind, self.random.choice(HOLDERS)
            )
            self._promise_act(lodged)
            if lodged.answer and self.random.random() < 0.6:
                await self._take_back(lodged)
        self._promise_events()

    def _promise_act(self, lodged: Lodged) -> None:
        note(f"asked {lodged.act}")
        if lodged.answer is not None:
            note(f"answered {lodged.act} {lodged.state}")

    async def _take_back(self, lodged: Lodged) -> None:
        for who in HOLDERS:
            await self.kiosk.desk.undo(lodged.act, who)

    async def epoch(self) -> None:
        """Begin a new epoch; its blocks move while other things go on."""
        self.kiosk.journal.begin_epoch("for the test", 0, self.random.random() < 0.3)

    async def withdraw(self) -> None:
        """Take back a report that waits."""
        for request in self.kiosk.pending.waiting()[:1]:
            note(f"let-go {request.act}")
            if self.kiosk.pending.withdraw(request.act):
                note(f"withdrawn {request.act}")
        self._promise_events()

    async def forget(self) -> None:
        """Let the center be backed up, and forget what is old."""
        backup(self.center.folder, self.folder / "saved")
        self._keep_center()
        await self.kiosk.talk(2)
        self._promise_events()
        for entry in self.kiosk.journal.entries():
            if entry.state is EventState.DURABLE:
                note(f"let-go {entry.id.hex()}")
        for act in self._settled():
            note(f"let-go {act}")
        self._forward(86_400 * 2)
        self.kiosk.journal.prune(0)
        self.kiosk.desk.prune(0)

    def _settled(self) -> list[str]:
        rows = self.kiosk.store.all(
            "SELECT act FROM pending_act WHERE settled_us IS NOT NULL"
        )
        return [row["act"] for row in rows]


if __name__ == "__main__":
    asyncio.run(BusyKiosk(Path(sys.argv[1]), int(sys.argv[2])).run())
