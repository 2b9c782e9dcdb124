"""What systemd hears: READY after the first frame, a fed watchdog, a prompt end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig import KIOSK, PATIENCE, Kiosk, Stage, wait_for

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("stage")]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        line.settimeout(PATIENCE)
        yield line


def test_ready_then_fed_then_stopping(
    kiosk: Kiosk, stage: Stage, manager: socket.socket
) -> None:
    kiosk._more["NOTIFY_SOCKET"] = manager.getsockname()
    try:
        kiosk.start().until("attract")
        first = manager.recv(1000)
        while first.startswith((b"WATCHDOG", b"EXTEND_TIMEOUT")):
            first = manager.recv(1000)
        assert b"READY=1" in first
        assert manager.recv(1000) == b"WATCHDOG=1"
        assert kiosk.stop() == 0
        heard = [manager.recv(1000)]
        while b"STOPPING=1" not in heard:
            heard.append(manager.recv(1000))
    finally:
        del kiosk._more["NOTIFY_SOCKET"]


def test_a_killed_kiosk_is_back_on_the_attract_page(kiosk: Kiosk, stage: Stage) -> None:
    kiosk.start().until("attract")
    kiosk.kill()
    kiosk.start().until("attract")


def test_sigterm_ends_it_with_everything_closed(kiosk: Kiosk, stage: Stage) -> None:
    kiosk.start().until("attract")
    assert kiosk.process is not None
    os.kill(kiosk.process.pid, signal.SIGTERM)
    wait_for(lambda: kiosk.process is None or kiosk.process.poll() is not None, "alive")
    assert kiosk.process.returncode == 0
    kiosk.hang_up()
    assert kiosk.command("journal", "verify").returncode == 0


def test_the_dog_is_not_fed_when_the_session_stands_still(
    kiosk: Kiosk, stage: Stage, manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The drawing loop alone must not keep a dead machine alive."""
    from kiosk.machine import window_thread as composition
    from kiosk.settings.loading import load_config

    monkeypatch.setenv("NOTIFY_SOCKET", manager.getsockname())
    monkeypatch.setattr(composition, "SESSION_SILENCE", 500.0)
    app = composition.WindowThread(load_config(kiosk.config), kiosk.config)
    app._beat()
    assert manager.recv(100) == b"WATCHDOG=1"
    app._started = time.monotonic() - 501
    app._beat()
    manager.settimeout(0.2)
    with pytest.raises(TimeoutError):
        manager.recv(100)


@pytest.mark.parametrize("pause", [0.0, 0.2])
def test_a_stop_in_the_first_moments_is_not_lost(fresh: Kiosk, pause: float) -> None:
    """The session thread may still be importing the program then."""
    fresh._more["PCSCLITE_CSOCK_NAME"] = str(fresh.folder / "nobody.sock")
    with fresh.log.open("ab") as log:
        fresh.process = subprocess.Popen(
            [*KIOSK, "run", "--config", str(fresh.config)],
            env=fresh.environment(),
            stderr=log,
        )
    wait_for(lambda: b"first frame" in fresh.log.read_bytes(), "no frame was drawn")
    time.sleep(pause)
    fresh.process.send_signal(signal.SIGTERM)
    assert fresh.process.wait(PATIENCE) == 0
