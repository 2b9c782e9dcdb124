"""The virtual card's counters, reader and daemon, each on its own."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.virtual.card.counters import Counters
from kiosk.devices.virtual.card.strange_cards import STRANGE
from kiosk.devices.virtual.reader import pcscd as pcscd_module
from kiosk.devices.virtual.reader.pcscd import PcscdUnavailable, PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from kiosk.devices.virtual.serve_cards import make_card
from kiosk.domain.faults import Fault
from tests.devices.card.samples import issued

LIMITS = {"PIN": 6, "RKSSSE": 15}


def test_counters_are_in_the_file_before_anybody_is_told(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    counters = Counters(path, LIMITS)
    counters.spend("PIN")
    assert json.loads(path.read_text("ascii"))["PIN"] == 5
    assert Counters(path, LIMITS)["PIN"] == 5
    counters.restore("PIN")
    assert Counters(path, LIMITS)["PIN"] == 6
    assert [p.name for p in tmp_path.iterdir()] == ["card.json"]


def test_a_counter_stops_at_zero(tmp_path: Path) -> None:
    counters = Counters(tmp_path / "card.json", {"PIN": 1})
    counters.spend("PIN")
    counters.spend("PIN")
    assert counters["PIN"] == 0


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"PIN": 99, "RKSSSE": 1}', '{"PIN": "6"}', "null"]
)
def test_a_broken_counter_file_is_a_locked_card(tmp_path: Path, content: str) -> None:
    path = tmp_path / "card.json"
    path.write_text(content, "ascii")
    assert Counters(path, LIMITS)["PIN"] == 0


class Daemon:
    """A vpcd by hand: listens, accepts the card, asks it things."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(60)
        self.port: int = self.server.getsockname()[1]
        self.line: socket.socket | None = None

    def accept(self) -> None:
        self.line, _ = self.server.accept()
        self.line.settimeout(60)

    def send(self, content: bytes) -> None:
        assert self.line is not None
        self.line.sendall(len(content).to_bytes(2, "big") + content)

    def ask(self, content: bytes) -> bytes:
        self.send(content)
        assert self.line is not None
        head = self.line.recv(2, socket.MSG_WAITALL)
        return self.line.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)

    def close(self) -> None:
        self.server.close()
        if self.line is not None:
            self.line.close()


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    by_hand = Daemon()
    yield by_hand
    by_hand.close()


@pytest.fixture
def slot(daemon: Daemon) -> Iterator[VirtualReader]:
    virtual = VirtualReader("127.0.0.1", daemon.port)
    yield virtual
    virtual.close()


def test_the_reader_speaks_vpcd(
    daemon: Daemon, slot: VirtualReader, tmp_path: Path
) -> None:
    card = issued(tmp_path)
    slot.insert(card)
    daemon.accept()
    daemon.send(b"\x01")
    assert daemon.ask(b"\x04") == card.atr
    assert daemon.ask(bytes.fromhex("0020000003246810")) == b"\x90\x00"
    daemon.send(b"\x02")
    assert daemon.ask(bytes.fromhex("00A4000002DF01"))[:1] == b"\x61"
    assert daemon.ask(bytes.fromhex("00B2013452")).hex() == "6982"
    assert slot.apdu_count == 3


def test_pulling_ends_the_line_and_the_count_stays(
    daemon: Daemon, slot: VirtualReader, tmp_path: Path
) -> None:
    slot.insert(issued(tmp_path))
    daemon.accept()
    daemon.ask(bytes.fromhex("0084000008"))
    slot.remove()
    assert daemon.line is not None
    assert daemon.line.recv(1) == b""
    assert slot.card is None
    assert slot.apdu_count == 1
    slot.remove()


def test_a_card_knocks_again_when_the_daemon_was_away(
    daemon: Daemon, slot: VirtualReader, tmp_path: Path
) -> None:
    card = issued(tmp_path)
    slot.insert(card)
    daemon.accept()
    assert daemon.line is not None
    daemon.line.close()
    daemon.accept()
    assert daemon.ask(b"\x04") == card.atr


def test_silence_is_one_byte_and_not_an_ejection(
    daemon: Daemon, slot: VirtualReader
) -> None:
    slot.insert(STRANGE["mute"]())
    daemon.accept()
    assert len(daemon.ask(b"\x04")) == 1
    assert len(daemon.ask(bytes.fromhex("0084000008"))) == 1


def test_a_missing_driver_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pcscd_module, "DRIVER", tmp_path / "no-driver.so")
    with pytest.raises(PcscdUnavailable, match="vsmartcard-vpcd") as missing:
        PrivatePcscd(tmp_path).start()
    assert missing.value.fault is Fault.READER_SERVICE


def test_a_folder_too_deep_for_a_socket_is_refused(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with pytest.raises(PcscdUnavailable, match="shorter folder"):
        PrivatePcscd(deep).start()


@pytest.mark.real
def test_the_private_daemon_ends_with_its_owner(tmp_path: Path) -> None:
    code = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from kiosk.devices.virtual.reader.pcscd import PrivatePcscd\n"
        "daemon = PrivatePcscd(Path(sys.argv[1])).start()\n"
        "print(daemon.socket, flush=True)\n"
        "time.sleep(300)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    socket_path = Path(owner.stdout.readline().decode().strip())
    assert pcscd_module.serves(socket_path)
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    end = time.monotonic() + 60
    while pcscd_module.serves(socket_path) and time.monotonic() < end:
        time.sleep(0.02)
    assert not pcscd_module.serves(socket_path)


@pytest.mark.real
def test_two_private_daemons_do_not_meet(tmp_path: Path) -> None:
    first = PrivatePcscd(tmp_path / "1").start()
    second = PrivatePcscd(tmp_path / "2").start()
    assert first.port != second.port
    first.stop()
    assert not pcscd_module.serves(first.socket)
    assert pcscd_module.serves(second.socket)
    second.stop()


def test_serving_an_unknown_card_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="bank"):
        make_card("nobody-of-that-name", tmp_path)


@pytest.mark.parametrize("name", sorted(STRANGE))
def test_strange_cards_are_served_by_name(name: str, tmp_path: Path) -> None:
    assert type(make_card(name, tmp_path)) is type(STRANGE[name]())


def test_serve_puts_the_card_in_and_pulls_it_at_the_end(
    daemon: Daemon, tmp_path: Path
) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from kiosk.devices.virtual.serve_cards import serve_cards\n"
        "port = int(sys.argv[1])\n"
        "sys.exit(serve_cards(['bank'], '127.0.0.1', port, Path('.')))\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(daemon.port)], stdout=subprocess.PIPE
    )
    daemon.accept()
    assert daemon.ask(b"\x04") == STRANGE["bank"]().atr
    server.send_signal(signal.SIGINT)
    output, _ = server.communicate(timeout=60)
    assert server.returncode == 0
    assert output.splitlines()[-1] == b"card bank pulled after 0 commands"
