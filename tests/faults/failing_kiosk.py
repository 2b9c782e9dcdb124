"""A kiosk whose disk fails at a certain call of a certain step, again and again.

Run on the watched disk, by `test_failing_disk.py`. Every case is a process of its own,
so that it can be killed; what it said to a person comes back through a pipe. Then the
disk is well again, everything is opened anew, and what was said must be true.
"""

import asyncio
import ctypes
import errno
import json
import os
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from kiosk.center.server.backup import backup
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import LossKind
from kiosk.settings.state.store_errors import StoreError, StoreUnsure
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import upkeep
from tests.sync.samples import HandClock, numbered
from tests.sync.whole_line import HOLDERS, InnerCenter, WholeKiosk, WholeLine

DISK = ctypes.CDLL(None)
FAILURES = {
    "one-fails": (errno.EIO, 0),
    "all-fail": (errno.EIO, 1),
    "full": (errno.ENOSPC, 1),
    "killed": (0, 0),
    "killed-half-way": (-1, 0),
}
OF_WRITES = ("one-fails", "full", "killed", "killed-half-way")
OF_SYNCS = ("one-fails", "all-fail", "killed")
CHECKPOINTS = (1000, 1)
"""After so many pages the log is brought into the file: never here, or in each step."""


class Case(NamedTuple):
    """What fails when."""

    step: str
    checkpoint: int
    call: str
    number: int
    failure: str


class Scene:
    """A kiosk and its center on their files, opened."""

    def __init__(self, folder: Path, keys: DeviceKeys, checkpoint: int) -> None:
        self.folder, self.fate = folder, ""
        self.center, self.clock = InnerCenter(folder / "center"), HandClock()
        self.clock.wall = self.center.now = self.center.now + 86_400 * 3
        self.line = WholeLine(self.center, lambda: self.fate)
        self.kiosk = WholeKiosk(
            *(folder / "kiosk.sqlite", keys, self.line, self.clock, Random(1))
        )
        self.kiosk.store.execute(f"PRAGMA wal_autocheckpoint={checkpoint}")

    def let_go(self) -> None:
        """Close both."""
        self.kiosk.let_go()
        self.center.let_go()

    def newest(self) -> str:
        """Return the id of the newest event."""
        return (self.kiosk.journal.pos().last_id or b"").hex()

    # -- the steps: each returns what is promised by its end ---------------------

    async def append(self) -> dict[str, str]:
        """Note an event."""
        self.kiosk.journal.append(numbered(50, "y" * 300))
        return {"event": self.newest()}

    async def begin(self) -> dict[str, str]:
        """Report a loss without a line: it waits."""
        self.fate = "cut"
        lodged = await self.kiosk.desk.report_loss(LossKind.TEMPORARY, HOLDERS[1])
        return {"act": lodged.act}

    async def report(self) -> dict[str, str]:
        """Report a loss with a line: it is answered and settled."""
        lodged = await self.kiosk.desk.report_loss(LossKind.TEMPORARY, HOLDERS[1])
        assert lodged.answer is not None
        return {"act": lodged.act, "state": lodged.state}

    async def deliver(self) -> dict[str, str]:
        """Bring a report that waits to the center, and settle it."""
        await self.kiosk.desk.delivery.deliver()
        return {}

    async def upload(self) -> dict[str, str]:
        """Send a batch and note what the center has."""
        while await self.kiosk.uploader.step():
            pass
        return {}

    async def epoch(self) -> dict[str, str]:
        """Begin a new epoch and move everything into it, in several blocks."""
        upkeep.BLOCK = 4
        self.kiosk.journal.new_epoch("for the test", 0, True)
        return {}

    async def forget(self) -> dict[str, str]:
        """Forget what is old and durable."""
        self.kiosk.journal.prune(0)
        return {}


STEPS = ("append", "begin", "report", "deliver", "upload", "epoch", "forget")


