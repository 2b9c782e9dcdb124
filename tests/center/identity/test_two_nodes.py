"""A stolen machine with a connection open to each of two nodes: both refuse at once."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from kiosk.center.database.engine import URL_FILE
from kiosk.center.identity.root_key import FILE as ROOT_KEY
from kiosk.center.server.operations import revoke_kiosk
from kiosk.center.server.serve import CenterServer
from kiosk.domain.faults import Fault
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from tests.center.fixture import KIOSK, RunningCenter, enrolled
from tests.until import until


async def refused_at(client: CenterClient, asked: list[float]) -> float:
    """Ask without a pause until it is refused; return when that was."""
    while True:
        began = time.monotonic()
        try:
            await client.position()
        except CenterError as error:
            if error.fault is not Fault.CENTER_REFUSED_US:
                raise
            return time.monotonic()
        asked.append(began)


@pytest.mark.engine("postgresql")
async def test_both_nodes_refuse_at_once(center_folder: Path, tmp_path: Path) -> None:
    one = CenterServer(center_folder, keys=DemoKeys())
    beside = tmp_path / "node-2"
    beside.mkdir()
    for name in (ROOT_KEY, URL_FILE):
        shutil.copy(center_folder / name, beside / name)
    two = CenterServer(beside, keys=DemoKeys())
    one.start()
    two.start()
    try:
        at_one = RunningCenter(center_folder, one.port)
        async with enrolled(at_one, tmp_path / "kiosk") as first:
            keys = DeviceKeys.load(tmp_path / "kiosk")
            url = f"https://127.0.0.1:{two.port}"
            second = CenterClient(url, KIOSK, keys, tmp_path / "kiosk", timeout=30)
            asked: list[list[float]] = [[], []]
            asking = [
                asyncio.create_task(refused_at(client, times))
                for client, times in zip((first, second), asked, strict=True)
            ]
            await until(lambda: all(asked))
            assert await asyncio.to_thread(revoke_kiosk, center_folder, KIOSK)
            committed = time.monotonic()
            ends = await asyncio.gather(*asking)
            await second.close()
        for times in asked:
            assert max(times) < committed, "what was asked after the commit is refused"
        after = [round(1000 * (end - committed), 1) for end in ends]
        print("refused after, ms:", after)
        await asyncio.sleep(0.1)
    finally:
        one.stop()
        two.stop()
