"""A center that ends: what was begun is answered; a restart refuses nobody."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.fleet.machine_rows import machine_of
from kiosk.center.server.operations import new_code
from kiosk.devices.virtual.reader.pcscd import free_port
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.upload_wire import BatchAccepted
from tests.center.fixture import KIOSK
from tests.sync.samples import filled, journal_in
from tests.until import until

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.engine("sqlite")


def serve(folder: Path) -> list[str]:
    """Return the command of a center on any free port."""
    where = ["--folder", str(folder), "--port", "0"]
    return [sys.executable, "-m", "kiosk", "center", "serve", *where]


@contextmanager
def started(command: list[str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a command until the end of the block, where it must have ended well."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


async def client_of(url: str, center: Path, folder: Path) -> CenterClient:
    """Enrol a kiosk and return its client."""
    keys = DeviceKeys.load_or_create(folder)
    await enrol(url, new_code(center, KIOSK), KIOSK, keys, folder)
    return CenterClient(url, KIOSK, keys, folder, timeout=30)


async def test_what_was_begun_is_answered(tmp_path: Path) -> None:
    center = tmp_path / "center"
    journal = journal_in(tmp_path / "state")
    filled(journal, 3)
    batch = Outbox(journal).batch(journal.pos().acked)
    assert batch is not None
    with started(serve(center)) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().split(":")[1].strip("} \n"))
        url = f"https://127.0.0.1:{port}"
        client = await client_of(url, center, tmp_path / "kiosk")
        keys = DeviceKeys.load(tmp_path / "kiosk")
        beside = CenterClient(url, KIOSK, keys, tmp_path / "kiosk", timeout=30)
        assert (await client.position()).seq == 0
        # The batch waits for this one.
        with closing(connect(center)) as db, transaction(db):
            sent = asyncio.create_task(client.upload(batch))
            # It is on an open line before this one has opened its own.
            assert (await beside.health()).version
            await beside.close()
            os.kill(process.pid, signal.SIGTERM)
            await asyncio.sleep(0.3)
            assert not sent.done()
            assert process.poll() is None
        answer = await sent
        assert isinstance(answer, BatchAccepted)
        assert answer.acked_seq == 3
        await client.close()
        assert await asyncio.to_thread(process.wait, 60) == 0
    journal.store.close()


async def test_the_demos_keys_stay_on_this_machine(tmp_path: Path) -> None:
    """Whatever the options say, the socket decides who can come."""
    port = free_port()
    held = ["systemd-socket-activate", "-l", f"0.0.0.0:{port}"]
    with started([*held, *serve(tmp_path)]) as process:
        (await knocked(port)).close()
        assert await asyncio.to_thread(process.wait, 60) == 1
        assert process.stdout is not None
        assert process.stdout.read() == ""


def _heard(center: Path) -> bool:
    """Tell whether the machine's pulse has come."""
    with closing(connect(center)) as db:
        return machine_of(db, KIOSK) is not None


async def knocked(port: int) -> asyncio.StreamWriter:
    """Connect, as soon as somebody listens."""
    for _ in range(600):
        try:
            return (await asyncio.open_connection("127.0.0.1", port))[1]
        except OSError:
            await asyncio.sleep(0.05)
    raise AssertionError("nobody listens")


async def test_the_service_managers_socket_is_taken(tmp_path: Path) -> None:
    center, port = tmp_path / "center", free_port()
    held = ["systemd-socket-activate", "-l", f"127.0.0.1:{port}"]
    with started([*held, *serve(center)]) as process:
        url = f"https://127.0.0.1:{port}"
        early = await knocked(port)  # starts it
        assert process.stdout is not None
        line = await asyncio.to_thread(process.stdout.readline)
        assert line.strip() == f'{{"port": {port}}}'
        client = await client_of(url, center, tmp_path / "kiosk")
        assert (await client.position()).seq == 0
        await client.close()
        early.close()
        os.kill(process.pid, signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 60) == 0


async def test_a_pulse_that_is_held_is_answered_and_the_machine_comes_back(
    tmp_path: Path,
) -> None:
    center, port = tmp_path / "center", free_port()
    url = f"https://127.0.0.1:{port}"
    words = ["--folder", str(center), "--port", str(port)]
    command = [sys.executable, "-m", "kiosk", "center", "serve", *words]
    with started(command) as process:
        (await knocked(port)).close()
        await (await client_of(url, center, tmp_path / "kiosk")).close()
        keys = DeviceKeys.load(tmp_path / "kiosk")
        desk = DeskClient(url, KIOSK, keys, tmp_path / "kiosk", timeout=30)
        held = asyncio.create_task(desk.pulse(Pulse(boot="b", number=1, wait=50)))
        await until(lambda: _heard(center))
        assert not held.done()
        process.send_signal(signal.SIGTERM)
        answer = await asyncio.wait_for(held, 30)
        assert (answer.orders, 1 <= answer.after <= 4) == ((), True)
        assert await asyncio.to_thread(process.wait, 60) == 0
    with started(command):
        (await knocked(port)).close()
        assert (await desk.pulse(Pulse(boot="b", number=2))).after > 1
        await desk.close()
