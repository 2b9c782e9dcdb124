"""What the rest of the kiosk sees of a card slot; no vendor library here.

A slot has one owner thread. Work that talks to the card is handed to that thread as
one function, so the card code itself stays plain and synchronous.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from kiosk.devices.card.protocol.pinpad import PinEntry
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.faults import DeviceError, Fault

T = TypeVar("T")


class SlotState(StrEnum):
    """What is known of the reader and of the card in it."""

    STARTING = "starting"
    NO_SERVICE = "no_service"
    NO_READER = "no_reader"
    SEVERAL_READERS = "several_readers"
    EMPTY = "empty"
    CARD = "card"
    STUCK = "stuck"


SLOT_FAULTS = {
    SlotState.NO_SERVICE: Fault.READER_SERVICE,
    SlotState.NO_READER: Fault.READER_MISSING,
    SlotState.SEVERAL_READERS: Fault.READER_SEVERAL,
    SlotState.STUCK: Fault.READER_STUCK,
}
"""Why a slot in such a state serves nobody; the other states are no fault."""


@dataclass(frozen=True, slots=True)
class SlotEvent:
    """The slot as it is now; `insertion` grows with every card put in."""

    state: SlotState
    reader: str = ""
    insertion: int = 0
    atr: bytes = b""
    other: SlotState | None = None
    """The state of the machine's other slot; None where there is one slot only."""


@dataclass(frozen=True, slots=True, repr=False)
class SlotAccount:
    """One slot by itself, and what was counted since the program began."""

    event: SlotEvent
    listed: tuple[str, ...] = ()
    """The readers that the service named last."""
    commands: int = 0
    errors: tuple[tuple[Fault, int], ...] = ()
    """How often each fault ended a command or a connection."""
    resets: int = 0
    replaced: int = 0
    """Threads that hung in a call and were replaced."""
    hung: int = 0
    """Those of them whose call has still not returned."""


class ReaderStuck(DeviceError):
    """The owner thread did not come back within the deadline."""

    fault = Fault.READER_STUCK


class CardSlot(Protocol):
    """One slot; `start` and `stop` belong to app, the rest to the session."""

    @property
    def now(self) -> SlotEvent:
        """Return the last known state."""
        ...

    def start(self, post: Callable[[SlotEvent], None]) -> None:
        """Begin to watch; `post` is called on the slot's thread at every change."""
        ...

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        """Run `work` on the owner thread against the card of that insertion.

        A card exchanged in between is not spoken to: that is a CardGone.

        :raises CardGone: when that card is not in the slot any more.
        :raises ReaderStuck: when the deadline passed; the slot tells when it is back.
        """
        ...

    async def reset(self, insertion: int) -> bytes:
        """Reset the card of that insertion and return its new answer.

        :raises DeviceError: as `run` does.
        """
        ...

    @property
    def accounts(self) -> tuple[SlotAccount, ...]:
        """Return each slot of the machine by itself; asked of nobody, it is known."""
        ...

    @property
    def pinpad(self) -> bool:
        """Say whether the reader in use takes PINs on a keypad of its own."""
        ...

    async def verify_on_pinpad(self, insertion: int, entry: PinEntry) -> None:
        """Let the reader's keypad take the PIN and give it to the card.

        :raises DeviceError: what it was, by `pinpad.judge`.
        """
        ...

    async def release(self) -> None:
        """Let go of the card and reset it, so that no proved PIN outlives a visit."""
        ...

    def stop(self) -> None:
        """End the threads; returns at once even when a reader hangs."""
        ...
