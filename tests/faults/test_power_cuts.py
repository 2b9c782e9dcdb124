"""The power goes at any moment of the whole protocol: what was promised is there.

A busy kiosk runs on a watched disk; what a cut may have left of it is opened by the
real code. A kiosk that syncs too seldom must lose, or the proof is none.
"""

import asyncio
import random
import shutil
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.domain.applications import ActState
from kiosk.sync.identity.device_keys import DeviceKeys
from tests.effort import EFFORT
from tests.faults.busy_kiosk import BESIDE, CARELESS
from tests.faults.watched_disk import changes, power_cuts, run_watched
from tests.sync.samples import HandClock
from tests.sync.whole_line import InnerCenter, WholeKiosk, WholeLine

PARTS = 2
RUNS = max(1, EFFORT.power_cuts // 400)
"""Kiosks with histories of their own, in each part."""
CUTS = EFFORT.power_cuts // PARTS // RUNS
SENT_ON = 10
"""Every so many-th image goes on working, until all of it is at the center."""


class Promised(NamedTuple):
    """What was noted before the power went."""

    events: set[str]
    acts: dict[str, str]
    """Every report that was taken, with the state that was told, or `waiting`."""
    withdrawn: set[str]
    let_go: set[str]
    """Events and acts that the center has, in a backup, and that may be forgotten."""
    center: tuple[str, str]
    """Which copy of the center it was, and its time."""


def promised(words: list[str]) -> Promised:
    last = [word for word in words if word.startswith("center")][-1].split()
    told = Promised(set(), {}, set(), set(), (last[1], last[2]))
    for what, *rest in (word.split() for word in words):
        if what == "event":
            told.events.add(rest[0])
        elif what == "asked":
            told.acts[rest[0]] = ActState.WAITING
        elif what == "answered":
            told.acts[rest[0]] = rest[1]
        elif what == "withdrawn":
            told.withdrawn.add(rest[0])
        elif what == "let-go":
            told.let_go.add(rest[0])
    return told


def mistakes(kiosk: WholeKiosk, told: Promised) -> Iterator[str]:
    """Give every promise that does not hold in what was left."""
    report = kiosk.journal.verify()
    if not report.ok:
        yield f"the journal: {report}"
    entries = kiosk.journal.entries()
    ids = Counter(entry.id.hex() for entry in entries)
    yield from (f"twice: {id_}" for id_, times in ids.items() if times > 1)
    yield from (f"event lost: {id_}" for id_ in told.events - told.let_go - set(ids))
    asked = Counter(e.payload["act"] for e in entries if e.kind == "loss.asked")
    answers = Counter(e.payload["act"] for e in entries if e.kind == "loss.answered")
    yield from (f"said twice: {act}" for act, n in (asked + answers).items() if n > 2)
    for act, state in told.acts.items():
        lodged = kiosk.desk.lodged(act)
        if act in told.withdrawn:
            if lodged is not None:
                yield f"withdrawn, and there again: {act}"
        elif lodged is None and act not in told.let_go:
            yield f"act lost: {act}"
        elif lodged is not None and lodged.answer is not None:
            if state not in (ActState.WAITING, lodged.answer.state):
                yield f"told {state}, is {lodged.answer.state}: {act}"
            if act in asked and answers[act] != 1:
                yield f"settled, and said {answers[act]} times: {act}"
        elif lodged is not None and answers[act]:
            yield f"waits, and was said to be answered: {act}"


async def send_on(kiosk: WholeKiosk, line: WholeLine, told: Promised) -> None:
    """Let the kiosk go on until everything is at the center, once."""
    for _ in range(200):
        kiosk.clock.forward(400)
        line.center.now += 400
        await kiosk.talk()
        if not kiosk.waits and kiosk.uploader.online:
            break
    else:
        raise AssertionError(f"stuck: {kiosk.uploader.state}")
    stored = [event.id.hex() for event in stored_events(line.center.folder)]
    assert len(stored) == len(set(stored))
    assert told.events <= set(stored)
    assert verify_stored(line.center.folder).ok
    known = line.center.acts()
    for act, state in told.acts.items():
        if state != ActState.WAITING:
            assert known[act] == state
        elif act not in told.withdrawn:
            assert act in known


class Images:
    """The images of one kiosk's life, opened one after the other."""

    def __init__(self, folder: Path, seed: int, **more: str) -> None:
        self.folder = folder / f"kiosk-{seed}"
        self.folder.mkdir()
        self.random = random.Random(seed)
        self.place = self.folder / "kiosk.sqlite"
        log = self.folder / "log"
        arguments = [str(self.folder), str(seed)]
        run_watched("tests.faults.busy_kiosk", arguments, self.place, log, **more)
        self.done = changes(log)
        self.keys = DeviceKeys.load_or_create(self.folder / "keys")
        self.center = InnerCenter(self.folder / "center")

    def lost(self, count: int, sent_on: int = 0) -> list[str]:
        """Open so many images and return what was wrong in any."""
        found = []
        cuts = power_cuts(self.done, count, self.random)
        for number, (words, files) in enumerate(cuts):
            told = promised(words)
            with_center = bool(sent_on) and number % sent_on == 0
            found += self._open(files, told, with_center)
        return found

    def _open(
        self, files: dict[str, bytes], told: Promised, with_center: bool
    ) -> list[str]:
        for path in self.folder.glob(self.place.name + "*"):
            path.unlink()
        for name, data in files.items():
            Path(name).write_bytes(data)
        number, now = told.center
        center, clock = self.center, HandClock()
        if with_center:
            copy = (self.folder / f"center-{number}").read_bytes()
            center.let_go()
            center.put_back(zlib.decompress(copy))
            center.open()
        clock.wall = center.now = float(now) + 86_400
        line = WholeLine(center)
        kiosk = WholeKiosk(self.place, self.keys, line, clock, self.random)
        try:
            wrong = list(mistakes(kiosk, told))
            if with_center and not wrong:
                asyncio.run(send_on(kiosk, line, told))
            return wrong
        finally:
            kiosk.let_go()


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_promised_is_lost_by_a_power_cut(tmp_path: Path, part: int) -> None:
    for run in range(RUNS):
        images = Images(tmp_path, part * 1000 + run)
        assert images.lost(CUTS, SENT_ON) == []
        images.center.let_go()
        shutil.rmtree(images.folder)


def test_nothing_is_lost_while_another_thread_writes_the_log_back(
    tmp_path: Path,
) -> None:
    images = Images(tmp_path, 77, **{BESIDE: "1"})
    written = [change for change in images.done if change.path == str(images.place)]
    assert len(written) > 20, "that thread wrote into the file"
    assert images.lost(40) == []
    images.center.let_go()


def test_a_kiosk_that_does_not_sync_loses(tmp_path: Path) -> None:
    images = Images(tmp_path, 1, **{CARELESS: "1"})
    lost = images.lost(40)
    images.center.let_go()
    assert any(word.startswith("event lost") for word in lost)
    assert any(word.startswith("act lost") for word in lost)
