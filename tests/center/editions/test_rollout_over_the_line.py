"""Thirty machines over real TLS: a release goes out, a ring gets sick, it stops."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.editions import rollouts
from kiosk.center.editions.packages import PackageFacts, add_package
from kiosk.center.editions.ring_rules import in_ring
from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.downward.edition_desk import EditionDesk
from kiosk.sync.downward.edition_rows import KeptEdition
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.downward.edition_contents import ReleaseContent
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.events.machine_events import ReleaseKept, ReleaseTakenBack
from tests.center.fixture import RunningCenter, enrolled, running_center
from tests.sync.release.releases import DATA, manifest

MACHINES = 30
RINGS = "20,50,100"


class Taking:
    """Takes every offer at once; the package itself is another test's matter."""

    tries, replaced = 1, True

    def __init__(self) -> None:
        self.offers: list[ReleaseContent] = []

    def apply(self, edition: KeptEdition) -> bool:
        self.offers.append(msgspec.json.decode(edition.content, type=ReleaseContent))
        return True

    def begin(self, edition: KeptEdition) -> None:
        raise AssertionError

    def outcome(self, edition: KeptEdition) -> str | None:
        raise AssertionError

    def hold(self, number: int, content: bytes) -> None:
        pass


@dataclass
class Kiosk:
    """One machine, as far as a center sees it."""

    name: str
    journal: Journal
    client: CenterClient
    line: DeskClient
    desk: EditionDesk
    taking: Taking
    pulses: int = 0

    async def pulse(self) -> None:
        self.pulses += 1
        applied, refused = self.desk.applied(), self.desk.refused()
        told = Pulse(
            boot="b", number=self.pulses, editions=applied, editions_refused=refused
        )
        await self.desk.take((await self.line.pulse(told)).editions)
        uploader = Uploader(self.journal, self.client, SystemClock())
        while await uploader.step():
            pass

    def install(self, well: bool) -> None:
        what = {"version": "0.2.0", "before": "0.1.0"}
        end = ReleaseKept(**what) if well else ReleaseTakenBack(**what, why="printer")
        self.journal.append(end)

    @property
    def has_offer(self) -> bool:
        return bool(self.taking.offers and self.taking.offers[-1].signed)


@asynccontextmanager
async def kiosk(center: RunningCenter, folder: Path, name: str) -> AsyncIterator[Kiosk]:
    async with enrolled(center, folder / "keys", name) as client:
        keys = DeviceKeys.load(folder / "keys")
        store = Store(folder / "kiosk.sqlite", MIGRATIONS)
        journal = Journal(store, name, keys, SystemClock())
        papers, taking = Certificates(folder / "keys", keys), Taking()
        one = {"release": taking}
        desk = EditionDesk(journal, client.edition, papers.authorities, one)
        line = DeskClient(center.url, name, keys, folder / "keys", timeout=10)
        try:
            yield Kiosk(name, journal, client, line, desk, taking)
        finally:
            await line.close()
            store.close()


@pytest.mark.long
@pytest.mark.engine("sqlite")
async def test_a_ring_that_gets_sick_stops_itself(tmp_path: Path) -> None:
    shift = [0.0]

    def now() -> float:
        return time.time() + shift[0]

    with running_center(tmp_path / "center", now=now) as center:
        with closing(connect(center.folder)) as db:
            told = manifest()
            what = (told.version, told.serial, told.architecture, told.size)
            facts = PackageFacts(*what, told.sha512)
            add_package(db, facts, b"signed", [DATA], "d", now())
            rollouts.start(db, "0.2.0", RINGS, "02:00-05:00", 24, "d", now())
        async with AsyncExitStack() as held:
            fleet = [
                await held.enter_async_context(
                    kiosk(center, tmp_path / f"m{number}", f"HALL-{number}")
                )
                for number in range(MACHINES)
            ]

            async def minute() -> set[str]:
                """Let all say how they are; return who has the offer."""
                await asyncio.gather(*(each.pulse() for each in fleet))
                return {each.name for each in fleet if each.has_offer}

            def look() -> str | None:
                with closing(connect(center.folder)) as db:
                    return rollouts.look(db, now())

            def ring(percent: float) -> set[str]:
                return {each.name for each in fleet if in_ring(each.name, percent)}

            assert await minute() == ring(20)
            for each in fleet:
                if each.name in ring(20):
                    each.install(well=True)
            shift[0] += 24 * 3600
            assert await minute() == ring(20)
            assert look() == "open"
            assert await minute() == ring(50)
            sick = sorted(ring(50) - ring(20))[:2]
            for each in fleet:
                if each.name in sick:
                    each.install(well=False)
            await minute()
            assert look() == "sick"
            # Who holds the package lets go of it, and the rest never hears.
            assert await minute() == set()
            assert {e.name for e in fleet if len(e.taking.offers) > 1} == ring(50)
