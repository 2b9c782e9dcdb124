"""A release that the center offers: fetched over real TLS, checked, held ready."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.editions import editions_tables, rollouts
from kiosk.center.editions.packages import PackageFacts, add_package
from kiosk.center.fleet.orders import give_order
from kiosk.machine.remote.remote_desk import RemoteDesk
from kiosk.session.staff.numbers.updates import Updates
from kiosk.sync.downward.order_book import last_order
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.release import release_download, release_part
from kiosk.sync.release.release_file import (
    ReleaseFault,
    ReleaseManifest,
    sign_release,
)
from kiosk.sync.release.release_place import ReleasePlace
from kiosk.sync.wire.downward.edition_contents import RELEASE_BLOCK
from tests.center.fixture import KIOSK, RunningCenter, enrolled, running_center
from tests.machine.editions.hall_machine import HallMachine, begun
from tests.sync.release.releases import ARCH, DATA, KEY, KEYS, manifest

SOON = 60.0


@dataclass
class Offer:
    """A machine with an installed release, and a center that offers another."""

    machine: HallMachine
    center: RunningCenter
    updates: Updates
    base: Path

    def add(self, told: ReleaseManifest, data: bytes = DATA) -> None:
        """Keep a package at the center as the office signed it."""
        facts = PackageFacts(
            *(told.version, told.serial, told.architecture, told.size, told.sha512)
        )
        steps = range(0, len(data), RELEASE_BLOCK)
        blocks = (data[at : at + RELEASE_BLOCK] for at in steps)
        with closing(connect(self.center.folder)) as db:
            signed = sign_release(told, KEY)
            add_package(db, facts, signed, blocks, "desk1", 1.0)

    def start(self, version: str = "0.2.0") -> int:
        with closing(connect(self.center.folder)) as db:
            now = self.machine.journal.time.now().timestamp()
            how = ("100", "01:00-04:00", 24, "desk1")
            return rollouts.start(db, version, *how, now)

    def stop(self) -> None:
        with closing(connect(self.center.folder)) as db:
            now = self.machine.journal.time.now().timestamp()
            rollouts.change_state(db, rollouts.STOPPED, "desk1", now)

    async def ended(self) -> tuple[int, int, str]:
        """Take what is offered, wait for its end and return the center's view."""
        await self.machine.pulse()
        if (task := self.updates._task) is not None:
            done, _ = await asyncio.wait({task}, timeout=SOON)
            assert done
        self.machine.editions.look()
        return (await self.machine.at_center())["release"]

    @property
    def files(self) -> list[str]:
        folder = self.machine.parts.config.state / "update"
        return sorted(path.name for path in folder.glob("*"))


@pytest.fixture
async def offer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Offer]:
    monkeypatch.setattr(release_download, "PAUSE", 0.0)
    monkeypatch.setattr(release_download, "LATER", 0.01)
    base = tmp_path / "opt"
    (base / "kept").mkdir(parents=True)
    place = ReleasePlace(base, str(base / "kept/0.1.0/venv"))
    wish = tmp_path / "run/update-wanted"
    updates = Updates(tmp_path / "state", lambda: KEYS, ARCH, place, wish)
    async with AsyncExitStack() as held:
        center = held.enter_context(running_center(tmp_path / "center"))
        line = enrolled(center, tmp_path / "state/keys")
        client = await held.enter_async_context(line)
        started = begun(center, tmp_path, client, updates=updates)
        machine = await held.enter_async_context(started)
        yield Offer(machine, center, updates, base)
        updates.drop()


async def test_it_is_fetched_held_ready_and_let_go_of_when_it_is_stopped(
    offer: Offer,
) -> None:
    offer.add(manifest())
    number = offer.start()
    assert await offer.ended() == (number, 0, "")
    file = manifest().file
    assert offer.files == [f"{file}.deb", f"{file}.release"]
    assert (
        offer.machine.parts.config.state / f"update/{file}.deb"
    ).read_bytes() == DATA
    assert offer.updates.hours == "01:00-04:00"
    assert offer.machine.marks() == ()
    offer.stop()
    await offer.ended()
    assert (offer.files, offer.updates.taken, offer.updates.hours) == ([], None, "")


