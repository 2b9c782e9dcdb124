"""Two slots of one machine over a real pcscd, whose driver brings two."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import CardSlot, SlotState
from kiosk.devices.card.protocol.transport import CardGone, Transport
from kiosk.devices.card.readers.dual_slot import open_slot
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.reader.contactless import ContactlessCard
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
    read_all,
)

pytestmark = pytest.mark.real


@pytest.fixture
def antenna(pcscd: PrivatePcscd) -> Iterator[VirtualReader]:
    """The second slot, empty."""
    slot = VirtualReader("127.0.0.1", pcscd.port + 1)
    yield slot
    slot.close()


@pytest.fixture
def both(pcscd: PrivatePcscd, listener: Listener) -> Iterator[CardSlot]:
    """Both slots as one."""
    slot = open_slot(READER_NAME, SECOND_READER_NAME, PATIENCE)
    slot.start(listener)
    # pcscd may still report a card of the test before in either slot.
    listener.until_other(SlotState.EMPTY)
    listener.until(SlotState.EMPTY)
    yield slot
    slot.stop()


async def generation(slot: CardSlot, insertion: int) -> int:
    return (await slot.run(insertion, read_all))[0].generation


async def test_a_card_at_the_antenna_is_read_without_get_response(
    tmp_path: Path, antenna: VirtualReader, both: CardSlot, listener: Listener
) -> None:
    antenna.insert(ContactlessCard(issued(tmp_path, 3)))
    event = listener.until(SlotState.CARD)
    assert event.reader == SECOND_READER_NAME
    assert event.atr[:4] == bytes.fromhex("3B8D8001")
    assert await generation(both, event.insertion) == 3

    def environment(transport: Transport) -> bytes:
        name = "7378312E73682EC9E7BBE1B1A3D5CF"
        return transport.transmit(bytes.fromhex("00A404000F" + name + "00"))

    assert (await both.run(event.insertion, environment))[:2].hex() == "6f1c"


async def test_two_cards_at_once(
    tmp_path: Path,
    reader: VirtualReader,
    antenna: VirtualReader,
    both: CardSlot,
    listener: Listener,
) -> None:
    reader.insert(issued(tmp_path, 1))
    first = listener.until(SlotState.CARD)
    assert await generation(both, first.insertion) == 1
    antenna.insert(ContactlessCard(issued(tmp_path, 3)))
    # The card in use keeps its turn, and the machine knows of the other.
    listener.until_other(SlotState.CARD)
    assert both.now.insertion == first.insertion
    assert await generation(both, first.insertion) == 1
    reader.remove()
    listener.until(SlotState.CARD, first.insertion + 1)
    with pytest.raises(CardGone):
        await generation(both, first.insertion)
    await both.release()
    assert await generation(both, both.now.insertion) == 3


async def test_the_card_put_in_last_is_served(
    tmp_path: Path,
    reader: VirtualReader,
    antenna: VirtualReader,
    both: CardSlot,
    listener: Listener,
) -> None:
    antenna.insert(ContactlessCard(issued(tmp_path, 2)))
    first = listener.until(SlotState.CARD)
    reader.insert(issued(tmp_path, 1))
    second = listener.until(SlotState.CARD, first.insertion + 1)
    assert (second.reader, second.other) == (READER_NAME, SlotState.CARD)
    assert await generation(both, second.insertion) == 1


async def test_both_slots_come_back_after_the_service(
    tmp_path: Path,
    reader: VirtualReader,
    both: CardSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    pcscd.stop()
    listener.until(SlotState.NO_SERVICE)
    pcscd.start()
    listener.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    assert await generation(both, insertion) == 2


async def test_a_second_slot_that_hangs_does_not_stop_the_first(
    tmp_path: Path,
    reader: VirtualReader,
    antenna: VirtualReader,
    both: CardSlot,
    listener: Listener,
) -> None:
    from kiosk.devices.card.card_port import ReaderStuck
    from kiosk.devices.virtual.card.strange_cards import STRANGE

    antenna.insert(STRANGE["hangs"]())
    insertion = listener.until(SlotState.CARD).insertion
    with impatient(both), pytest.raises(ReaderStuck):
        await both.run(insertion, read_all)
    states = [both.now.state]
    await both.release()
    states.append(both.now.state)
    assert states == [SlotState.STUCK, SlotState.EMPTY]
    reader.insert(issued(tmp_path))
    other = listener.until(SlotState.CARD, insertion + 1).insertion
    assert await generation(both, other) == 2


async def test_a_named_security_module_is_no_choice(
    tmp_path: Path, pcscd: PrivatePcscd, reader: VirtualReader
) -> None:
    slot, heard = PcscSlot("", PATIENCE, (SECOND_READER_NAME,)), Listener()
    slot.start(heard)
    heard.until(SlotState.EMPTY)
    reader.insert(issued(tmp_path))
    event = heard.until(SlotState.CARD)
    assert event.reader == READER_NAME
    slot.stop()
