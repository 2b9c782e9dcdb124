"""Two card slots of one machine as one: the slot for contacts and the antenna.

It merges what two slots say and hands work to the right one; readers, threads and
deadlines are the slots' own matter (`pcsc.py`).
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from kiosk.devices.card.card_port import (
    CardSlot,
    SlotAccount,
    SlotEvent,
    SlotState,
)
from kiosk.devices.card.protocol.pinpad import PinEntry
from kiosk.devices.card.protocol.transport import CardGone, Transport
from kiosk.devices.card.readers.pcsc import PcscSlot

T = TypeVar("T")
logger = logging.getLogger(__name__)

_RANK = (
    SlotState.CARD,
    SlotState.EMPTY,
    SlotState.STUCK,
    SlotState.SEVERAL_READERS,
    SlotState.NO_READER,
    SlotState.NO_SERVICE,
    SlotState.STARTING,
)
"""What counts first when the slots differ: one that can serve, then what is known."""


def open_slot(
    name: str, contactless: str, deadline: float, others: tuple[str, ...] = ()
) -> CardSlot:
    """Return the machine's card slot, on one reader or on two.

    :param contactless: the head of the second reader's name; empty: there is none.
    :param others: heads of the names of readers with another use.
    """
    others = tuple(filter(None, others))
    if not contactless:
        return PcscSlot(name, deadline, others)
    return DualSlot(
        PcscSlot(name, deadline, (*others, contactless)),
        PcscSlot(contactless, deadline, (*others, name)),
    )


@dataclass
class _Side:
    """One of the two slots, and the numbers its cards have in the whole machine."""

    slot: CardSlot
    event: SlotEvent
    numbers: dict[int, int] = field(default_factory=dict)


class DualSlot:
    """A `CardSlot` over two of them: the card put in last is the one that counts.

    From the first work for a card until `release`, that card counts whatever comes
    into the other slot: nobody's visit is ended by a second card. `other` says that
    it is there; when the visit is over it is next.
    """

    def __init__(self, contact: CardSlot, contactless: CardSlot) -> None:
        self._lock = threading.RLock()
        self._sides = [_Side(slot, slot.now) for slot in (contact, contactless)]
        self._post: Callable[[SlotEvent], None] = lambda event: None
        self._count = 0
        self._held: _Side | None = None
        self._now = self._merged()

    @property
    def now(self) -> SlotEvent:
        """Return the last posted state."""
        return self._now

    def start(self, post: Callable[[SlotEvent], None]) -> None:
        """Begin to watch both; `post` may be called from any thread, one at a time."""
        self._post = post
        for side in self._sides:
            side.slot.start(partial(self._heard, side))

    def stop(self) -> None:
        """End the threads of both."""
        for side in self._sides:
            side.slot.stop()

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        """Run `work` against the card of that insertion, in the slot it is in.

        :raises CardGone: when that card is in neither slot any more.
        :raises ReaderStuck: when a call to the card outlasted the deadline.
        """
        side, own = self._side_of(insertion)
        return await side.slot.run(own, work)

    async def reset(self, insertion: int) -> bytes:
        """Reset that card, in the slot it is in.

        :raises DeviceError: as `run` does.
        """
        side, own = self._side_of(insertion)
        return await side.slot.reset(own)

    @property
    def accounts(self) -> tuple[SlotAccount, ...]:
        """Return the slot for contacts and the antenna, in this order."""
        return tuple(one for side in self._sides for one in side.slot.accounts)

    @property
    def pinpad(self) -> bool:
        """Say whether the reader of the card in use takes PINs itself."""
        return self._held is not None and self._held.slot.pinpad

    async def verify_on_pinpad(self, insertion: int, entry: PinEntry) -> None:
        """Let the keypad of that card's reader take the PIN.

        :raises DeviceError: what it was, by `pinpad.judge`.
        """
        side, own = self._side_of(insertion)
        await side.slot.verify_on_pinpad(own, entry)

    async def release(self) -> None:
        """End the visit; a card that waits in the other slot is next."""
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            await held.slot.release()
        self._publish()

    def _side_of(self, insertion: int) -> tuple[_Side, int]:
        """Return the slot of a card with its own number there, and hold on to it."""
        with self._lock:
            for side in self._sides:
                for own, number in side.numbers.items():
                    if number == insertion:
                        self._held = side
                        return side, own
        raise CardGone("The card is not in the slot any more.")

    def _heard(self, side: _Side, event: SlotEvent) -> None:
        """Take news of one slot; a card that is new there gets its number."""
        with self._lock:
            side.event = event
            if event.state is SlotState.CARD and event.insertion not in side.numbers:
                self._count += 1
                side.numbers = {event.insertion: self._count}
        self._publish()

    def _publish(self) -> None:
        """Post the merged state when it is another than the last one posted."""
        with self._lock:
            event = self._merged()
            if event == self._now:
                return
            self._now = event
            try:
                self._post(event)
            except Exception:
                # A listener's mistake must not end the watching.
                logger.exception("A listener of the card slots failed.")

    def _merged(self) -> SlotEvent:
        """Return the state of the slot that counts, with a word about the other.

        The card in use keeps counting also while its reader hangs.
        """
        side = self._held
        if side is None or side.event.state not in (SlotState.CARD, SlotState.STUCK):
            side = min(self._sides, key=self._order)
        other = next(s for s in self._sides if s is not side)
        number = side.numbers.get(side.event.insertion, 0)
        return replace(side.event, insertion=number, other=other.event.state)

    def _order(self, side: _Side) -> tuple[int, int]:
        newest = side.numbers.get(side.event.insertion, 0)
        return _RANK.index(side.event.state), -newest
