"""Cards pulled, services killed, readers hung: the slot over a real pcscd."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import ReaderStuck, SlotState
from kiosk.devices.card.holder.environment import NotSocialSecurityCard
from kiosk.devices.card.holder.filesystem import CardFiles
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.transport import (
    CardGone,
    CardUnreadable,
    ReaderGone,
    Transport,
)
from kiosk.devices.card.readers import watcher
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.strange_cards import STRANGE, StoppingCard
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import ChipCard, VirtualReader
from kiosk.domain.faults import Fault
from kiosk.domain.secret import Pin
from tests.devices.card.samples import (
    PATIENCE,
    PIN,
    STUCK_AFTER,
    Listener,
    impatient,
    issued,
    read_all,
)

pytestmark = pytest.mark.real


class PulledAt:
    """A card that is pulled while it works on its n-th command."""

    def __init__(self, card: ChipCard, reader: VirtualReader, command: int) -> None:
        self._card = card
        self._reader = reader
        self._left = command

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def reset(self) -> None:
        self._card.reset()

    def answer(self, command: bytes) -> bytes | None:
        self._left -= 1
        if self._left == 0:
            self._reader.remove()
        return self._card.answer(command)


def errand(transport: Transport) -> None:
    """Send every kind of command that a visit sends."""
    read_all(transport)
    card = SocialSecurityCard(transport)
    card.internal_authenticate(bytes(8), bytes(8))
    card.get_challenge()
    card.verify_pin(Pin(PIN))
    files = CardFiles(transport)
    files.read("DF03.EF07")
    files.leave()


async def test_a_card_pulled_in_any_command_is_gone(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    await slot.run(insertion, errand)
    whole = reader.apdu_count
    assert whole > 15
    for command in range(1, whole + 1):
        reader.insert(PulledAt(issued(tmp_path), reader, command))
        insertion = listener.until(SlotState.CARD, insertion + 1).insertion
        with pytest.raises(CardGone):
            await slot.run(insertion, errand)
        assert listener.until(SlotState.EMPTY, insertion).insertion == insertion


async def test_the_old_insertion_is_not_spoken_to(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(issued(tmp_path))
    first = listener.until(SlotState.CARD).insertion
    reader.remove()
    listener.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path, 3))
    second = listener.until(SlotState.CARD, first + 1).insertion

    with pytest.raises(CardGone):
        await slot.run(first, read_all)
    assert reader.apdu_count == 0
    issuer, _, _ = await slot.run(second, read_all)
    assert issuer.generation == 3


async def test_a_card_exchanged_between_two_looks_is_a_new_insertion(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(issued(tmp_path))
    first = listener.until(SlotState.CARD).insertion
    await slot.run(first, read_all)

    reader.insert(issued(tmp_path, 3))  # pulls the first in the same moment

    second = listener.until(SlotState.CARD, first + 1).insertion
    states = [e.state for e in listener.events if e.insertion == first]
    assert SlotState.EMPTY in states
    issuer, _, _ = await slot.run(second, read_all)
    assert issuer.generation == 3


async def test_pcscd_killed_in_a_visit_and_started_again(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    await slot.run(insertion, read_all)

    pcscd.stop()
    listener.until(SlotState.NO_SERVICE)
    with pytest.raises(CardGone):
        await slot.run(insertion, read_all)

    pcscd.start()
    again = listener.until(SlotState.CARD, insertion + 1).insertion
    issuer, _, _ = await slot.run(again, read_all)
    assert issuer.card_number == "X00000019"


async def test_the_service_dies_in_the_middle_of_a_command(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    card = StoppingCard(issued(tmp_path), 3, silence=None)
    reader.insert(card)
    insertion = listener.until(SlotState.CARD).insertion
    killer = threading.Timer(0.3, pcscd.stop)
    killer.start()
    with pytest.raises(ReaderGone) as gone:
        await slot.run(insertion, read_all)
    assert gone.value.fault is Fault.READER_SERVICE
    killer.join()
    reader.remove()
    pcscd.start()
    listener.until(SlotState.EMPTY)


async def test_a_reader_is_missed_and_welcomed_back(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    pcscd.stop()
    pcscd.start(plugged=False)
    listener.until(SlotState.NO_READER)
    with pytest.raises(CardGone):
        await slot.run(insertion, read_all)

    pcscd.restart()
    insertion = listener.until(SlotState.CARD, insertion + 1).insertion
    issuer, _, _ = await slot.run(insertion, read_all)
    assert issuer.generation == 2


async def test_two_readers_need_a_name(
    tmp_path: Path, pcscd: PrivatePcscd, listener: Listener
) -> None:
    nameless = PcscSlot()
    nameless.start(listener)
    listener.until(SlotState.SEVERAL_READERS)
    nameless.stop()

    named = PcscSlot("Virtual PCD 00 01")
    other = Listener()
    named.start(other)
    second = VirtualReader("127.0.0.1", pcscd.port + 1)
    second.insert(issued(tmp_path, 3))
    insertion = other.until(SlotState.CARD).insertion
    issuer, _, _ = await named.run(insertion, read_all)
    assert issuer.generation == 3
    second.close()
    named.stop()


async def test_a_reader_of_another_name_is_missing(
    pcscd: PrivatePcscd, listener: Listener
) -> None:
    absent = PcscSlot("Some other reader")
    absent.start(listener)
    listener.until(SlotState.NO_READER)
    absent.stop()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bank", NotSocialSecurityCard),
        ("other", NotSocialSecurityCard),
        ("blank", NotSocialSecurityCard),
        ("mute", CardUnreadable),
        ("stops", CardUnreadable),
    ],
)
async def test_a_strange_card_is_called_what_it_is(
    name: str,
    error: type[Exception],
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    reader.insert(STRANGE[name]())
    insertion = listener.until(SlotState.CARD).insertion
    with pytest.raises(error):
        await slot.run(insertion, read_all)
    assert slot.now.state is SlotState.CARD


async def test_noise_is_a_card_that_cannot_be_used(
    reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(STRANGE["garbage"]())
    insertion = listener.until(SlotState.CARD).insertion
    for _ in range(20):
        with pytest.raises((CardUnreadable, NotSocialSecurityCard)):
            await slot.run(insertion, read_all)


async def test_a_hanging_reader_is_stuck_and_comes_back(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(STRANGE["hangs"]())
    insertion = listener.until(SlotState.CARD).insertion
    began = time.monotonic()
    with impatient(slot), pytest.raises(ReaderStuck):
        await slot.run(insertion, read_all)
    assert time.monotonic() - began >= STUCK_AFTER
    assert slot.now.state is SlotState.STUCK

    reader.remove()
    listener.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD, insertion + 1).insertion
    issuer, _, _ = await slot.run(insertion, read_all)
    assert issuer.generation == 2


def test_a_service_that_answers_nothing_is_away_and_comes_back(
    tmp_path: Path,
    pcscd: PrivatePcscd,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call that hung for ninety seconds left the idle page as if all were well."""
    monkeypatch.setattr(watcher, "_SILENT_S", 4.0)
    monkeypatch.setattr(watcher, "_GUARD_S", 0.5)
    pcscd.freeze(True)
    try:
        listener.until(SlotState.NO_SERVICE)
    finally:
        pcscd.freeze(False)
    listener.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    listener.until(SlotState.CARD)
    reader.remove()
    listener.until(SlotState.EMPTY)


async def test_a_cancelled_caller_leaves_the_slot_in_order(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    begun, may_end = threading.Event(), threading.Event()

    def slow(transport: Transport) -> None:
        begun.set()
        may_end.wait(PATIENCE)

    task = asyncio.create_task(slot.run(insertion, slow))
    await asyncio.to_thread(begun.wait, PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_end.set()
    issuer, _, _ = await slot.run(insertion, read_all)
    assert issuer.generation == 2


async def test_a_listener_that_fails_does_not_end_the_watching(
    tmp_path: Path,
    reader: VirtualReader,
    pcscd: PrivatePcscd,
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard = Listener()

    def failing(event: object) -> None:
        raise ValueError("a listener's mistake")

    slot = PcscSlot(pcscd.reader)

    def both(event: object) -> None:
        heard(slot.now)
        failing(event)

    slot.start(both)
    heard.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    heard.until(SlotState.CARD)
    slot.stop()
    assert "listener" in caplog.text
