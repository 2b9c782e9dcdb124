"""Invented people, cards and listeners that several tests of the card room use."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kiosk.devices.card.card_port import CardSlot, SlotEvent, SlotState
from kiosk.devices.card.holder.social_card import SocialSecurityCard
from kiosk.devices.card.protocol.pin_coding import PinStatus
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.card.readers.dual_slot import DualSlot
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.card.chip import VirtualCard
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.people.cast import Person, PersonCard
from kiosk.devices.virtual.reader.virtual_reader import ChipCard
from kiosk.domain.records import HolderData, IssuerData

PIN = "246810"
PATIENCE = 60.0
"""Seconds after which what did not come never will, on a busy machine."""
STUCK_AFTER = 1.0
"""Seconds that a reader gets which is to hang; any other one gets PATIENCE."""


@contextmanager
def impatient(slot: CardSlot) -> Iterator[None]:
    """Let what is done now wait little for the reader: it is to hang."""
    slots = (
        [side.slot for side in slot._sides] if isinstance(slot, DualSlot) else [slot]
    )
    hanging = [one for one in slots if isinstance(one, PcscSlot)]
    for one in hanging:
        one._deadline = STUCK_AFTER
    yield
    for one in hanging:
        one._deadline = PATIENCE


def person(
    generation: int = 2, name: str = "测试员", pin: str = PIN, tries: int = 6
) -> Person:
    """Return an invented person with a card of that generation."""
    return Person(
        name=name,
        number="990101199003070017",
        sex="1",
        nation="01",
        birthplace="990101",
        born=date(1990, 3, 7),
        card=PersonCard(
            id=f"990101D156000005{generation:08d}A1B2C3D4",
            number="X00000019",
            generation=generation,
            issued=date(2016, 5, 4),
            valid_until=date(2036, 5, 4),
            pin=pin,
            tries=tries,
        ),
    )


class Direct:
    """A Transport straight to a card, without a reader; counts the commands."""

    def __init__(self, card: ChipCard) -> None:
        self.card = card
        self.commands: list[bytes] = []

    def transmit(self, command: bytes) -> bytes:
        """Hand the command over; a silent card gives no bytes."""
        self.commands.append(command)
        return self.card.answer(command) or b""


def issued(folder: Path, generation: int = 2, tries: int = 6) -> VirtualCard:
    """Return that person's card, its counters kept in `folder`."""
    return card_from_person(person(generation, tries=tries), folder)


def opened(card: ChipCard) -> SocialSecurityCard:
    """Return the kiosk's view of a card that sits in no reader."""
    return SocialSecurityCard(Direct(card))


def read_all(transport: Transport) -> tuple[IssuerData, HolderData, PinStatus]:
    """Do what a visit begins with, on the slot's thread."""
    card = SocialSecurityCard(transport)
    card.select_environment()
    return card.read_issuer(), card.read_holder(), card.pin_status()


class Listener:
    """Keeps every event of a slot and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[SlotEvent] = []
        self._changed = threading.Condition()

    def __call__(self, event: SlotEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    @property
    def last(self) -> SlotEvent | None:
        """Return the newest event."""
        return self.events[-1] if self.events else None

    def until(
        self, state: SlotState, after: int = 0, timeout: float = PATIENCE
    ) -> SlotEvent:
        """Wait until the newest event has that state and a later insertion number."""

        def fits() -> bool:
            last = self.last
            return bool(last and last.state is state and last.insertion >= after)

        return self._wait(fits, f"{state} after insertion {after}", timeout)

    def until_other(self, state: SlotState, timeout: float = PATIENCE) -> SlotEvent:
        """Wait until the newest event says that of the machine's other slot."""
        return self._wait(
            lambda: bool(self.last and self.last.other is state),
            f"{state} in the other slot",
            timeout,
        )

    def _wait(self, fits: Callable[[], bool], what: str, timeout: float) -> SlotEvent:
        with self._changed:
            seen = self._changed.wait_for(fits, timeout)
            assert seen, f"no {what}; events: {self.events}"
            return self.events[-1]
