"""What systemd is told, and that telling it never holds anybody up."""

import socket
from pathlib import Path

import pytest

from kiosk.machine.watchdog import notify


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(tmp_path / "notify"))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    return line


def test_a_word_arrives(manager: socket.socket) -> None:
    with manager:
        assert notify("READY=1")
        assert manager.recv(100) == b"READY=1"


def test_a_manager_that_does_not_read_holds_nobody_up(manager: socket.socket) -> None:
    """The drawing thread feeds the watchdog: a send that waits stops the screen."""
    with manager:
        sent = sum(notify("WATCHDOG=1") for _ in range(5000))
        assert 0 < sent < 5000
        assert not notify("WATCHDOG=1")
        manager.recv(100)
        assert notify("WATCHDOG=1")


def test_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not notify("READY=1")
