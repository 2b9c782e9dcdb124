"""The primary is killed while kiosks report: what was acknowledged is on the standby.

A real primary and a real standby, a center over them, kiosks over real TLS with their
real journals. With a standby that is waited for nothing is lost. With one that is not,
the new primary knows less than it acknowledged, and the journals bring it back.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from random import Random

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import keep_url
from kiosk.center.upload.ingest import position
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.journal_tables import MIGRATIONS
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.chain import EventPlace
from tests.center.fixture import RunningCenter, running_center
from tests.effort import EFFORT
from tests.every import every
from tests.standby import Pair
from tests.sync.samples import filled

pytestmark = pytest.mark.slow

PATIENCE = 60.0
APPENDED = 25
"""Events that a kiosk makes between two looks."""


class Reporter:
    """A kiosk that has something to say all the time."""

    def __init__(self, journal: Journal, client: CenterClient) -> None:
        self.journal, self.client = journal, client
        self.told: list[float] = []
        """When something was acknowledged."""
        self._seen = self.acked
        clock, random = SystemClock(), Random(client.kiosk_id)
        self._uploader = Uploader(journal, client, clock, random, start_jitter=0.1)
        self._task = asyncio.create_task(self._uploader.run())

    @property
    def acked(self) -> EventPlace:
        """Return how far the center has it, as it said itself."""
        return self.journal.pos().acked

    def report(self) -> None:
        """Append some events."""
        filled(self.journal, APPENDED)
        self._uploader.kick()
        self.look()

    def look(self) -> None:
        """Note when the center has taken more, and let a kiosk that waits try again."""
        if self.acked != self._seen:
            self._seen = self.acked
            self.told.append(time.monotonic())
        self._uploader.try_soon()

    async def end(self) -> None:
        """Stop and close."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self.client.close()
        self.journal.store.close()


async def reporter(center: RunningCenter, folder: Path, kiosk: str) -> Reporter:
    """Enrol a kiosk and let it begin."""
    keys = DeviceKeys.load_or_create(folder / "keys")
    await enrol(center.url, center.code(kiosk), kiosk, keys, folder)
    store = Store(folder / "kiosk.sqlite", MIGRATIONS)
    store.execute("PRAGMA synchronous=OFF")  # no power cut happens to it
    journal = Journal(store, kiosk, keys, SystemClock())
    return Reporter(journal, CenterClient(center.url, kiosk, keys, folder, timeout=20))


@asynccontextmanager
async def hall(center: RunningCenter, folder: Path) -> AsyncIterator[list[Reporter]]:
    """Give kiosks that report."""
    names = [f"hall-{number}" for number in range(1, EFFORT.reporters + 1)]
    kiosks = [await reporter(center, folder / name, name) for name in names]
    try:
        yield kiosks
    finally:
        for each in kiosks:
            await each.end()


async def reporting_more(kiosks: list[Reporter]) -> None:
    """Let all kiosks report until each has heard that more of it was taken."""
    until, before = time.monotonic() + PATIENCE, [each.acked for each in kiosks]
    while any(each.acked == at for each, at in zip(kiosks, before, strict=True)):
        assert time.monotonic() < until, "nothing is taken"
        for each in kiosks:
            each.report()
        await asyncio.sleep(0.1)


async def all_sent(kiosks: list[Reporter]) -> None:
    """Wait until nothing waits at any kiosk."""
    until = time.monotonic() + PATIENCE
    waits = True
    while waits:
        assert time.monotonic() < until, "stuck"
        await asyncio.sleep(0.1)
        for each in kiosks:
            each.look()
        waits = any(each.journal.numbers().waiting for each in kiosks)


def known(folder: Path, kiosks: list[Reporter]) -> dict[str, EventPlace]:
    """Return how far the database itself is with each kiosk."""
    with closing(connect(folder)) as db:
        places = {}
        for each in kiosks:
            at = position(db, each.client.kiosk_id)
            places[each.client.kiosk_id] = EventPlace(at.epoch, at.seq)
        return places


async def killed_while_reporting(
    pair: Pair, folder: Path, kiosks: list[Reporter], line_cut: bool
) -> tuple[float, dict[str, EventPlace], dict[str, EventPlace]]:
    """Kill the primary, promote.

    Returns when it died, what was acknowledged by then, and what is known after it.
    """
    await reporting_more(kiosks)
    if line_cut:
        pair.hold_back()
        await reporting_more(kiosks)
    pair.kill()
    died = time.monotonic()
    await asyncio.sleep(0.05)  # what was on its way
    for each in kiosks:
        each.look()
        each.told.clear()
    acked = {each.client.kiosk_id: each.acked for each in kiosks}
    pair.promote()
    return died, acked, known(folder, kiosks)


@pytest.mark.parametrize("synchronous", [True, False], ids=["waits", "does-not-wait"])
async def test_the_primary_dies_while_kiosks_report(
    tmp_path: Path, synchronous: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "center"
    with Pair(synchronous=synchronous) as pair:
        pair.primary.execute("CREATE DATABASE center")
        keep_url(folder, pair.url("center"))
        with running_center(folder) as center:
            async with hall(center, tmp_path) as kiosks:
                died, acked, at_first = await killed_while_reporting(
                    pair, folder, kiosks, line_cut=not synchronous
                )
                lost = [kiosk for kiosk in acked if at_first[kiosk] < acked[kiosk]]
                assert bool(lost) is not synchronous, (acked, at_first)
                await reporting_more(kiosks)
                await all_sent(kiosks)
                away = min(each.told[0] for each in kiosks if each.told) - died
                entries = {each.client.kiosk_id: each.journal for each in kiosks}
                check_all_there(folder, entries)
        with capsys.disabled():
            told = sum(place.seq for place in acked.values())
            print(
                f"\nfailover: {len(acked)} kiosks, {told} events acknowledged, "
                f"{len(lost)} kiosks had to send again, first answer after {away:.1f} s"
            )


def check_all_there(folder: Path, journals: dict[str, Journal]) -> None:
    """Check that every event of every journal is stored once, and the chains whole."""
    stored = [(event.kiosk, event.id) for event in stored_events(folder)]
    assert len(stored) == len(set(stored)), "double"
    for kiosk, journal in every(journals.items()):
        assert {(kiosk, entry.id) for entry in journal.entries()} <= set(stored)
        assert journal.verify().ok
    assert verify_stored(folder).ok
