"""Every fault of a virtual card, through a real pcscd, as the slot sees it."""

import asyncio
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import ReaderStuck, SlotState
from kiosk.devices.card.protocol.transport import CardGone, CardUnreadable
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.card_faults import CardFaults, with_faults
from kiosk.devices.virtual.reader.pcscd import (
    READER_NAME,
    SECOND_READER_NAME,
    PrivatePcscd,
)
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from tests.devices.card.samples import (
    PATIENCE,
    Listener,
    impatient,
    issued,
    person,
    read_all,
)

pytestmark = pytest.mark.real


def insert(reader: VirtualReader, folder: Path, **faults: int) -> None:
    reader.insert(with_faults(issued(folder), CardFaults(**faults), reader.remove))


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"mute_after": 0}, CardUnreadable),
        ({"mute_after": 3}, CardUnreadable),
        ({"tear_after": 1}, CardGone),
        ({"tear_after": 4}, CardGone),
        ({"hang_after": 2}, ReaderStuck),
        ({"status": 0x0102, "at": 1}, CardUnreadable),
    ],
)
async def test_a_fault_is_called_what_it_is_and_ends_with_the_card(
    faults: dict[str, int],
    error: type[Exception],
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    insert(reader, tmp_path, **faults)
    insertion = listener.until(SlotState.CARD).insertion
    hanging = impatient(slot) if error is ReaderStuck else nullcontext()
    with hanging, pytest.raises(error):
        await slot.run(insertion, read_all)
    reader.remove()
    listener.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD, insertion + 1).insertion
    issuer, _, _ = await slot.run(insertion, read_all)
    assert issuer.card_number == "X00000019"


async def test_a_slow_card_is_read_slowly(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    insert(reader, tmp_path, slow=30)
    insertion = listener.until(SlotState.CARD).insertion
    began = time.monotonic()
    await slot.run(insertion, read_all)
    assert time.monotonic() - began >= 0.03 * reader.apdu_count


@pytest.mark.parametrize(
    ("sw", "at"),
    [(0x6A82, 1), (0x6D00, 2), (0x6A86, 3), (0x6C10, 3), (0x6581, 4)],
)
async def test_one_refused_command_does_not_hide_the_card(
    sw: int,
    at: int,
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    insert(reader, tmp_path, status=sw, at=at)
    insertion = listener.until(SlotState.CARD).insertion
    issuer, _, _ = await slot.run(insertion, read_all)
    assert issuer.card_id == person().card.id


async def test_counters_outlive_a_torn_card_and_the_daemon(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    wrong = bytes.fromhex("0020000003111111")
    insert(reader, tmp_path, tear_after=1)
    insertion = listener.until(SlotState.CARD).insertion
    with pytest.raises(CardGone):
        await slot.run(insertion, lambda chip: chip.transmit(wrong))
    pcscd.restart()
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD, insertion + 1).insertion
    assert (await slot.run(insertion, read_all))[2].attempts_remaining == 5


def test_two_cards_are_served_and_one_fault_is_for_both(
    tmp_path: Path, pcscd: PrivatePcscd
) -> None:
    heard = Listener(), Listener()
    slots = PcscSlot(READER_NAME, PATIENCE), PcscSlot(SECOND_READER_NAME, PATIENCE)
    for slot, listener in zip(slots, heard, strict=True):
        slot.start(listener)
        listener.until(SlotState.EMPTY)
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "kiosk", "card", "serve"),
            *("--person", "wang-xiulan", "--person", "li-guoqiang"),
            *("--port", str(pcscd.port), "--state", str(tmp_path)),
            *("--mute-after", "2"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    for slot, listener in zip(slots, heard, strict=True):
        insertion = listener.until(SlotState.CARD).insertion
        with pytest.raises(CardUnreadable):
            asyncio.run(slot.run(insertion, read_all))
        slot.stop()
    server.send_signal(signal.SIGTERM)
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert [line.split()[1:3] for line in said.splitlines()[-2:]] == [
        ["wang-xiulan", "pulled"],
        ["li-guoqiang", "pulled"],
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--person", "li-guoqiang", "--person", "li-guoqiang"], "two slots"),
        (["--person", "bank", "--status", "9000"], "together"),
        (["--person", "bank", "--tear-after", "0"], "1 to"),
    ],
)
def test_what_cannot_be_served_is_one_sentence(
    options: list[str], said: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "card", "serve", *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
