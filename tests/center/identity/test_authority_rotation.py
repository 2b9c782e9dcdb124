"""Another authority while kiosks run: nobody is shut out, and the old one ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.identity import authorities, authority_rotation
from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.authority_rotation import NotNow, begin, end, standings
from kiosk.center.server.serve import CenterServer
from kiosk.domain.faults import Fault
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.renewal import renew_when_due
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from tests.center.engines import force
from tests.center.fixture import RunningCenter, enrolled, running_center
from tests.until import until

LATER = timedelta(days=2)
_looks = [0]
"""How often a node has looked."""


@pytest.fixture
def center(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningCenter]:
    monkeypatch.setattr(authorities, "LOOK_EVERY", 0.05)
    look = CenterServer.look

    def counted(node: CenterServer, db: Connection) -> None:
        look(node, db)
        _looks[0] += 1

    monkeypatch.setattr(CenterServer, "look", counted)
    with running_center(tmp_path / "center", people={}) as made:
        yield made


async def days_pass(center: RunningCenter) -> None:
    """Let what was made lie a day back; nodes see it with their next look."""
    with closing(connect(center.folder)) as db:
        force(db, "UPDATE authority SET begun = begun - 86400")
    await all_look()


async def all_look() -> None:
    """Let both nodes look that there may be; the first look may have begun before."""
    seen = _looks[0] + 4
    await until(lambda: _looks[0] >= seen)


def papers_of(client: CenterClient) -> Certificates:
    folder = client._keys.folder
    return Certificates(folder, DeviceKeys.load(folder))


async def looks(client: CenterClient) -> bool:
    """Do what a kiosk does each hour."""
    return await renew_when_due(papers_of(client), client, datetime.now(UTC) + LATER)


async def hears(client: CenterClient, trusted: int) -> None:
    """Look until so many authorities are trusted."""
    async with asyncio.timeout(60):
        while len(papers_of(client).authorities()) != trusted:
            await looks(client)
            await asyncio.sleep(0.05)


@asynccontextmanager
async def fleet(
    center: RunningCenter, folder: Path, count: int
) -> AsyncIterator[list[CenterClient]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(
                enrolled(center, folder / f"k{n}", f"hall-{n}")
            )
            for n in range(count)
        ]


async def test_a_rotation_from_begin_to_end(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with fleet(center, tmp_path, 2) as (awake, late):
        begin(center.folder)
        await awake.health()
        await days_pass(center)
        # Who was enrolled before is let in, and believes the nodes by the chain.
        await late.close()
        assert await late.health()
        await hears(awake, 2)
        await awake.health()
        assert papers_of(awake).is_of_the_newest()
        async with enrolled(center, tmp_path / "new", "hall-9") as fresh:
            # A code names the new one now; it knows no other.
            assert len(papers_of(fresh).authorities()) == 1
            assert await fresh.health()
        with pytest.raises(NotNow, match="hall-1"):
            end(center.folder, leave=False)
        await hears(late, 2)
        await late.health()
        end(center.folder, leave=False)
        await all_look()
        for kiosk in (awake, late):
            await hears(kiosk, 1)
            await kiosk.close()
            assert await kiosk.health()


async def test_who_is_left_behind_is_out_at_once(
    center: RunningCenter, tmp_path: Path
) -> None:
    async with fleet(center, tmp_path, 1) as (left,):
        begin(center.folder)
        await days_pass(center)
        await left.health()
        _, behind = end(center.folder, leave=True)
        assert behind.kiosks == ("hall-0",)
        with pytest.raises(CenterError) as refused:
            await left.health()
        assert refused.value.fault is Fault.CENTER_REFUSED_US
        await all_look()
        await left.close()
        with pytest.raises(CenterError):
            await left.health()


def test_one_rotation_at_a_time(center_folder: Path) -> None:
    Authorities(center_folder)
    with pytest.raises(NotNow, match="one authority"):
        end(center_folder, leave=True)
    begin(center_folder)
    with pytest.raises(NotNow, match="under way"):
        begin(center_folder)
    with pytest.raises(NotNow, match="hours"):
        end(center_folder, leave=True)


def test_a_second_rotation_after_the_first(
    center_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority_rotation, "LEADS_AFTER", -1.0)
    monkeypatch.setattr(authorities, "HEARD_AFTER", -1.0)
    first = Authorities(center_folder).newest.own.certificate
    for _ in range(2):
        begin(center_folder)
        end(center_folder, leave=False)
    known = Authorities(center_folder)
    assert [each.number for each in known.accepted] == [3]
    assert [each.leads for each in standings(center_folder)] == [True]
    from kiosk.sync.identity.trust import trusted_after

    # A kiosk that slept through both is led to the third.
    told = known.told(time.time())
    assert trusted_after([first], told) == [known.newest.own.certificate]