class Cases:
    """All of them, on copies of one kiosk that has a past."""

    def __init__(self, folder: Path, every: int) -> None:
        self.folder, self.every = folder, every
        self.keys = DeviceKeys.load_or_create(folder / "keys")
        self.first, self.case = folder / "first", folder / "case"
        asyncio.run(self._past())
        self.tried: Counter[str] = Counter()

    async def _past(self) -> None:
        """Make the kiosk: durable events, waiting ones, a report that waits."""
        scene = Scene(self.first, self.keys, 1000)
        for number in range(10):
            scene.kiosk.journal.append(numbered(number))
        await scene.kiosk.talk(4)
        backup(scene.center.folder, self.folder / "saved")
        await scene.kiosk.talk(2)
        scene.kiosk.journal.prune(0)  # sets the mark by which they are old later
        for number in range(10, 20):
            scene.kiosk.journal.append(numbered(number))
        scene.fate = "cut"
        await scene.kiosk.desk.report_loss(LossKind.TEMPORARY, HOLDERS[0])
        self.waiting = scene.kiosk.pending.waiting()[0].act
        self.events = {e.id.hex() for e in scene.kiosk.journal.entries()}
        scene.let_go()

    def all(self) -> Iterator[Case]:
        """Give every case that is to be tried."""
        for step in STEPS:
            for checkpoint in CHECKPOINTS:
                writes, syncs = self._counted(step, checkpoint)
                for number in range(0, writes, self.every):
                    for failure in OF_WRITES:
                        yield Case(step, checkpoint, "w", number, failure)
                for number in range(0, syncs, -(-self.every // 4)):
                    for failure in OF_SYNCS:
                        yield Case(step, checkpoint, "s", number, failure)

    def _counted(self, step: str, checkpoint: int) -> tuple[int, int]:
        """Return how many writes and syncs a step has when all goes well."""
        told = self._in_a_process(Case(step, checkpoint, "-", 0, "one-fails"))
        assert told is not None, step
        return int(told["writes"]), int(told["syncs"])

    def _in_a_process(self, case: Case) -> dict[str, str] | None:
        """Run a case in a process and return what it told; None: it was killed."""
        shutil.rmtree(self.case, ignore_errors=True)
        shutil.copytree(self.first, self.case)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os.write(writing, json.dumps(self._run(case)).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
        found: dict[str, str] | None = json.loads(told) if told else None
        return found

    def _run(self, case: Case) -> dict[str, str]:
        try:
            return asyncio.run(self._step(case))
        except BaseException:
            return {"error": traceback.format_exc()}

    async def _step(self, case: Case) -> dict[str, str]:
        """Do the step on the failing disk, then something on the well one."""
        scene = Scene(self.case, self.keys, case.checkpoint)
        step: Callable[[], Awaitable[dict[str, str]]] = getattr(scene, case.step)
        error, stays = FAILURES[case.failure]
        DISK.disk_arm(ord(case.call), ctypes.c_long(case.number), error, stays)
        try:
            told = {"said": "taken", **await step()}
        except StoreUnsure:
            told = {"said": "unsure"}
        except StoreError:
            told = {"said": "not taken"}
        told["writes"], told["syncs"] = (str(DISK.disk_counted(n)) for n in (0, 1))
        DISK.disk_arm(ord("-"), ctypes.c_long(0), 0, 0)
        scene.kiosk.journal.append(numbered(60))
        told["then"] = scene.newest()
        scene.let_go()
        return told

    def judge(self, case: Case) -> Iterator[str]:
        """Run a case and give what was wrong."""
        told = self._in_a_process(case)
        if told is not None and "error" in told:
            yield told["error"]
            return
        self.tried[told["said"] if told else "killed"] += 1
        scene = Scene(self.case, self.keys, 1000)
        try:
            yield from self._promises(scene, case, told or {})
            asyncio.run(self._send_on(scene))
            yield from self._at_the_center(scene)
        except AssertionError as error:
            yield str(error)
        finally:
            scene.let_go()

    def _promises(
        self, scene: Scene, case: Case, told: dict[str, str]
    ) -> Iterator[str]:
        """See that the journal is whole, and what was said true."""
        report = scene.kiosk.journal.verify()
        if not report.ok:
            yield f"the journal: {report}"
        entries = scene.kiosk.journal.entries()
        ids = Counter(entry.id.hex() for entry in entries)
        if any(times > 1 for times in ids.values()):
            yield "an event twice"
        must = {told[name] for name in ("event", "then") if name in told}
        must |= set() if case.step == "forget" else self.events
        yield from (f"event lost: {id_}" for id_ in must - set(ids))
        new = [e for e in entries if e.payload.get("job") == 50]
        if case.step == "append" and told.get("said") == "not taken" and new:
            yield "said not to be noted, and is there"
        yield from self._acts(scene, case, told)

    def _acts(self, scene: Scene, case: Case, told: dict[str, str]) -> Iterator[str]:
        if scene.kiosk.desk.lodged(self.waiting) is None:
            yield "the report that waited is gone"
        events = scene.kiosk.journal.entries()
        asked = {e.payload["act"] for e in events if e.kind == "loss.asked"}
        rows = scene.kiosk.store.all("SELECT act, state FROM pending_act")
        kept = {row["act"]: row["state"] for row in rows}
        if asked != set(kept):
            yield "a report without its event, or an event without its report"
        act = told.get("act")
        if act and kept.get(act) not in ("waiting", told.get("state", "waiting")):
            yield f"said {told}, is {kept.get(act)}"
        if told.get("said") == "not taken" and len(kept) != 1:
            yield "said not to be taken, and is there"

    async def _send_on(self, scene: Scene) -> None:
        for _ in range(60):
            scene.clock.forward(400)
            await scene.kiosk.talk()
            if not scene.kiosk.waits:
                return
        raise AssertionError(f"stuck: {scene.kiosk.uploader.state}")

    def _at_the_center(self, scene: Scene) -> Iterator[str]:
        stored = [event.id.hex() for event in stored_events(scene.center.folder)]
        if len(stored) != len(set(stored)) or not self.events <= set(stored):
            yield "lost or double at the center"
        if not verify_stored(scene.center.folder).ok:
            yield "the center's chain is broken"
        rows = scene.kiosk.store.all("SELECT act, state FROM pending_act")
        known = scene.center.acts()
        if any(known.get(row["act"]) != row["state"] for row in rows):
            yield "an act that the center knows otherwise"


def main(folder: Path, every: int) -> None:
    """Try them all and print what was wrong, and how many there were."""
    cases = Cases(folder, every)
    for case in cases.all():
        for wrong in cases.judge(case):
            print("WRONG", case, wrong, flush=True)
    with suppress(BrokenPipeError):
        print(json.dumps(cases.tried))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
