"""Loss reports taken back while they wait: durable rows, judged by the center alone.

The kiosk cannot check a PIN, so a report is never dropped on somebody's word: the
withdrawal goes to the center before it, and whatever is not accepted lets it go on.
"""

from collections.abc import Sequence

import msgspec

from kiosk.domain.applications import ActAnswer, ActId, ActState, Lodged, Reason
from kiosk.domain.faults import Fault
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError, StoreUnsure
from kiosk.sync.applications.pending import PendingActs, QueueFull
from kiosk.sync.clock.timekeeper import Timekeeper
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.applications_wire import WithdrawRequest
from kiosk.sync.wire.events.application_events import (
    WithdrawalAnswered,
    WithdrawalAsked,
    evidence_of,
)

MOST_WITHDRAWALS = 50
MOST_OF_ONE_NUMBER = 3
"""Several, so that who types a wrong PIN for a number keeps nobody else out."""


class Withdrawals:
    """The rows; belongs to the store's thread."""

    def __init__(
        self, pending: PendingActs, store: Store, journal: Journal, time: Timekeeper
    ) -> None:
        self._pending, self._store = pending, store
        self._journal, self._time = journal, time

    def begin(self, request: WithdrawRequest, tag: str) -> None:
        """Keep a withdrawal and its event in one step; its reports wait behind it.

        :param tag: a keyed hash of the person's number.
        :raises QueueFull: when too many wait, or too many of this person.
        :raises StoreUnsure: when the disk failed and nobody can look.
        :raises StoreError: when it was not kept.
        """
        try:
            with self._store.atomic():
                self._begin(request, tag)
        except StoreUnsure as error:
            if not self._found(request.act, error):
                raise StoreError(str(error)) from error

    def _begin(self, request: WithdrawRequest, tag: str) -> None:
        row = self._store.one(
            "SELECT count(*) AS n, coalesce(sum(tag = ?), 0) AS own FROM withdrawal "
            "WHERE settled_us IS NULL",
            [tag],
        )
        assert row is not None
        if row["n"] >= MOST_WITHDRAWALS or row["own"] >= MOST_OF_ONE_NUMBER:
            raise QueueFull("Too many withdrawals wait for the center.")
        self._store.execute(
            "INSERT INTO withdrawal VALUES (?, ?, ?, ?, NULL, NULL)",
            [
                *(request.act, self._time.belief().at_us),
                *(msgspec.json.encode(request), tag),
            ],
        )
        acts = tuple(report.act for report in request.reports)
        self._journal.append(WithdrawalAsked(request.act, acts))

    def _found(self, act: ActId, error: StoreUnsure) -> bool:
        """Look what is there after a failed sync: that is durable, and what counts.

        :raises StoreUnsure: when nobody can look.
        """
        try:
            return self.waits(act)
        except StoreError:
            raise error from None

    def settle(self, answer: ActAnswer) -> bool:
        """Keep the answer and what follows from it in one step; True when it was news.

        Once it is accepted the center takes none of the reports any more, so they
        leave the line here.
        """
        with self._store.atomic():
            request = self._request(answer.act)
            if request is None:
                return False
            self._end(answer.act, msgspec.json.encode(answer))
            self._journal.append(
                WithdrawalAnswered(
                    act=answer.act,
                    state=answer.state,
                    reason=answer.reason,
                    evidence=evidence_of(answer),
                )
            )
            if answer.state is ActState.ACCEPTED:
                for report in request.reports:
                    self._pending.settle(_taken_back(report.act))
        return True

    def give_up(self, act: ActId, fault: Fault) -> None:
        """Let the reports go on: the center does not judge this withdrawal.

        Should it have taken it all the same, it takes none of them now.
        """
        with self._store.atomic():
            if self.waits(act):
                self._end(act, None)
                state = "unknown"
                event = WithdrawalAnswered(act=act, state=state, fault=fault)
                self._journal.append(event)

    def _end(self, act: ActId, answer: bytes | None) -> None:
        """Drop who it was with the tag: they have done their work."""
        self._store.execute(
            "UPDATE withdrawal SET answer=?, settled_us=?, request=NULL, tag='' "
            "WHERE act=?",
            [answer, self._time.belief().at_us, act],
        )

    def waiting(self) -> Sequence[WithdrawRequest]:
        """Return the withdrawals without an answer, the oldest first."""
        rows = self._store.all(
            "SELECT request FROM withdrawal WHERE settled_us IS NULL "
            "ORDER BY asked_us, act"
        )
        return [_decoded(row["request"]) for row in rows]

    def holds(self, report: ActId) -> bool:
        """Tell whether a report has to wait for what becomes of a withdrawal."""
        return any(
            report == each.act for asked in self.waiting() for each in asked.reports
        )

    def waits(self, act: ActId) -> bool:
        """Tell whether a withdrawal still has no answer."""
        return self._request(act) is not None

    def lodged(self, act: ActId) -> Lodged | None:
        """Return how a withdrawal stands; None when this kiosk never took it."""
        row = self._store.one("SELECT answer FROM withdrawal WHERE act=?", [act])
        if row is None:
            return None
        if row["answer"] is None:
            return Lodged(act)
        return Lodged(act, msgspec.json.decode(row["answer"], type=ActAnswer))

    def _request(self, act: ActId) -> WithdrawRequest | None:
        row = self._store.one(
            "SELECT request FROM withdrawal WHERE act=? AND settled_us IS NULL", [act]
        )
        return None if row is None else _decoded(row["request"])


def _decoded(request: bytes) -> WithdrawRequest:
    return msgspec.json.decode(request, type=WithdrawRequest)


def _taken_back(report: ActId) -> ActAnswer:
    """Return the answer to a report that the center would give now."""
    return ActAnswer(act=report, state=ActState.REFUSED, reason=Reason.WITHDRAWN)
