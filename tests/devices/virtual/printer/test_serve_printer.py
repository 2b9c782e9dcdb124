"""`kiosk printer serve` as a process of its own, driven by programs not ours."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import serial
from escpos.printer import Network
from PIL import Image

from kiosk.devices.virtual.jsonlines import LineClient, Reply
from kiosk.devices.virtual.printer.head.graphics import PICTURE

URL = "https://kiosk.example.invalid/v/99A7"


class Served:
    """The process, its first line, and its script."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdout is not None
        assert process.stdin is not None
        self.stdin, self.stdout = process.stdin, process.stdout
        self.ready: Reply = json.loads(self.stdout.readline())

    def ask(self, **command: object) -> Reply:
        self.stdin.write(json.dumps(command) + "\n")
        self.stdin.flush()
        reply: Reply = json.loads(self.stdout.readline())
        return reply

    def paper(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many pieces of paper."""
        for _ in range(600):
            pieces: list[dict[str, Any]] = self.ask(do="receipts")["receipts"]
            if len(pieces) >= count:
                return pieces
            self.process.poll()
            assert self.process.returncode is None
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError("the paper never came")


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "kiosk", "printer", "serve"),
            *("--folder", str(folder), *options),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Served(process)
    finally:
        process.send_signal(signal.SIGINT)
        with process:
            assert process.wait(60) == 0


def test_another_program_prints_over_the_network(tmp_path: Path) -> None:
    with served(tmp_path, "--tcp", "0", "--profile", "generic-80mm") as there:
        host = Network(
            "127.0.0.1", there.ready["tcp"], timeout=60, profile="RP-F10-80mm"
        )
        host.text("Receipt 42\n")
        host.set(align="center", custom_size=True, width=2, height=2)
        host.text("TOTAL 13.50\n")
        host.set(align="left", normal_textsize=True)
        host.qr(URL, native=True, size=5)
        host.barcode("{B12345678", "CODE128", 80, 2, function_type="B")
        host.image(Image.new("1", (64, 24), 0), impl="bitImageRaster")
        host.cut()
        (piece,) = there.paper(1)
        host.close()
    assert piece["errors"] == []
    assert "Receipt 42" in piece["text"]
    assert "TOTAL 13.50" in piece["text"]
    assert f"[QR:{URL}]" in piece["text"]
    assert "[CODE128:12345678]" in piece["text"]
    assert PICTURE in piece["text"]
    with Image.open(piece["picture"]) as picture:
        assert picture.width > 2 * 576
        dark = sum(picture.convert("L").histogram()[:90])
    assert dark > 10_000


def test_one_client_after_the_other_and_a_long_picture(tmp_path: Path) -> None:
    with served(tmp_path, "--tcp", "0") as there:
        for number in range(2):
            host = Network("127.0.0.1", there.ready["tcp"], timeout=60)
            host.image(Image.new("1", (576, 900), number), impl="bitImageRaster")
            host.text(f"client {number}\n")
            host.cut()
            assert host.is_online()
            host.close()
        first, second = there.paper(2)
    assert (first["errors"], second["errors"]) == ([], [])
    assert "client 0" in first["text"]
    assert "client 1" in second["text"]


def test_a_serial_line_and_its_script(tmp_path: Path) -> None:
    control = tmp_path / "s"
    options = ("--profile", "generic-58mm", "--control", str(control))
    with served(tmp_path, *options) as there:
        assert there.ready["printer"] == str(tmp_path / "printer")
        with (
            serial.Serial(there.ready["printer"], timeout=60, write_timeout=60) as line,
            LineClient(control) as script,
        ):
            assert script.ask(do="printer", paper="out")["ok"]
            line.write(b"\x10\x04\x04")
            assert line.read(1) == b"\x7e"
            there.ask(do="printer", paper="ok", stray=255)
            assert line.read(1) == b"\xff"
            line.write(b"\x1b@hello\n\x1dVB\x00")
            (piece,) = there.paper(1)
            assert piece["text"] == "hello"
            assert piece["fate"] == "taken"
            assert script.ask(do="printer", power_dip=0)["receipts"] == [piece]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"do": "dance"}, "printer or receipts"),
        ({"do": "printer", "colour": "red"}, "it has: paper"),
        ({"do": "printer", "paper": "wet"}, "ok, near, out"),
        ({"do": "printer", "cover": "open", "stray": 256}, "0 to 255"),
        ({"do": "printer", "cover": "open", "silent": 1}, "true or false"),
        ({"do": "printer", "cover": "open", "foreign_id": "12345"}, "four plain"),
    ],
)
def test_what_it_does_not_understand_it_says_and_does_not_do(
    served_once: Served, command: dict[str, object], words: str
) -> None:
    assert words in served_once.ask(**command)["error"]
    with serial.Serial(served_once.ready["printer"], timeout=60) as line:
        line.write(b"\x10\x04\x02")
        assert line.read(1) == b"\x12"


@pytest.fixture(scope="module")
def served_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("printer")) as there:
        yield there
