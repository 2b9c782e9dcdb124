"""Uploads the journal for ever: handshake, batches, answers, patience.

Every failure is waited out with a random pause; nothing is dropped. What an answer
means is decided in `position`, what is kept in `outbox`.
"""

import asyncio
import logging
from random import Random, SystemRandom

from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.state.store_errors import StoreError, StoreFull
from kiosk.sync.applications.delivering import ActDelivery
from kiosk.sync.clock.clock import Clock
from kiosk.sync.journal.journal import Journal
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.line.backoff import (
    HURRIED,
    IDLE_POLL,
    UploadState,
    after_failure,
    after_success,
)
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.center_notes import keep_notes, note_mark
from kiosk.sync.upload.outbox import Outbox
from kiosk.sync.upload.position import NewEpoch, decide, durable_place
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.upload_wire import (
    MAX_BATCH_EVENTS,
    TWIN,
    Batch,
    BatchConflict,
    Position,
    RejectedEvent,
)

log = logging.getLogger(__name__)

SOON = 5.0
_EPOCHS_IN_A_ROW = 2
_SET_ASIDE_IN_A_ROW = 2
_NOTES_IN_A_ROW = 20
FOR_ITSELF = ("bad_request", "bad_chain")
"""What a center says of a batch that it will never take as it is."""
FOR_GOOD = (*FOR_ITSELF, "too_large")