async def test_a_downgrade_is_refused_and_journaled(offer: Offer) -> None:
    (offer.base / "serial").write_text("20\n")
    offer.add(manifest())
    number = offer.start()
    assert await offer.ended() == (0, number, "older")
    assert offer.machine.told == ["edition.refused"]
    assert offer.files == []


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"architecture": "arm64"}, "other_architecture"),
        ({"size": 300 * 2**20}, "too_large"),
    ],
)
async def test_what_does_not_fit_this_machine_is_not_fetched(
    offer: Offer, told: dict[str, object], why: str
) -> None:
    made = manifest(**told)
    offer.add(manifest(version="0.2.1", serial=21))
    with closing(connect(offer.center.folder)) as db, transaction(db):
        signed = sign_release(made, KEY)
        own = editions_tables.release_package.update()
        db.execute(own.values(version=made.version, signed=signed))
    number = offer.start()
    assert await offer.ended() == (0, number, why)


async def test_a_key_that_is_not_the_offices_signs_nothing(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer.add(manifest())
    monkeypatch.setattr(offer.updates, "_keys", dict)
    number = offer.start()
    assert await offer.ended() == (0, number, "no_keys")


async def test_a_tampered_block_is_found_at_the_end(offer: Offer) -> None:
    offer.add(manifest())
    with closing(connect(offer.center.folder)) as db, transaction(db):
        own = editions_tables.release_block.update().filter_by(number=3)
        db.execute(own.values(data=b"\0" * RELEASE_BLOCK))
    number = offer.start()
    assert await offer.ended() == (0, number, "changed")
    assert offer.files == []
    assert offer.updates.taken is None


async def test_what_was_cut_goes_on_where_it_was(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer.add(manifest())
    asked: list[int] = []
    real = offer.machine.client.release_block

    async def counted(sha512: str, number: int) -> bytes:
        asked.append(number)
        return await real(sha512, number)

    folder = offer.machine.parts.config.state / "update"
    folder.mkdir()
    there = 5 * RELEASE_BLOCK + 1000
    (folder / f"{manifest().sha512[:32]}.part").write_bytes(DATA[:there])
    monkeypatch.setattr(offer.machine.editions._release, "_blocks", counted)
    number = offer.start()
    assert await offer.ended() == (number, 0, "")
    assert asked[0] == 5
    assert (folder / f"{manifest().file}.deb").read_bytes() == DATA


async def test_what_root_does_not_install_is_told(offer: Offer) -> None:
    offer.add(manifest())
    number = offer.start()
    assert await offer.ended() == (number, 0, "")
    (offer.base / "update-result").write_text(f"changed {manifest().file}\n")
    offer.machine.editions.look()
    offer.machine.editions.look()
    assert (await offer.machine.at_center())["release"] == (number, number, "changed")
    assert offer.machine.told == ["edition.applied", "edition.refused"]


async def test_without_room_it_is_refused_and_told(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_part, "ROOM", 2**62)
    offer.add(manifest())
    number = offer.start()
    assert await offer.ended() == (0, number, "no_room")
    assert offer.updates.taken is None


async def test_another_offices_key_signs_nothing(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Ed25519PrivateKey.generate().public_key()
    monkeypatch.setattr(offer.updates, "_keys", lambda: {"other": other})
    offer.add(manifest())
    number = offer.start()
    assert await offer.ended() == (0, number, str(ReleaseFault.WRONG_KEY))
    assert offer.files == []


async def test_an_order_installs_what_lies_ready_and_no_sooner(offer: Offer) -> None:
    """The act of the desk: root hears the wish as if the night had come."""
    machine = offer.machine
    config, keys = machine.parts.config, machine.journal.keys
    own = msgspec.structs.replace(config.machine, id=KIOSK)
    line = msgspec.structs.replace(config.center, url=offer.center.url)
    config = msgspec.structs.replace(config, machine=own, center=line)
    papers = Certificates(config.state / "keys", keys)
    remote = RemoteDesk(config, machine.parts, machine.journal, keys, papers)
    ends = []
    for is_there in (False, True):
        if is_there:
            offer.add(manifest())
            offer.start()
            await offer.ended()
        with closing(connect(offer.center.folder)) as db:
            give_order(db, KIOSK, "update", "li", time.time())
        await remote.sender._once()
        for order in remote.book.open:
            await remote.watch._one(order)
        last = last_order(machine.parts.store)
        assert last is not None
        ends.append(last.ended)
        assert offer.updates._wish.exists() is is_there
    assert ends == ["refused", "done"]
    assert offer.updates._wish.read_text().strip() == manifest().file
    await remote.close()
