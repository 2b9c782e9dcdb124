"""A change of the authority with half of the fleet asleep for 200 days: all come back.

The sleepers' certificates ended 110 days ago, of an authority that was ended meanwhile;
no clock is moved, the certificates are as old as that.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.identity import authorities
from kiosk.center.identity.authority_rotation import begin, end, standings
from kiosk.center.identity.returning import reenrolment
from kiosk.sync.identity.renewal import renew_when_due
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.wire.events.machine_events import (
    CertificateAsked,
    CertificateReturned,
)
from tests.center.engines import force
from tests.center.fixture import RunningCenter, enrolled, running_center
from tests.center.identity.returning.test_reenrolment import Sleeper, sleep
from tests.center.identity.test_authority_rotation import papers_of
from tests.effort import EFFORT

MANY = 8
"""Of them at a time; a fleet does not come in one second."""


@asynccontextmanager
async def fleet(
    center: RunningCenter, folder: Path, names: list[str]
) -> AsyncIterator[list[CenterClient]]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(enrolled(center, folder / name, name))
            for name in names
        ]


async def by_turns(works: list[object]) -> None:
    """Let many do something, some at a time."""
    gate = asyncio.Semaphore(MANY)

    async def one(work: object) -> None:
        async with gate:
            await work  # type: ignore[misc]

    await asyncio.gather(*(one(work) for work in works))


def newest(client: CenterClient) -> bool:
    """Tell whether a kiosk's certificate is of the newer authority."""
    return papers_of(client).is_of_the_newest()


async def moved(client: CenterClient) -> None:
    """Look each hour, a day later: until the certificate is of the newer one."""
    later = datetime.now(UTC) + timedelta(days=2)
    async with asyncio.timeout(60):
        # A node that heard of it before it was made older issues by the former a while.
        while len(papers_of(client).authorities()) < 2 or not newest(client):
            await renew_when_due(papers_of(client), client, later)
            await asyncio.sleep(0.05)
    assert await client.position()


async def forgotten(client: CenterClient) -> None:
    """Look until the older one is trusted no more."""
    async with asyncio.timeout(60):
        while len(papers_of(client).authorities()) > 1:
            await renew_when_due(papers_of(client), client, datetime.now(UTC))
            await asyncio.sleep(0.05)
    await client.close()
    assert await client.position()


async def back(center: RunningCenter, one: Sleeper) -> None:
    """Wake up, ask, be approved, and be as any other."""
    await one.look()
    assert one.noted == [CertificateAsked()]
    with closing(connect(center.folder)) as db:
        kiosk = one.client.kiosk_id
        assert reenrolment.approve(db, kiosk, "desk", datetime.now(UTC).timestamp())
    await one.look()
    assert isinstance(one.noted[-1], CertificateReturned)
    assert papers_of(one.client).is_of_the_newest()
    assert len(papers_of(one.client).authorities()) == 1
    assert await one.client.position()


async def test_half_of_the_fleet_sleeps_through_a_rotation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorities, "LOOK_EVERY", 0.05)
    number = EFFORT.fleet
    awake = [f"awake-{n}" for n in range(number)]
    away = [f"asleep-{n}" for n in range(number)]
    with running_center(tmp_path / "center", people={}) as center:
        async with (
            fleet(center, tmp_path, awake) as online,
            fleet(center, tmp_path, away) as sleepers,
        ):
            for client in sleepers:
                await client.close()
                sleep(center, client)
            begin(center.folder)
            with closing(connect(center.folder)) as db:
                force(db, "UPDATE authority SET begun = begun - 86400")
            await by_turns([moved(client) for client in online])
            newer, older = standings(center.folder)
            assert (newer.kiosks, older.kiosks) == (number, 0)
            _, behind = end(center.folder, leave=False)
            assert (behind.kiosks, behind.ended) == ((), number)
            await by_turns([forgotten(client) for client in online])
            await by_turns([back(center, Sleeper(client)) for client in sleepers])
            (only,) = standings(center.folder)
            assert only.kiosks == 2 * number
        await asyncio.sleep(0.1)  # let what was refused in TLS go
