"""Brings waiting loss reports to the center, before the journal's batches.

The uploader calls it on every try, so a report rides on the uploader's own patience;
one that only the center itself cannot take has a patience of its own and holds up
nobody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random, SystemRandom

import msgspec

from kiosk.acts import STALE_DAYS, ActAnswer, ActId, Reason
from kiosk.faults import Fault
from kiosk.sync.acts import LossRequest
from kiosk.sync.acts_client import ActsClient
from kiosk.sync.clock import Clock
from kiosk.sync.https import CenterError
from kiosk.sync.key_cache import KeyCache
from kiosk.sync.patience import UploadState, after_failure
from kiosk.sync.pending import PendingActs

LINE_TROUBLE = (
    Fault.CENTER_UNREACHABLE,
    Fault.CENTER_TIMEOUT,
    Fault.CENTER_IDENTITY,
    Fault.CENTER_REFUSED_US,
    Fault.NOT_ENROLLED,
)
"""With these nothing else would get through either."""


class ActDelivery:
    """The way of the waiting reports; lives on the session thread's loop."""

    def __init__(
        self,
        pending: PendingActs,
        keys: KeyCache,
        client: ActsClient,
        clock: Clock,
        random: Random | None = None,
    ) -> None:
        self._pending, self._keys, self._client = pending, keys, client
        self._clock, self._random = clock, random or SystemRandom()
        self._in_hand: set[ActId] = set()
        self._troubles: dict[ActId, UploadState] = {}

    @contextmanager
    def in_hand(self, act: ActId) -> Iterator[None]:
        """Keep an act out of the delivery while somebody waits for its answer."""
        self._in_hand.add(act)
        try:
            yield
        finally:
            self._in_hand.discard(act)

    async def deliver(self) -> None:
        """Send every report that is due, and keep the sealing key fresh.

        :raises CenterError: when the line is down; nothing is lost by it.
        :raises kiosk.store.StoreError: when an answer could not be kept.
        """
        for request in self._pending.waiting():
            if self._is_next(request.act):
                await self._send(request)
        await self._refresh()

    def next_in(self) -> float | None:
        """Return in how many seconds a report is due again; None when none waits."""
        acts = [r.act for r in self._pending.waiting() if r.act not in self._in_hand]
        self._troubles = {a: s for a, s in self._troubles.items() if a in acts}
        now = self._clock.monotonic()
        due = [max(0.0, self._retry_at(act) - now) for act in acts]
        return min(due, default=None)

    async def _send(self, request: LossRequest) -> None:
        late = msgspec.structs.replace(request, queued=True)
        try:
            answer = await self._client.report_loss(late)
        except CenterError as error:
            if error.fault in LINE_TROUBLE:
                raise
            self._wait(request.act, error.fault, error.retry_after)
            return
        self._heard(request, answer)

    def _heard(self, request: LossRequest, answer: ActAnswer) -> None:
        act = request.act
        if answer.act != act:
            # It speaks of something else, so it says nothing of this report.
            self._wait(act, Fault.CENTER_BAD_ANSWER, None)
        elif answer.reason is Reason.LOCKED or self._may_open(request, answer):
            self._wait(act, Fault.CENTER_ERROR, answer.retry_after)
        else:
            self._pending.settle(answer)

    def _may_open(self, request: LossRequest, answer: ActAnswer) -> bool:
        """Tell whether a report the center could not read is worth another try.

        The person is gone and cannot seal it anew; a center that lost its key file
        may get it back, until the report is too old for it anyway.
        """
        age = self._clock.now() - request.claimed
        fresh = age <= timedelta(days=STALE_DAYS)
        return answer.reason is Reason.UNREADABLE and fresh

    async def _refresh(self) -> None:
        try:
            await self._keys.fresh()
        except CenterError as error:
            # An older center, or one in trouble: the key at hand goes on serving.
            if error.fault in LINE_TROUBLE:
                raise

    def _is_next(self, act: ActId) -> bool:
        """Tell whether to send a report now.

        Rows are read before the first is sent: one of them may have got its answer at
        the page meanwhile, and is not to be told to the center as one that waited.
        """
        free = act not in self._in_hand and self._due(act)
        return free and self._pending.waits(act)

    def _due(self, act: ActId) -> bool:
        return self._retry_at(act) <= self._clock.monotonic()

    def _retry_at(self, act: ActId) -> float:
        trouble = self._troubles.get(act)
        return 0.0 if trouble is None else trouble.retry_at or 0.0

    def _wait(self, act: ActId, fault: Fault, retry_after: float | None) -> None:
        before = self._troubles.get(act, UploadState())
        now = self._clock.monotonic()
        self._troubles[act] = after_failure(
            before, fault, retry_after, now, self._random
        )
