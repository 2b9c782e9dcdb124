"""A center that ends: what was begun is answered; a restart refuses nobody."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.server.operations import new_code
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.wire.downward.pulse_wire import Pulse
from kiosk.sync.wire.upload_wire import BatchAccepted
from tests.center.fixture import KIOSK
from tests.sync.samples import filled, journal_in

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
    return CenterClient(url, KIOSK, keys, folder, timeout=15)


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
        # The batch waits for this one.
        with closing(connect(center)) as db, transaction(db):
            sent = asyncio.create_task(client.upload(batch))
            await asyncio.sleep(0.5)
            os.kill(process.pid, signal.SIGTERM)
            await asyncio.sleep(0.5)
            assert not sent.done()
            assert process.poll() is None
        answer = await sent
        assert isinstance(answer, BatchAccepted)
        assert answer.acked_seq == 3
        await client.close()
        assert await asyncio.to_thread(process.wait, 15) == 0
    journal.store.close()


def free_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def test_the_demos_keys_stay_on_this_machine(tmp_path: Path) -> None:
    """Whatever the options say, the socket decides who can come."""
    port = free_port()
    held = ["systemd-socket-activate", "-l", f"0.0.0.0:{port}"]
    with started([*held, *serve(tmp_path)]) as process:
        (await knocked(port)).close()
        assert await asyncio.to_thread(process.wait, 20) == 1
        assert process.stdout is not None
        assert process.stdout.read() == ""


async def knocked(port: int) -> asyncio.StreamWriter:
    """Connect, as soon as somebody listens."""
    for _ in range(200):
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
        assert await asyncio.to_thread(process.wait, 15) == 0


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
        desk = DeskClient(url, KIOSK, keys, tmp_path / "kiosk", timeout=5)
        held = asyncio.create_task(desk.pulse(Pulse(boot="b", number=1, wait=50)))
        await asyncio.sleep(1)
        assert not held.done()
        process.send_signal(signal.SIGTERM)
        answer = await asyncio.wait_for(held, 5)
        assert (answer.orders, 1 <= answer.after <= 4) == ((), True)
        assert await asyncio.to_thread(process.wait, 15) == 0
    with started(command):
        (await knocked(port)).close()
        assert (await desk.pulse(Pulse(boot="b", number=2))).after > 1
        await desk.close()