class Uploader:
    """A cursor over the journal; lives on the session thread's loop."""

    def __init__(
        self,
        journal: Journal,
        client: CenterClient,
        clock: Clock,
        random: Random | None = None,
        start_jitter: float = 2.0,
        first: ActDelivery | None = None,
    ) -> None:
        self._outbox, self._client, self._clock = Outbox(journal), client, clock
        self._first = first
        self._random = random or SystemRandom()
        self._start_jitter = start_jitter
        self._news = asyncio.Event()
        self._soon = asyncio.Event()
        self._after: EventPlace | None = None
        self._limit = MAX_BATCH_EVENTS
        self._epochs = 0
        self._set_aside = 0
        self._notes = 0
        self._twin = self._outbox.is_twin()
        self._progress = False
        self.state = UploadState()

    @property
    def online(self) -> bool | None:
        """Tell whether the last try reached the center; None before any."""
        if self.state.fault is not None:
            return False
        return None if self.state.last_success is None else True

    @property
    def is_twin(self) -> bool:
        """Tell whether another machine reports under this name.

        It is remembered until the center takes something again, over a restart too: a
        line that is down meanwhile settles nothing.
        """
        return self._twin

    @property
    def fault(self) -> Fault | None:
        """Return why the last try failed; None after a success and before any."""
        return self.state.fault

    @property
    def last_success(self) -> float | None:
        """Return when the center last answered, in seconds since the boot."""
        return self.state.last_success

    def kick(self) -> None:
        """Say that there is something new to upload.

        It ends an idle wait; after a failure the pause is shortened only where no
        line was up, so that a busy center is not hurried.
        """
        self._news.set()
        if self.state.fault in HURRIED:
            self._soon.set()

    def try_soon(self) -> None:
        """Say that the line may be back: try within five seconds."""
        self._soon.set()

    async def run(self) -> None:
        """Upload until cancelled; no failure ends it."""
        self._outbox.store.keep_reserve()
        await self._pause(self._random.uniform(0, self._start_jitter), idle=False)
        while True:
            pause = await self._try()
            await self._pause(pause, idle=self.state.fault is None)

    async def _try(self) -> float:
        """Do one exchange and return how many seconds to wait then."""
        try:
            if self._first is not None:
                await self._first.deliver()
            more = await self.step()
        except StoreError as error:
            full = isinstance(error, StoreFull)
            return self._failed(Fault.STORE_FULL if full else Fault.STORE_BROKEN, None)
        except CenterError as error:
            return self._failed(error.fault, error.retry_after)
        except KioskError as error:
            return self._failed(error.fault, None)
        except Exception as error:
            # A mistake in the program must not end the upload for the machine's life.
            log.error("upload failed: %s", type(error).__name__)
            log.debug("trace", exc_info=error)
            return self._failed(Fault.INTERNAL, None)
        self._set(after_success(self.state, self._progress, self._clock.monotonic()))
        return self._outbox.store.breath() if more else self._idle()

    def _idle(self) -> float:
        """Return how long nothing has to be asked, with what waits in mind."""
        idle = self._random.uniform(0.8, 1.2) * IDLE_POLL
        due = self._first.next_in() if self._first is not None else None
        return idle if due is None else min(idle, due)

    def _failed(self, fault: Fault, retry_after: float | None) -> float:
        """Forget the position, count, and return how long to wait."""
        self._after, self._progress = None, False
        now = self._clock.monotonic()
        self._set(after_failure(self.state, fault, retry_after, now, self._random))
        return (self.state.retry_at or now) - now

    def _set(self, state: UploadState) -> None:
        """Take the new state, and keep it where it tells something new."""
        before, self.state = self.state, state
        self._know_twin(state)
        begun = (before.last_success is None) != (state.last_success is None)
        if begun or state.fault is not before.fault or state.failures < before.failures:
            self._note(state)

    def _know_twin(self, state: UploadState) -> None:
        """Keep that there is a twin, or that staff has settled it."""
        seen = state.fault is Fault.CENTER_TWIN
        settled = state.fault is None and self._progress
        if seen == self._twin or not (seen or settled):
            return
        self._twin = seen
        log.warning("another machine of this name: %s", "seen" if seen else "settled")
        try:
            self._outbox.note_twin(seen)
        except StoreError as error:
            log.warning("the twin could not be noted: %s", type(error).__name__)

    def _note(self, state: UploadState) -> None:
        try:
            self._outbox.note_attempt(state.failures, state.fault)
        except StoreError as error:
            log.warning("the attempt could not be noted: %s", type(error).__name__)

    async def _pause(self, seconds: float, idle: bool) -> None:
        """Wait, but not past what `kick` and `try_soon` ask for."""
        wake = self._news if idle else self._soon
        try:
            async with asyncio.timeout(seconds):
                await wake.wait()
                if not idle:
                    await asyncio.sleep(self._random.uniform(0, SOON))
        except TimeoutError:
            pass
        self._news.clear()
        self._soon.clear()

    async def step(self) -> bool:
        """Do one exchange with the center; True when there is more to send.

        :raises KioskError: when it failed; the position is asked for again then.
        :raises StoreError: when the answer could not be kept.
        """
        if self._outbox.journal.move_block():
            return True
        if self._after is None:
            return await self._ask_position()
        try:
            batch = self._outbox.batch(self._after, self._limit)
        except SealBroken:
            return self._begin(NewEpoch(0, "an event does not open"))
        if batch is None:
            return await self._ask_position()
        try:
            answer = await self._client.upload(batch)
        except CenterError as error:
            return self._refused(batch, error)
        if isinstance(answer, BatchConflict):
            if answer.code == TWIN:
                raise CenterError(
                    "Another machine reports under this kiosk's name.",
                    Fault.CENTER_TWIN,
                )
            return self._heard(answer.position, batch, conflict=True)
        self._limit = min(MAX_BATCH_EVENTS, self._limit * 2)
        position = Position(
            *(answer.epoch, answer.acked_seq, answer.hash),
            *(answer.durable_seq, answer.durable_epoch),
        )
        return self._heard(position, batch, answer.rejected)

    async def _ask_position(self) -> bool:
        """Ask how far the center is, and what its staff says of refused events."""
        journal = self._outbox.journal
        position = await self._client.position(note_mark(journal))
        more = self._heard(position, None)
        self._notes += 1
        if not keep_notes(journal, position.notes) or self._notes >= _NOTES_IN_A_ROW:
            # A center that never ends with them is asked again when it is time to.
            self._notes = 0
            return more
        self._after = None
        return True

    def _refused(self, batch: Batch, error: CenterError) -> bool:
        """Look for the event that a batch was refused for, and go on without it.

        A center that refuses the next one as well refuses them all: nothing more is
        set aside then.

        :raises CenterError: when it is not for good, or for every event.
        """
        if error.code not in FOR_GOOD:
            raise error
        if len(batch.events) > 1:
            self._limit = len(batch.events) // 2
            return True
        if self._set_aside >= _SET_ASIDE_IN_A_ROW or error.code not in FOR_ITSELF:
            raise error
        self._set_aside += 1
        first = batch.events[0]
        self._outbox.set_aside(EventPlace(first.epoch, first.seq), error.code)
        return self._begin(NewEpoch(0, "an event is refused for good"))

    def _heard(
        self,
        position: Position,
        sent: Batch | None,
        rejected: tuple[RejectedEvent, ...] = (),
        conflict: bool = False,
    ) -> bool:
        """Act on a position; `sent` is the batch it answers.

        :raises CenterError: when the histories do not come together.
        """
        decision = decide(self._outbox.own(), position)
        if isinstance(decision, NewEpoch):
            return self._begin(decision)
        if sent is not None and decision.after == self._after:
            if not conflict:
                raise CenterError(
                    "The center took a batch and stood still.", Fault.CENTER_BAD_ANSWER
                )
            # It would be the same batch again: what the epoch hangs on is not there.
            number = max(sent.events[0].epoch, position.epoch) + 1
            return self._begin(NewEpoch(number, "center lacks the branch", True))
        after = decision.after
        if decision.known:
            if sent is None and (untold := self._outbox.untold(after)) is not None:
                self._after = untold
                return True
            if sent is not None and not conflict:
                after = min(after, _last_of(sent))
            self._outbox.acked(after, durable_place(position), rejected)
            if sent is not None:
                self._epochs, self._set_aside, self._progress = 0, 0, True
        self._after = after
        more = self._outbox.waiting_behind(self._after)
        self._progress |= not more
        return more

    def _begin(self, decision: NewEpoch) -> bool:
        """Begin a new epoch, but not for ever without an answer that accepts it."""
        if self._epochs >= _EPOCHS_IN_A_ROW:
            self._epochs -= 1
            raise CenterError(
                "The center accepts none of this kiosk's epochs.",
                Fault.CENTER_BAD_ANSWER,
            )
        self._epochs += 1
        self._after = None
        log.warning("new epoch: %s", decision.reason)
        begin = self._outbox.journal.begin_epoch
        begin(decision.reason, decision.number, decision.whole)
        return True


def _last_of(sent: Batch) -> EventPlace:
    """Return up to where the center's answer tells what it refused."""
    last = sent.events[-1]
    return EventPlace(last.epoch, last.seq)
