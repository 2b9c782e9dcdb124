"""The line with a switch: each position does what it says, at once and reversibly."""

import socket
import threading
from collections.abc import Iterator

import pytest

from kiosk.devices.virtual.network_line import NetworkLine


@pytest.fixture
def echo() -> Iterator[int]:
    """Serve every connection by sending back what comes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def one(connection: socket.socket) -> None:
        with connection:
            try:
                while data := connection.recv(4096):
                    connection.sendall(data)
            except OSError:
                pass

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=[connection], daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(60)


@pytest.fixture
def line(echo: int) -> Iterator[NetworkLine]:
    relay = NetworkLine("127.0.0.1", echo)
    yield relay
    relay.close()


def connected(line: NetworkLine, timeout: float = 60) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), timeout)


def ended(near: socket.socket) -> bool:
    """Tell whether the other end is gone."""
    try:
        return near.recv(1) == b""
    except ConnectionResetError:
        return True


def test_open_relays_both_ways(line: NetworkLine) -> None:
    assert line.mode == "open"
    with connected(line) as one, connected(line) as two:
        for near, text in ((one, b"first"), (two, b"second" * 50_000)):
            threading.Thread(target=near.sendall, args=[text]).start()
            received = b""
            while len(received) < len(text):
                received += near.recv(65536)
            assert received == text


def test_refuse_drops_and_lets_nobody_in(line: NetworkLine) -> None:
    with connected(line) as near:
        near.sendall(b"x")
        assert near.recv(1) == b"x"
        line.set_mode("refuse")
        assert ended(near)
    for _ in range(3):
        with pytest.raises(ConnectionRefusedError):
            connected(line)
    with socket.socket() as taker, pytest.raises(OSError, match="in use"):
        taker.bind(("127.0.0.1", line.port))
    line.set_mode("open")
    with connected(line) as near:
        near.sendall(b"y")
        assert near.recv(1) == b"y"


def test_hang_keeps_connections_and_passes_nothing(line: NetworkLine) -> None:
    with connected(line, timeout=0.3) as near:
        line.set_mode("hang")
        near.sendall(b"x")
        with pytest.raises(TimeoutError):
            near.recv(1)
        near.settimeout(60)
        line.set_mode("open")
        assert near.recv(1) == b"x", "it arrives late, as on a real line"


def test_cut_ends_after_so_many_bytes(line: NetworkLine) -> None:
    line.set_mode("cut", after=5)
    with connected(line) as near:
        near.sendall(b"123456789")
        received = b""
        while piece := near.recv(100):
            received += piece
        assert received == b"12345"
    line.set_mode("cut")
    with connected(line) as near:
        near.sendall(b"1")
        assert ended(near)


def test_closing_twice_is_fine_and_gives_the_port_back(echo: int) -> None:
    line = NetworkLine("127.0.0.1", echo)
    port = line.port
    line.close()
    line.close()
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_nobody_behind_it(line: NetworkLine) -> None:
    gone = NetworkLine("127.0.0.1", 1)
    with connected(gone) as near:
        assert ended(near)
    gone.close()
