"""A reader with a keypad: the card and pcscd are real, its control codes simulated.

vpcd carries no control codes, so a keypad in software stands before the link; every
command it sends goes through pcscd to the card.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.protocol.pin_coding import PinLocked, WrongPin
from kiosk.devices.card.protocol.pinpad import (
    GET_FEATURE_REQUEST,
    PinEntry,
    PinEntryCancelled,
    PinEntryTimedOut,
    PinpadRefused,
)
from kiosk.devices.card.protocol.transport import CardGone
from kiosk.devices.card.readers import owner as owner_module
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.card.readers.winscard import PcscContext, PcscError, PcscLink
from kiosk.devices.virtual.reader.virtual_pinpad import (
    ControlRefused,
    Key,
    VirtualPinpad,
)
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from tests.devices.card.samples import PIN, Listener, issued, read_all

pytestmark = pytest.mark.real
UNSUPPORTED = 0x8010001F


class KeypadLink(PcscLink):
    """A link to the real card whose reader has a keypad."""

    keypad: VirtualPinpad

    def control(self, code: int, data: bytes = b"") -> bytes:
        try:
            return self.keypad.control(code, data)
        except ControlRefused as error:
            raise PcscError("SCardControl", UNSUPPORTED) from error


@pytest.fixture
def fingers(monkeypatch: pytest.MonkeyPatch) -> list[str | Key]:
    """What the person types next; the slot's reader gets a keypad."""
    typed: list[str | Key] = []

    class KeypadContext(PcscContext):
        def connect(self, reader: str) -> PcscLink:
            link = super().connect(reader)
            link.__class__ = KeypadLink
            assert isinstance(link, KeypadLink)
            link.keypad = VirtualPinpad(link.transmit, _next(typed))
            return link

    monkeypatch.setattr(owner_module, "PcscContext", KeypadContext)
    return typed


def _next(typed: list[str | Key]) -> Iterator[str | Key]:
    while True:
        yield typed.pop(0)


ENTRY = PinEntry(6, 30)


async def opened(
    folder: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> int:
    reader.insert(issued(folder, tries=2))
    insertion = listener.until(SlotState.CARD).insertion
    await slot.run(insertion, read_all)
    return insertion


async def test_a_pin_typed_at_the_reader(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    fingers: list[str | Key],
) -> None:
    insertion = await opened(tmp_path, reader, slot, listener)
    assert slot.pinpad
    fingers += [Key.CANCEL, Key.NOTHING, "111111", PIN, "111111", "222222", PIN]
    with pytest.raises(PinEntryCancelled):
        await slot.verify_on_pinpad(insertion, ENTRY)
    with pytest.raises(PinEntryTimedOut):
        await slot.verify_on_pinpad(insertion, ENTRY)
    with pytest.raises(WrongPin) as wrong:
        await slot.verify_on_pinpad(insertion, ENTRY)
    assert wrong.value.attempts_remaining == 1
    await slot.verify_on_pinpad(insertion, ENTRY)
    with pytest.raises(WrongPin):
        await slot.verify_on_pinpad(insertion, ENTRY)
    with pytest.raises(PinLocked) as locked:
        await slot.verify_on_pinpad(insertion, ENTRY)
    assert locked.value.by_this_try
    with pytest.raises(PinLocked) as locked:
        await slot.verify_on_pinpad(insertion, ENTRY)
    assert not locked.value.by_this_try


async def test_a_card_pulled_while_somebody_types(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    fingers: list[str | Key],
) -> None:
    insertion = await opened(tmp_path, reader, slot, listener)
    reader.remove()
    fingers.append(PIN)
    with pytest.raises(CardGone):
        await slot.verify_on_pinpad(insertion, ENTRY)


async def test_a_reader_without_a_keypad_says_so(
    tmp_path: Path, reader: VirtualReader, slot: PcscSlot, listener: Listener
) -> None:
    insertion = await opened(tmp_path, reader, slot, listener)
    assert not slot.pinpad
    with pytest.raises(CardGone):
        await slot.verify_on_pinpad(insertion, ENTRY)


async def test_a_keypad_that_is_told_of_and_refused_is_not_tried_twice(
    tmp_path: Path,
    reader: VirtualReader,
    slot: PcscSlot,
    listener: Listener,
    fingers: list[str | Key],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As QEMU's reader: its descriptor tells of a keypad, its commands do not."""

    def refused(self: VirtualPinpad, code: int, data: bytes) -> bytes:
        if code == GET_FEATURE_REQUEST:
            return plain(self, code, data)
        raise ControlRefused

    plain = VirtualPinpad.control
    monkeypatch.setattr(VirtualPinpad, "control", refused)
    insertion = await opened(tmp_path, reader, slot, listener)
    told = [slot.pinpad]
    with pytest.raises(PinpadRefused):
        await slot.verify_on_pinpad(insertion, ENTRY)
    told.append(slot.pinpad)
    # The same card goes on, and the next one is not asked at the keypad either.
    await slot.run(insertion, read_all)
    told.append(slot.pinpad)
    reader.remove()
    listener.until(SlotState.EMPTY)
    await opened(tmp_path / "next", reader, slot, listener)
    assert [*told, slot.pinpad] == [True, False, False, False]
