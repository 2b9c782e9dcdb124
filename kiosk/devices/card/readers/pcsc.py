"""The card slot over PC/SC: puts the watcher and the owner thread together.

It runs card work, notices when a call hangs, and tells the session the slot's state.
What a card's answers mean is not decided here.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from kiosk.devices.card.card_port import (
    ReaderStuck,
    SlotAccount,
    SlotEvent,
    SlotState,
)
from kiosk.devices.card.protocol.pinpad import Feature, PinEntry
from kiosk.devices.card.protocol.transport import Transport
from kiosk.devices.card.readers.owner import PATIENCE_S, Owner
from kiosk.devices.card.readers.slot_count import SlotCounter
from kiosk.devices.card.readers.watcher import Watcher

T = TypeVar("T")
logger = logging.getLogger(__name__)

_MOST_HUNG = 4
"""Hung owner threads at a time; beyond that the reader is simply stuck."""


class PcscSlot:
    """A `CardSlot` on the reader whose name begins with `name`.

    An empty name takes the only reader there is. STUCK is a state above the others:
    it begins when a call outlasts the deadline and ends when that call returns; then
    the card that is still in the slot comes back with its old insertion number.

    :param deadline: how long one call to the card may take, in seconds.
    :param others: heads of the names of readers with another use.
    :param patience: how long all calls of one piece of work may take together.
    """

    def __init__(
        self,
        name: str = "",
        deadline: float = 8.0,
        others: tuple[str, ...] = (),
        patience: float = PATIENCE_S,
    ) -> None:
        self._patience = patience
        self._deadline = deadline
        self._lock = threading.RLock()
        self._watcher = Watcher(name, self._publish, others)
        self._now = self._watcher.truth
        self._post: Callable[[SlotEvent], None] = _ignore
        self._owner: Owner | None = None
        self._hung: set[Owner] = set()
        self._count = SlotCounter()

    @property
    def now(self) -> SlotEvent:
        """Return the last posted state."""
        return self._now

    @property
    def truth(self) -> SlotEvent:
        """Return the reader and card as the service reports them."""
        return self._watcher.truth

    def start(self, post: Callable[[SlotEvent], None]) -> None:
        """Begin to watch; `post` may be called from any thread, one at a time."""
        self._post = post
        self._watcher.start()

    def stop(self) -> None:
        """End the threads; one that hangs in the service is left behind."""
        with self._lock:
            self._post = _ignore
            owner = self._owner
        self._watcher.stop()
        if owner is not None:
            owner.end()
            owner.join(timeout=0.5)

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        """Run `work` on the owner thread against the card of that insertion.

        The connection stays open for the next call. When the caller is cancelled,
        work that has begun still ends on its own thread; its result is dropped.

        :raises CardGone: when that card is not in the slot any more.
        :raises ReaderStuck: when a call to the card outlasted the deadline.
        """
        owner = self._willing_owner()
        return await self._await(owner, owner.submit(insertion, work))

    async def reset(self, insertion: int) -> bytes:
        """Reset the card and return its new answer to reset.

        :raises DeviceError: as `run` does.
        """
        owner = self._willing_owner()
        return await self._await(owner, owner.submit_reset(insertion))

    @property
    def accounts(self) -> tuple[SlotAccount, ...]:
        """Return this one slot with its numbers."""
        return (self._count.account(self._now, self._watcher.listed, len(self._hung)),)

    @property
    def pinpad(self) -> bool:
        """Say whether the reader that was last connected takes PINs itself."""
        owner = self._owner
        return owner is not None and Feature.VERIFY_PIN_DIRECT in owner.features

    async def verify_on_pinpad(self, insertion: int, entry: PinEntry) -> None:
        """Let the reader's keypad take the PIN; it never enters this program.

        When the caller is cancelled, the reader goes on waiting for keys until its
        own time is over or the card is pulled.

        :raises PinEntryCancelled: or another error of `pinpad.judge`.
        :raises CardGone: when that card is not in the slot any more.
        :raises ReaderStuck: when the reader did not even tell that time is over.
        """
        owner = self._willing_owner()
        future = owner.submit(insertion, lambda _: owner.verify_on_pinpad(entry))
        # The time may run twice: before the first key and after it.
        await self._await(owner, future, self._deadline + 2 * entry.seconds)

    async def release(self) -> None:
        """End the visit: reset the card, so that its PIN state ends, and let it go.

        Returns at once and never fails, also while a call hangs: the owner thread
        does it before any later work.
        """
        with self._lock:
            if self._owner is not None:
                self._owner.submit_release()

    async def _await(
        self, owner: Owner, future: Future[T], deadline: float | None = None
    ) -> T:
        """Wait for a result as long as the owner thread makes progress."""
        submitted = time.monotonic()
        waiting = asyncio.wrap_future(future)
        try:
            while not waiting.done():
                since = max(submitted, owner.progress)
                left = since + (deadline or self._deadline) - time.monotonic()
                if left <= 0:
                    self._abandon(owner)
                    raise ReaderStuck("The reader did not answer in time.")
                await asyncio.wait({waiting}, timeout=left)
            return waiting.result()
        finally:
            waiting.cancel()

    def _willing_owner(self) -> Owner:
        """Return an owner thread that lives and was not abandoned."""
        with self._lock:
            if self._owner is None or not self._owner.is_alive():
                if len(self._hung) >= _MOST_HUNG:
                    raise ReaderStuck("The reader has not answered for a long time.")
                self._owner = Owner(self, self._patience, self._count)
                self._owner.start()
            return self._owner

    def _abandon(self, owner: Owner) -> None:
        with self._lock:
            owner.abandoned = True
            self._count.replaced()
            owner.end()
            if self._owner is owner:
                self._owner = None
            if owner.is_alive():
                self._hung.add(owner)
        self._publish()

    def owner_ended(self, owner: Owner) -> None:
        """Forget an abandoned thread whose call came back."""
        with self._lock:
            self._hung.discard(owner)
        self._publish()

    def card_gone(self, insertion: int) -> None:
        """Tell of a removal that the owner thread found before the service did."""
        self._watcher.card_gone(insertion)

    def _publish(self) -> None:
        """Post the state when it is another than the last one posted."""
        with self._lock:
            truth = self._watcher.truth
            stuck = SlotEvent(SlotState.STUCK, truth.reader, truth.insertion)
            event = stuck if self._hung else truth
            if event == self._now:
                return
            self._now = event
            try:
                self._post(event)
            except Exception:
                # A listener's mistake must not end the watching.
                logger.exception("A listener of the card slot failed.")


def _ignore(_event: SlotEvent) -> None:
    """Stand in for the listener before start and after stop."""
