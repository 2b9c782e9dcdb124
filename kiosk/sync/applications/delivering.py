"""Brings waiting loss reports to the center, before the journal's batches.

What takes one of them back goes first, and the report waits for what becomes of it.

The uploader calls it on every try, so a report rides on the uploader's own patience;
one that only the center itself cannot take has a patience of its own and holds up
nobody.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from random import Random, SystemRandom

import msgspec

from kiosk.domain.applications import STALE_DAYS, ActAnswer, ActId, Reason
from kiosk.domain.faults import Fault
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.applications.key_cache import KeyCache
from kiosk.sync.applications.pending import PendingActs
from kiosk.sync.applications.withdrawals import Withdrawals
from kiosk.sync.clock.timekeeper import Timekeeper
from kiosk.sync.line.backoff import UploadState, after_failure
from kiosk.sync.line.https import NOT_LET_IN, CenterError
from kiosk.sync.wire.applications_wire import (
    LONGEST_WAIT,
    LossRequest,
    WithdrawRequest,
)

LINE_FAULTS = (
    Fault.CENTER_UNREACHABLE,
    Fault.CENTER_TIMEOUT,
    Fault.CENTER_IDENTITY,
    Fault.CENTER_TIME,
    *NOT_LET_IN,
    Fault.NOT_ENROLLED,
)
"""With these nothing else would get through either."""
_WITHDRAWAL_TRIES = 3
"""A center that cannot judge a withdrawal must not keep a report from protecting."""


class ActDelivery:
    """The way of the waiting reports; lives on the session thread's loop."""

    def __init__(
        self,
        pending: PendingActs,
        withdrawals: Withdrawals,
        keys: KeyCache,
        client: ActsClient,
        time: Timekeeper,
        random: Random | None = None,
    ) -> None:
        self._pending, self._withdrawals = pending, withdrawals
        self._keys, self._client = keys, client
        self._time, self._random = time, random or SystemRandom()
        self._in_hand: set[ActId] = set()
        self._failures: dict[ActId, UploadState] = {}
        self.also_fresh: list[Callable[[], Awaitable[None]]] = []
        """What else is kept fresh while the line is up."""

    @contextmanager
    def in_hand(self, act: ActId) -> Iterator[None]:
        """Keep an act out of the delivery while somebody waits for its answer."""
        self._in_hand.add(act)
        try:
            yield
        finally:
            self._in_hand.discard(act)

    async def deliver(self) -> None:
        """Send every report that is due, and keep time and sealing key fresh.

        :raises CenterError: when the line is down; nothing is lost by it.
        :raises StoreError: when an answer could not be kept.
        """
        await self._agree()
        for asked in self._withdrawals.waiting():
            if self._is_free(asked.act) and self._withdrawals.waits(asked.act):
                await self._withdraw(asked)
        for request in self._pending.waiting():
            if self._is_next(request.act):
                await self._send(request)
        await self._refresh()

    def next_in(self) -> float | None:
        """Return in how many seconds anything is due again; None: nothing waits."""
        asked = self._withdrawals.waiting()
        held = {report.act for each in asked for report in each.reports}
        lost = (r.act for r in self._pending.waiting() if r.act not in held)
        acts = [a for a in (*(w.act for w in asked), *lost) if a not in self._in_hand]
        self._failures = {a: s for a, s in self._failures.items() if a in acts}
        now = self._time.monotonic()
        due = [max(0.0, self._retry_at(act) - now) for act in acts]
        return min(due, default=None)

    async def _send(self, request: LossRequest) -> None:
        late = self._late(request)
        try:
            answer = await self._client.report_loss(late)
        except CenterError as error:
            if error.fault in LINE_FAULTS:
                raise
            self._wait(request.act, error.fault, error.retry_after)
            return
        self._heard(request, answer)

    async def _withdraw(self, request: WithdrawRequest) -> None:
        """Ask the center first; with any answer the reports go their way.

        Nobody is here to try again, so even `locked` is an end: else who types wrong
        PINs for a number would keep its owner's report from protecting.
        """
        act, fault = request.act, Fault.CENTER_BAD_ANSWER
        try:
            late = msgspec.structs.replace(request, queued=True)
            answer = await self._client.withdraw(late)
            if answer.act == act:
                self._withdrawals.settle(answer)
                return
        except CenterError as error:
            if error.fault in LINE_FAULTS:
                raise
            fault = error.fault
        self._wait(act, fault, None)
        if self._failures[act].failures >= _WITHDRAWAL_TRIES:
            self._withdrawals.give_up(act, fault)

    def _late(self, request: LossRequest) -> LossRequest:
        """Return a report as it is sent later, with how long it has waited.

        `claimed` is put right with it, for a center that knows no more.
        """
        waited = min(int(self._pending.waited(request.act)), LONGEST_WAIT)
        claimed = self._time.now().astimezone(UTC) - timedelta(seconds=waited)
        return msgspec.structs.replace(
            request, queued=True, waited=waited, claimed=claimed
        )

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
        fresh = self._pending.waited(request.act) <= STALE_DAYS * 86400
        return answer.reason is Reason.UNREADABLE and fresh

    async def agree(self) -> None:
        """Ask the center for its time.

        :raises CenterError: when it does not tell one that can be.
        """
        await self._time.agree(self._client.time)

    async def _agree(self) -> None:
        """Ask again when it is time to; without an answer it goes on as it is."""
        if not self._time.due():
            return
        try:
            await self.agree()
        except CenterError as error:
            if error.fault in LINE_FAULTS:
                raise

    async def _refresh(self) -> None:
        for fresh in (self._keys.fresh, *self.also_fresh):
            try:
                await fresh()
            except CenterError as error:
                # An older center, or one that fails: the key at hand goes on serving.
                if error.fault in LINE_FAULTS:
                    raise

    def _is_next(self, act: ActId) -> bool:
        """Tell whether to send a report now.

        Rows are read before the first is sent: one of them may have got its answer at
        the page meanwhile, and is not to be told to the center as one that waited.
        """
        free = self._is_free(act) and not self._withdrawals.holds(act)
        return free and self._pending.waits(act)

    def _is_free(self, act: ActId) -> bool:
        due = self._retry_at(act) <= self._time.monotonic()
        return due and act not in self._in_hand

    def _retry_at(self, act: ActId) -> float:
        failure = self._failures.get(act)
        return 0.0 if failure is None else failure.retry_at or 0.0

    def _wait(self, act: ActId, fault: Fault, retry_after: float | None) -> None:
        before = self._failures.get(act, UploadState())
        now = self._time.monotonic()
        self._failures[act] = after_failure(
            before, fault, retry_after, now, self._random
        )
