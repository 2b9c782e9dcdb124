"""Reading and proving PINs over a real pcscd."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol.pin_coding import PinLocked, PinStatus, WrongPin
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.demo_keys import expected_internal_answer
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from kiosk.domain.secret import Pin
from tests.devices.card.samples import PIN, Listener, issued, read_all

pytestmark = pytest.mark.real


def verify(pin: str) -> Callable[[Transport], None]:
    """Return work that verifies a PIN after selecting the environment."""

    def work(transport: Transport) -> None:
        card = SocialSecurityCard(transport)
        card.select_environment()
        card.verify_pin(Pin(pin))

    return work


@pytest.mark.parametrize("generation", [1, 2, 3])
async def test_a_whole_card_is_read(
    generation: int,
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    reader.insert(issued(tmp_path, generation))
    event = listener.until(SlotState.CARD)

    issuer, holder, pin = await slot.run(event.insertion, read_all)

    assert issuer.generation == generation
    assert issuer.region == "990101"
    assert issuer.card_number == "X00000019"
    assert pin == PinStatus(attempts_remaining=6)
    expected = None if generation == 3 else "测试员"
    assert holder.name == expected
    assert event.atr[-4:] == bytes.fromhex(f"{generation:08d}")


@pytest.mark.parametrize("generation", [2, 3])
async def test_a_card_proves_itself(
    generation: int,
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
) -> None:
    reader.insert(issued(tmp_path, generation))
    event = listener.until(SlotState.CARD)
    factor, original = bytes(range(8)), bytes(range(8, 16))

    def work(transport: Transport) -> tuple[Algorithm | None, str | None, bytes]:
        card = SocialSecurityCard(transport)
        algorithm = card.select_environment().algorithm
        card_id = card.read_issuer().card_id
        return algorithm, card_id, card.internal_authenticate(factor, original)

    algorithm, card_id, proof = await slot.run(event.insertion, work)

    assert algorithm is not None
    assert card_id is not None
    assert proof == expected_internal_answer(card_id, algorithm, factor, original)


async def test_the_counter_outlives_removal_and_restart_of_everything(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    pcscd: PrivatePcscd,
) -> None:
    reader.insert(issued(tmp_path, tries=3))
    insertion = listener.until(SlotState.CARD).insertion
    for left in (2, 1):
        with pytest.raises(WrongPin) as wrong:
            await slot.run(insertion, verify("111111"))
        assert wrong.value.attempts_remaining == left

    reader.remove()
    listener.until(SlotState.EMPTY)
    pcscd.restart()
    reader.insert(issued(tmp_path, tries=3))  # built again from the file
    insertion = listener.until(SlotState.CARD, insertion + 1).insertion

    assert (await slot.run(insertion, read_all))[2].attempts_remaining == 1
    with pytest.raises(PinLocked) as locked:
        await slot.run(insertion, verify("111111"))
    assert locked.value.by_this_try
    with pytest.raises(PinLocked) as locked:
        await slot.run(insertion, verify(PIN))
    assert not locked.value.by_this_try
    assert (await slot.run(insertion, read_all))[2].locked


async def test_the_right_pin_fills_the_counter_and_ends_with_release(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    reader.insert(issued(tmp_path))
    insertion = listener.until(SlotState.CARD).insertion
    with pytest.raises(WrongPin):
        await slot.run(insertion, verify("1111"))
    await slot.run(insertion, verify(PIN))

    def contact_file(transport: Transport) -> bytes:
        transport.transmit(bytes.fromhex("00A40000 02 3F00"))
        transport.transmit(bytes.fromhex("00A40000 02 DF01"))
        return transport.transmit(bytes.fromhex("00B20134 52"))[-2:]

    assert (await slot.run(insertion, contact_file)).hex() == "9000"
    await slot.release()
    assert (await slot.run(insertion, contact_file)).hex() == "6982"
    assert (await slot.run(insertion, read_all))[2].attempts_remaining == 6
    assert slot.now.insertion == insertion
