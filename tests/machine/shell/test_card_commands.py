"""`kiosk card new`, `show` and `wear`, and a kept card in a reader."""

import asyncio
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.holder.items import standard
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.card_folder import (
    ImageError,
    add_commands,
    commands_answered,
    is_image,
    load_image,
    save_image,
)
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from kiosk.devices.virtual.serve_cards import make_card
from kiosk.machine.shell.card_lines import lines_of_reader
from kiosk.machine.shell.cli import main
from tests.devices.card.samples import Listener


def new(folder: Path, *more: str, person: str = "wang-xiulan") -> int:
    return main(["card", "new", "--person", person, "--out", str(folder), *more])


@pytest.mark.parametrize("generation", ["1", "2", "3"])
def test_a_kept_card_comes_back(tmp_path: Path, generation: str) -> None:
    assert new(tmp_path / "card", "--generation", generation) == 0
    image = load_image(tmp_path / "card")
    save_image(image, tmp_path / "again")
    assert load_image(tmp_path / "again") == image
    assert image.generation == int(generation)
    assert "135790" not in repr(image)
    assert (tmp_path / "card" / "card.json").stat().st_mode & 0o077 == 0


def test_show_masks_and_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path / "card")
    capsys.readouterr()
    assert main(["card", "show", str(tmp_path / "card")]) == 0
    masked = capsys.readouterr().out
    assert "王秀兰" not in masked
    assert "990101198403120427" not in masked
    assert main(["card", "show", str(tmp_path / "card"), "--plain"]) == 0
    shown = capsys.readouterr().out
    assert "name: 王秀兰" in shown
    assert "settlement_fund: 200.48" in shown
    assert all(f in shown for f in standard().files if f[:4] not in ("DF05", "DF06"))


def test_wear_tells_tries_and_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "card"
    new(folder)
    card = make_card(str(folder), tmp_path / "elsewhere")
    card.answer(bytes.fromhex("0020000003999999"))
    add_commands(folder, 5)
    add_commands(folder, 2)
    capsys.readouterr()
    assert main(["card", "wear", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "PIN: 5 of 6 tries left" in told
    assert "commands answered: 7" in told
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["new", "--person", "nobody", "--out", "DIR/new"],
        ["new", "--person", "wang-xiulan", "--out", "DIR/card"],
        ["show", "nobody"],
        ["wear", "DIR/nothing"],
        ["show", "DIR/broken"],
        ["show", "wang-xiulan", "--items", "DIR/nothing.tsv"],
    ],
)
def test_mistakes_are_one_sentence(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(tmp_path / "card")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "card.json").write_text('{"format": 1}', "utf-8")
    capsys.readouterr()
    assert main(["card", *(w.replace("DIR", str(tmp_path)) for w in words)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1


def test_a_person_of_one_s_own_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[people.me]\nname = "测试"\nnumber = "990101199003070017"\nsex = "1"\n'
        'nation = "01"\nbirthplace = "990101"\nborn = 1990-03-07\n'
        '[people.me.card]\nid = "990101D1560000050000000BA1B2C3D4"\n'
        'number = "X00000019"\ngeneration = 2\nissued = 2016-05-04\n'
        "valid_until = 2036-05-04\n",
        "utf-8",
    )
    assert new(tmp_path / "card", person=str(own)) == 0
    assert load_image(tmp_path / "card").card_id.endswith("0BA1B2C3D4")


def test_damaged_cards_are_refused(tmp_path: Path) -> None:
    assert not is_image(tmp_path)
    assert commands_answered(tmp_path) == 0
    for text in ("", "[]", '{"format": 1}'):
        (tmp_path / "card.json").write_text(text, "utf-8")
        with pytest.raises(ImageError):
            load_image(tmp_path)


def test_a_served_card_counts_its_commands(tmp_path: Path) -> None:
    folder = tmp_path / "card"
    new(folder)
    with socket.create_server(("127.0.0.1", 0)) as vpcd:
        vpcd.settimeout(60)
        words = ["--person", str(folder), "--port", str(vpcd.getsockname()[1])]
        served = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "card", "serve", *words],
            stdout=subprocess.PIPE,
        )
        line, _ = vpcd.accept()
        with line:
            for command in (b"\x00\x84\x00\x00\x08", b"\x00\x20\x00\x00\x00"):
                line.sendall(len(command).to_bytes(2, "big") + command)
                head = line.recv(2, socket.MSG_WAITALL)
                line.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
            served.send_signal(signal.SIGTERM)
            served.communicate(timeout=60)
    assert served.returncode == 0
    assert commands_answered(folder) == 2


@pytest.mark.real
async def test_show_reads_a_reader_without_any_proof(
    tmp_path: Path,
    pcscd: PrivatePcscd,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    new(tmp_path / "card")
    card = make_card(str(tmp_path / "card"), tmp_path)
    reader.insert(card)
    listener.until(SlotState.CARD)
    slot.stop()

    lines = await asyncio.to_thread(
        lines_of_reader, pcscd.reader, standard(), plain=True
    )

    assert "   2 name: 王秀兰" in lines
    assert "DF03.EF07: access" in lines
    assert load_image(tmp_path / "card").tries_left(tmp_path / "card")["PIN"] == (6, 6)
