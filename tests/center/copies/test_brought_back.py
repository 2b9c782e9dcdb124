"""A center that burnt down comes back from a backup, and kiosks bring what it lacks.

Real TLS, real journals and uploaders; the center begins again in an empty folder and an
empty database. `-s` shows the transcript that `docs/sync.md` quotes.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from kiosk.center.copies import key_envelope
from kiosk.center.copies.restoring import GivenKey, restore
from kiosk.center.copies.whole_backup import back_up
from kiosk.center.upload.stored import stored_events, verify_stored
from kiosk.settings.state.store import Store
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import MIGRATIONS, Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.identity_wire import Renewal
from tests.center.engines import engines
from tests.center.fixture import RunningCenter, enrolled, running_center
from tests.effort import EFFORT
from tests.postgres import cluster
from tests.sync.samples import HandClock, filled

PHRASE = b"correct horse battery staple"
BEFORE, AFTER = 4, 6


class Bringer:
    """A kiosk with a journal, and its way to the center."""

    def __init__(self, client: CenterClient) -> None:
        self.client, folder = client, client._keys.folder
        keys = DeviceKeys.load(folder)
        self.store = Store(folder / "kiosk.sqlite", MIGRATIONS)
        self.store.execute("PRAGMA synchronous=OFF")  # no power cut happens to it
        self.journal = Journal(self.store, client.kiosk_id, keys, HandClock())
        self.uploader = Uploader(self.journal, client, HandClock(), Random(1))

    async def sends(self, events: int = 0) -> None:
        """Write events, then ask and send until the center has all."""
        filled(self.journal, events)
        await self.uploader.step()  # asks for the position, or sends what waits
        for _ in range(20):
            if not await self.uploader.step() and not self.journal.numbers().waiting:
                return
        raise AssertionError("it never ends")

    async def renews(self) -> None:
        """Have a certificate that no backup knows."""
        papers = Certificates(self.client._keys.folder, self.client._keys)
        request = Renewal(papers.request(self.client.kiosk_id))
        papers.keep_next((await self.client.renew(request)).certificate)
        await self.client.health()

    def ids(self) -> set[bytes]:
        return {entry.id for entry in self.journal.entries()}


async def test_kiosks_bring_back_what_a_restored_center_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_envelope, "_COST", 2**14)
    said = [f"{engines.present}, {EFFORT.fleet} kiosks"]
    old, new = tmp_path / "center", tmp_path / "again"
    async with AsyncExitStack() as stack:
        with running_center(old, people={}) as center:
            port = center.port
            kiosks = [
                Bringer(await stack.enter_async_context(client))
                for client in (
                    enrolled(center, tmp_path / name, name)
                    for name in (f"hall-{n}" for n in range(EFFORT.fleet))
                )
            ]
            for each in kiosks:
                stack.callback(each.store.close)
                await each.sends(BEFORE)
            held = back_up(old, tmp_path / "backup", PHRASE)
            said.append(f"backup: {held} events")
            for each in kiosks:
                await each.sends(AFTER)
            for each in kiosks[::2]:
                await each.renews()
            said.append(f"then: {len(stored_events(old)) - held} events more")
            await closed(kiosks)
        empty = cluster().fresh() if engines.present == "postgresql" else None
        began = time.monotonic()
        done = restore(tmp_path / "backup", new, GivenKey(PHRASE), empty)
        said.append(f"restore: {done.events} events, {time.monotonic() - began:.2f} s")
        assert done.events == held == BEFORE * EFFORT.fleet
        with running_center(new, port=port, people={}) as center:
            began = time.monotonic()
            for each in kiosks:
                each.uploader._after = None  # as after any failed try
                await each.sends()
            said.append(f"brought back in {time.monotonic() - began:.2f} s")
            whole(center, kiosks)
            await closed(kiosks)
        said.append("every chain is whole, nothing twice")
        if empty is not None:
            cluster().drop(empty)
    print("\n".join(said))


async def closed(kiosks: list[Bringer]) -> None:
    """Let the connections go before the server ends."""
    for each in kiosks:
        await each.client.close()
    await asyncio.sleep(0.1)


def whole(center: RunningCenter, kiosks: list[Bringer]) -> None:
    """See that the center has each event of each kiosk, once."""
    stored = [event.id for event in stored_events(center.folder)]
    assert len(stored) == len(set(stored))
    assert set(stored) == set[bytes]().union(*(each.ids() for each in kiosks))
    assert verify_stored(center.folder).ok
