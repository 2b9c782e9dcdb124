"""Two slots as one, over slots whose news are scripted; and which reader is meant."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from kiosk.devices.card.card_port import (
    ReaderStuck,
    SlotAccount,
    SlotEvent,
    SlotState,
)
from kiosk.devices.card.protocol.pinpad import PinEntry
from kiosk.devices.card.protocol.transport import CardGone, Transport
from kiosk.devices.card.readers.dual_slot import DualSlot, open_slot
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.card.readers.watcher import fitting_readers

T = TypeVar("T")
CARD, EMPTY, STUCK = SlotState.CARD, SlotState.EMPTY, SlotState.STUCK
NO_READER, NO_SERVICE = SlotState.NO_READER, SlotState.NO_SERVICE


class Side:
    """A slot that says what the test makes it say."""

    def __init__(self, name: str) -> None:
        self.now = SlotEvent(SlotState.STARTING, name)
        self.name = name
        self.pinpad = False
        self.worked: list[int] = []
        self.entries: list[int] = []
        self.released = 0
        self.stopped = False
        self._post: Callable[[SlotEvent], None] = lambda event: None

    def start(self, post: Callable[[SlotEvent], None]) -> None:
        self._post = post

    def say(self, state: SlotState, insertion: int | None = None) -> None:
        number = self.now.insertion if insertion is None else insertion
        self.now = SlotEvent(state, self.name, number)
        self._post(self.now)

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        if self.now.state is not CARD or insertion != self.now.insertion:
            raise CardGone("The card is not in the slot any more.")
        self.worked.append(insertion)
        return work(self)

    def transmit(self, command: bytes) -> bytes:
        return self.name.encode()

    async def reset(self, insertion: int) -> bytes:
        return self.name.encode()

    @property
    def accounts(self) -> tuple[SlotAccount, ...]:
        return (SlotAccount(self.now),)

    async def verify_on_pinpad(self, insertion: int, entry: PinEntry) -> None:
        self.entries.append(insertion)

    async def release(self) -> None:
        self.released += 1

    def stop(self) -> None:
        self.stopped = True


class Machine:
    """Both slots, the merged one and what it told."""

    def __init__(self) -> None:
        self.contact, self.antenna = Side("contact"), Side("antenna")
        self.slot = DualSlot(self.contact, self.antenna)
        self.told: list[SlotEvent] = []
        self.slot.start(self.told.append)

    def both_empty(self) -> None:
        self.contact.say(EMPTY)
        self.antenna.say(EMPTY)

    def seen(self) -> tuple[SlotState, str, int, SlotState | None]:
        now = self.slot.now
        assert not self.told or now == self.told[-1]
        return now.state, now.reader, now.insertion, now.other


@pytest.fixture
def machine() -> Machine:
    return Machine()


async def use(slot: DualSlot) -> bytes:
    return await slot.run(slot.now.insertion, lambda chip: chip.transmit(b""))


@pytest.mark.parametrize(
    ("contact", "antenna", "merged"),
    [
        (EMPTY, EMPTY, EMPTY),
        (NO_READER, EMPTY, EMPTY),
        (EMPTY, NO_READER, EMPTY),
        (NO_READER, STUCK, STUCK),
        (NO_SERVICE, NO_SERVICE, NO_SERVICE),
        (SlotState.SEVERAL_READERS, NO_READER, SlotState.SEVERAL_READERS),
        (SlotState.STARTING, NO_READER, NO_READER),
    ],
)
def test_one_slot_that_can_serve_is_enough(
    machine: Machine, contact: SlotState, antenna: SlotState, merged: SlotState
) -> None:
    machine.contact.say(contact)
    machine.antenna.say(antenna)
    assert machine.slot.now.state is merged


async def test_the_card_put_in_last_counts(machine: Machine) -> None:
    machine.both_empty()
    machine.contact.say(CARD, 1)
    assert machine.seen() == (CARD, "contact", 1, EMPTY)
    machine.antenna.say(CARD, 1)
    assert machine.seen() == (CARD, "antenna", 2, CARD)
    assert await use(machine.slot) == b"antenna"
    machine.antenna.say(EMPTY, 1)
    assert machine.seen() == (CARD, "contact", 1, EMPTY)


async def test_a_second_card_does_not_end_a_visit(machine: Machine) -> None:
    machine.both_empty()
    machine.contact.say(CARD, 1)
    await use(machine.slot)
    machine.antenna.say(CARD, 1)
    assert machine.seen() == (CARD, "contact", 1, CARD)
    assert await use(machine.slot) == b"contact"
    machine.contact.say(EMPTY, 1)
    assert machine.slot.now.insertion == 2
    await machine.slot.release()
    assert machine.contact.released == 1
    assert machine.antenna.released == 0
    assert machine.seen() == (CARD, "antenna", 2, EMPTY)


async def test_a_card_that_hangs_stays_the_one_in_use(machine: Machine) -> None:
    machine.both_empty()
    machine.antenna.say(CARD, 7)
    await use(machine.slot)
    machine.antenna.say(STUCK)
    assert machine.slot.now.state is STUCK
    await machine.slot.release()
    # The other slot can serve meanwhile.
    assert machine.slot.now.state is EMPTY
    machine.antenna.say(CARD)
    assert machine.seen() == (CARD, "antenna", 1, EMPTY)


async def test_an_old_insertion_is_in_neither_slot(machine: Machine) -> None:
    machine.both_empty()
    machine.contact.say(CARD, 1)
    machine.contact.say(EMPTY, 1)
    machine.contact.say(CARD, 2)
    with pytest.raises(CardGone):
        await machine.slot.run(1, lambda chip: chip.transmit(b""))
    assert machine.slot.now.insertion == 2
    with pytest.raises(CardGone):
        await machine.slot.run(99, lambda chip: chip.transmit(b""))


async def test_the_pinpad_is_that_of_the_card_in_use(machine: Machine) -> None:
    machine.both_empty()
    machine.contact.pinpad = True
    # As a list: mypy would hold the first answer for the property's only one.
    seen = [machine.slot.pinpad]
    machine.contact.say(CARD, 3)
    await use(machine.slot)
    seen.append(machine.slot.pinpad)
    assert seen == [False, True]
    await machine.slot.verify_on_pinpad(1, PinEntry(6, 30))
    assert machine.contact.entries == [3]
    await machine.slot.release()
    seen.append(machine.slot.pinpad)
    assert seen == [False, True, False]


def test_both_are_stopped_and_a_failing_listener_ends_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine = Machine()

    def failing(event: SlotEvent) -> None:
        raise ReaderStuck("a listener's mistake")

    machine.slot.start(failing)
    machine.contact.say(EMPTY)
    assert machine.slot.now.state is EMPTY
    assert "listener" in caplog.text
    machine.slot.stop()
    assert machine.contact.stopped
    assert machine.antenna.stopped


READERS = ["ACME Dual 00 00", "ACME Dual 00 01", "ACME Dual SAM 00 02", "Other 01"]


@pytest.mark.parametrize(
    ("head", "others", "fitting"),
    [
        ("", (), READERS),
        ("ACME", (), READERS[:3]),
        ("", ("ACME Dual 00 01", "ACME Dual SAM", "Other"), READERS[:1]),
        ("ACME Dual", ("ACME Dual 00 01", "ACME Dual SAM"), READERS[:1]),
        # A head that says less than ours takes nothing away from us.
        ("ACME Dual 00 01", ("ACME", ""), READERS[1:2]),
        ("ACME Dual 00 00", ("ACME Dual 00 00",), READERS[:1]),
        ("Nobody", ("ACME",), []),
    ],
)
def test_a_reader_with_another_use_is_no_choice(
    head: str, others: tuple[str, ...], fitting: list[str]
) -> None:
    assert fitting_readers(READERS, head, others) == fitting


def test_one_reader_needs_no_pair() -> None:
    assert isinstance(open_slot("", "", 8.0), PcscSlot)
    assert isinstance(open_slot("", "B", 8.0), DualSlot)
