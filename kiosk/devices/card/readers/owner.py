"""The card slot's owner thread: runs work against the card, one piece at a time.

It decides nothing about readers or insertions; the slot (`pcsc.py`) tells it which
card is meant and hears from it when the card is gone.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol, TypeVar

from kiosk.devices.card.card_port import SlotEvent, SlotState
from kiosk.devices.card.protocol.apdu import without_le
from kiosk.devices.card.protocol.pinpad import (
    GET_FEATURE_REQUEST,
    Feature,
    PinEntry,
    PinpadRefused,
    decode_features,
    judge,
)
from kiosk.devices.card.protocol.transport import (
    CardGone,
    CardUnreadable,
    ReaderGone,
    Transport,
)
from kiosk.devices.card.readers.slot_count import SlotCounter
from kiosk.devices.card.readers.winscard import (
    PcscContext,
    PcscError,
    PcscFault,
    PcscLink,
)
from kiosk.domain.faults import DeviceError, Fault

T = TypeVar("T")
log = logging.getLogger(__name__)

PATIENCE_S = 20.0
"""For all commands of one piece of work: each in time may be minutes together."""
BEAT_S = 0.1
"""How often an idle connected card is looked for."""
_NOTICE_S = 0.6
"""How long the service may take to notice a removal (it looks every 400 ms)."""
_BUSY_TRIES = 5
_BUSY_PAUSE_S = 0.1


class Slot(Protocol):
    """What the owner thread sees of its slot."""

    @property
    def truth(self) -> SlotEvent:
        """Return the reader and card as the service reports them."""
        ...

    def card_gone(self, insertion: int) -> None:
        """Hear that the card was found gone before the service said so."""
        ...

    def owner_ended(self, owner: "Owner") -> None:
        """Hear that the thread has ended."""
        ...


class Owner(threading.Thread):
    """One thread that owns the connection to the card.

    When a call hangs, the slot abandons the thread and takes a new one; an abandoned
    thread sends nothing more and ends as soon as its call returns.
    """

    def __init__(
        self,
        slot: Slot,
        patience: float = PATIENCE_S,
        count: SlotCounter | None = None,
    ) -> None:
        """Take the slot, and how many seconds one piece of work may take in all."""
        super().__init__(name="card-owner", daemon=True)
        self._patience = patience
        self._count = count or SlotCounter()
        self._until = 0.0
        self.progress = time.monotonic()
        """When the last call to the service began or ended."""
        self.abandoned = False
        self._slot = slot
        self._queue: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._pcsc: PcscContext | None = None
        self._link: PcscLink | None = None
        self._insertion = 0
        self._resets: list[bytes] = []
        """The answers to reset that the card of this insertion has given."""
        self._was_reset = False
        self.features: dict[int, int] = {}
        """The reader's control codes by feature, as of the last connection."""
        self._no_keypads: set[str] = set()
        """Readers that told of a keypad and refused it, by name."""
        self._reader = ""

    def submit(self, insertion: int, work: Callable[[Transport], T]) -> Future[T]:
        """Queue work against the card of that insertion."""
        return self._submit(lambda: work(self._transport(insertion)))

    def submit_reset(self, insertion: int) -> Future[bytes]:
        """Queue a reset of that card; the result is its new answer."""

        def again() -> bytes:
            self._transport(insertion)
            self._drop()
            self._transport(insertion)
            link = self._link
            assert link is not None
            try:
                return link.atr()
            except PcscError as error:
                raise self._translated(error) from error

        return self._submit(again)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        future: Future[T] = Future()

        def job() -> None:
            if future.set_running_or_notify_cancel():
                self._until = time.monotonic() + self._patience
                try:
                    future.set_result(work())
                except Exception as error:
                    future.set_exception(error)

        self._queue.put(job)
        return future

    def submit_release(self) -> None:
        """Queue the end of the visit: the card is reset and let go."""
        self._queue.put(self._drop)

    def end(self) -> None:
        """Ask the thread to end after the work at hand."""
        self._queue.put(None)

    def run(self) -> None:
        while (job := self._next()) is not None:
            self.progress = time.monotonic()
            job()
        self._drop()
        self._slot.owner_ended(self)

    def _next(self) -> Callable[[], None] | None:
        """Return the next job; while a card is connected, look for it in between."""
        while not self.abandoned:
            try:
                return self._queue.get(timeout=BEAT_S if self._link else None)
            except queue.Empty:
                self._beat()
        return None

    def _beat(self) -> None:
        if self._link is None:
            return
        try:
            self.progress = time.monotonic()
            present = self._link.present()
        except PcscError:
            self._drop()  # the watcher sees the same and tells the world
            return
        if present is False:
            self._gone()

    def _transport(self, insertion: int) -> Transport:
        """Return a way to the card of that insertion, connected if need be."""
        truth = self._slot.truth
        if truth.state is not SlotState.CARD or truth.insertion != insertion:
            self._drop()
            raise CardGone("The card is not in the slot any more.")
        if self._link is None or self._insertion != insertion:
            self._drop()
            self._connect(truth)
        return self

    def _connect(self, event: SlotEvent) -> None:
        if event.insertion != self._insertion:
            self._resets = [event.atr] if event.atr else []
            self._was_reset = False
        self._insertion = event.insertion
        try:
            self._pcsc = PcscContext()
            self._link = self._patiently(self._pcsc, event.reader)
            exchanged = not self._is_known(self._link.atr())
            self.features = _features(self._link)
            self._reader = event.reader
            if self._reader in self._no_keypads:
                self.features.pop(Feature.VERIFY_PIN_DIRECT, None)
        except PcscError as error:
            raise self._translated(error) from error
        self.progress = time.monotonic()
        if exchanged:
            self._gone()
            raise CardGone("Another card is in the slot.")

    def _is_known(self, atr: bytes) -> bool:
        """Tell whether this can be the card's answer to reset.

        Some cards answer a warm reset with other bytes than the first one, and we
        reset the card ourselves: so one more answer is learnt, and no third.
        """
        if not self._resets or atr in self._resets:
            return True
        if self._was_reset and len(self._resets) == 1:
            self._resets.append(atr)
            return True
        return False

    def _patiently(self, context: PcscContext, reader: str) -> PcscLink:
        """Connect; a program that only peeks at new cards is given half a second."""
        for _ in range(_BUSY_TRIES):
            try:
                return context.connect(reader)
            except PcscError as error:
                if error.fault is not PcscFault.BUSY:
                    raise
                time.sleep(_BUSY_PAUSE_S)
        return context.connect(reader)

    def transmit(self, command: bytes) -> bytes:
        """Send one command: the owner is the Transport that work gets in its hand."""
        link = self._link
        if self.abandoned or link is None:
            raise CardGone("The connection to the card has ended.")
        if time.monotonic() > self._until:
            self._drop()
            raise CardUnreadable("The card takes too long for the whole of its work.")
        if link.has_lengths_apart:
            command = without_le(command)
        return self._call(lambda: link.transmit(command))

    def _call(self, call: Callable[[], bytes]) -> bytes:
        """Make one call that ends with the card's status word."""
        try:
            self._count.command()
            self.progress = time.monotonic()
            answer = call()
        except PcscError as error:
            raise self._translated(error) from error
        finally:
            self.progress = time.monotonic()
        if self.abandoned:
            raise CardGone("The connection to the card has ended.")
        if len(answer) < 2:
            raise self._silent()
        return answer

    def verify_on_pinpad(self, entry: PinEntry) -> None:
        """Let the reader's own keypad take the PIN and give it to the card.

        Blocks while the person types. Errors are those of `pinpad.judge` and of
        `transmit`.
        """
        code = self.features.get(Feature.VERIFY_PIN_DIRECT)
        if self.abandoned or self._link is None or code is None:
            raise CardGone("The connection to the card has ended.")
        link = self._link
        try:
            answer = self._call(lambda: link.control(code, entry.encode()))
        except CardUnreadable as error:
            # Some readers' descriptors speak of a keypad that was never built in.
            log.warning("%s refuses the keypad that it tells of", self._reader)
            self._no_keypads.add(self._reader)
            self.features.pop(Feature.VERIFY_PIN_DIRECT, None)
            raise PinpadRefused("The reader's keypad does not work.") from error
        judge(answer)

    def _silent(self) -> DeviceError:
        """Say what no answer means: some drivers report a pulled card that way."""
        return self._counted(self._of_silence())

    def _counted(self, error: DeviceError) -> DeviceError:
        self._count.failed(error.fault)
        return error

    def _of_silence(self) -> DeviceError:
        if self._is_gone():
            self._gone()
            return CardGone("The card was pulled.")
        self._drop()
        return CardUnreadable("The card did not answer.")

    def _translated(self, error: PcscError) -> DeviceError:
        """Turn a failed call into what it means, and let go of the card."""
        return self._counted(self._meaning(error))

    def _meaning(self, error: PcscError) -> DeviceError:
        fault = error.fault
        if fault is PcscFault.OTHER and self._is_gone():
            fault = PcscFault.REMOVED
        if fault is PcscFault.REMOVED:
            self._gone()
            return CardGone("The card was pulled.")
        self._drop()
        if fault is PcscFault.SERVICE:
            return ReaderGone(str(error), Fault.READER_SERVICE)
        if fault in (PcscFault.READER, PcscFault.BUSY):
            return ReaderGone(str(error))
        return CardUnreadable(str(error))

    def _is_gone(self) -> bool:
        """Find out whether a failed command means that the card was pulled."""
        try:
            present = self._link.present() if self._link else None
        except PcscError:
            return False
        if present is not None:
            return not present
        end = time.monotonic() + _NOTICE_S
        while time.monotonic() < end:
            truth = self._slot.truth
            if truth.state is not SlotState.CARD or truth.insertion != self._insertion:
                return True
            time.sleep(0.02)
        return False

    def _gone(self) -> None:
        # First the news, then the tidying, which may take time.
        self._slot.card_gone(self._insertion)
        self._drop(reset=False)

    def _drop(self, *, reset: bool = True) -> None:
        link, self._link = self._link, None
        context, self._pcsc = self._pcsc, None
        if link is not None:
            link.disconnect(reset=reset)
            if reset:
                self._count.reset()
            self._was_reset = reset
        if context is not None:
            context.release()
        self.progress = time.monotonic()


def _features(link: PcscLink) -> dict[int, int]:
    """Ask what the reader can do; most can do nothing and refuse the question."""
    try:
        return decode_features(link.control(GET_FEATURE_REQUEST))
    except PcscError:
        return {}
