"""Strangers who hold connections, over real sockets: they keep nobody out."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kiosk.center.identity.authority import Authority
from kiosk.center.server import doorkeeper, tls
from tests.center.fixture import RunningCenter, enrolled, running_center


@pytest.fixture
def center(tmp_path: Path) -> Iterator[RunningCenter]:
    with running_center(tmp_path / "center") as running:
        yield running


def silent(center: RunningCenter, sent: bytes = b"") -> ssl.SSLSocket:
    """Hold a connection as somebody without a certificate does."""
    authority = str(Authority.path(center.folder))
    context = ssl.create_default_context(cafile=authority)
    plain = socket.create_connection(("127.0.0.1", center.port), 30)
    held = context.wrap_socket(plain, server_hostname="localhost")
    held.sendall(sent)
    return held


def ended(held: socket.socket, patience: float = 20.0) -> bool:
    """Tell whether the center ends a connection by itself."""
    held.settimeout(patience)
    try:
        return held.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


async def test_silent_strangers_keep_no_kiosk_out(
    center: RunningCenter, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        async with enrolled(center, tmp_path / "kiosk") as kiosk:
            held = [
                stack.enter_context(silent(center))
                for _ in range(doorkeeper.STRANGERS_AT_ONE_ADDRESS + 8)
            ]
            assert ended(held[0]), "the oldest went for a newer one"
            assert await kiosk.health()
            async with enrolled(center, tmp_path / "2", "hall-2") as other:
                assert await other.health()


def test_bare_connections_are_counted_before_their_handshake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "HANDSHAKE", 120.0)  # no end of its own meanwhile
    with ExitStack() as stack:
        center = stack.enter_context(running_center(tmp_path / "center"))
        address = ("127.0.0.1", center.port)
        held = [
            stack.enter_context(socket.create_connection(address, 30))
            for _ in range(doorkeeper.STRANGERS_AT_ONE_ADDRESS + 1)
        ]
        assert ended(held[0], tls.HANDSHAKE / 4)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /v1/enrol HTTP/1.1\r\nhost: x\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nab",
    ],
)
def test_a_request_that_never_becomes_whole_is_not_waited_for(
    center: RunningCenter, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(tls, "STRANGER_REQUEST", 0.3)
    with silent(center, sent) as held:
        assert ended(held)


def test_a_stranger_sends_no_more_than_an_enrolment_needs(
    center: RunningCenter,
) -> None:
    head = b"POST /v1/enrol HTTP/1.1\r\nhost: x\r\ncontent-length: 70000\r\n\r\n"
    with silent(center, head + bytes(70000)) as held:
        held.settimeout(30)
        assert held.recv(64).startswith(b"HTTP/1.1 413")


async def test_a_kiosk_holds_only_so_many_and_goes_on(
    center: RunningCenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorkeeper, "OF_ONE_KIOSK", 2)
    async with enrolled(center, tmp_path) as kiosk:
        for _ in range(4):
            await kiosk.close()
            assert await kiosk.health()
