"""Loss reports the center has not answered: durable rows, each with its journal event.

A row is written before anything is sent and settled by the center's answer, so a
report outlives a broken line and a killed program. Sending is `delivering.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from kiosk.domain.applications import ActAnswer, ActId, ActState, Lodged
from kiosk.domain.faults import Fault, KioskError
from kiosk.settings.state.store import Migration, Store
from kiosk.settings.state.store_errors import StoreError, StoreUnsure
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.clock.timekeeper import Stamp, Timekeeper
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.applications_wire import (
    MOST_REPORTS,
    LossRequest,
    WaitingReport,
)
from kiosk.sync.wire.events.application_events import (
    LossAnswered,
    LossAsked,
    LossWithdrawn,
    evidence_of,
)

MIGRATIONS = (
    Migration(
        "pending-1",
        (
            """CREATE TABLE pending_act(
                act TEXT PRIMARY KEY, asked_us INTEGER NOT NULL, request BLOB,
                state TEXT NOT NULL, answer BLOB, settled_us INTEGER)
                STRICT, WITHOUT ROWID""",
            """CREATE TABLE sealing_key(
                one INTEGER PRIMARY KEY CHECK(one = 1), key BLOB NOT NULL,
                fetched_us INTEGER NOT NULL) STRICT""",
        ),
    ),
    Migration(
        "pending-2",
        ("ALTER TABLE pending_act ADD COLUMN tag TEXT NOT NULL DEFAULT ''",),
    ),
    Migration(
        "pending-3",
        (
            "ALTER TABLE pending_act ADD COLUMN wall_us INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE pending_act ADD COLUMN mono_us INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE pending_act ADD COLUMN boot_id TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE pending_act ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0",
            # What it was then is not known: the wall clock's time is all there is.
            "UPDATE pending_act SET wall_us=asked_us",
        ),
    ),
    Migration(
        "pending-4",
        (
            """CREATE TABLE withdrawal(
                act TEXT PRIMARY KEY, asked_us INTEGER NOT NULL, request BLOB,
                tag TEXT NOT NULL, answer BLOB, settled_us INTEGER)
                STRICT, WITHOUT ROWID""",
        ),
    ),
    Migration(
        "pending-index",
        (
            "CREATE INDEX pending_state ON pending_act(state, asked_us)",
            "CREATE INDEX pending_settled ON pending_act(settled_us)",
            "CREATE INDEX withdrawal_settled ON withdrawal(settled_us, asked_us)",
        ),
    ),
)
MAX_WAITING = 200
"""More than a hall can bring in a day: whoever is beyond it only fills the disk."""
MAX_OF_ONE = 3
"""So many may wait for one number: a person needs one, and whoever tries PINs out has
no more tries without a line than with one."""
MAX_BY_NUMBER = 150
"""So many of all may be by typed numbers, that anybody can invent: the rest is kept for
who has an ID card."""
PRUNED_AT_ONCE = 500
_STAMP = ("asked_us", "wall_us", "mono_us", "boot_id", "agreed")
_DAY_US = 86_400_000_000


class QueueFull(KioskError):
    """So many reports wait that no further one is taken."""

    fault = Fault.STORE_FULL


@dataclass(frozen=True, slots=True)
class PendingNumbers:
    """What waits, for the maintenance page and the end of a day."""

    waiting: int
    oldest: float | None
    """For how many seconds the one that waits longest has waited."""


class PendingActs:
    """The rows; belongs to the store's thread."""

    def __init__(self, store: Store, journal: Journal, time: Timekeeper) -> None:
        self._store, self._journal, self._time = store, journal, time

    def begin(self, request: LossRequest, how: str, tag: str = "") -> None:
        """Keep a report and its event in one step; it is waiting from here on.

        :param how: `number` or `id_card`, for the event.
        :param tag: a keyed hash of the person's number and of `how`.
        :raises QueueFull: when too many wait, or too many of this person.
        :raises StoreUnsure: when the disk failed and nobody can look.
        :raises StoreError: when it was not kept.
        """
        try:
            with self._store.atomic():
                self._begin(request, how, tag)
        except StoreUnsure as error:
            if not self._found(request.act, error):
                raise StoreError(str(error)) from error

    def _found(self, act: ActId, error: StoreUnsure) -> bool:
        """Look what is there after a failed sync: that is durable, and what counts.

        :raises StoreUnsure: when nobody can look.
        """
        try:
            return self.waits(act)
        except StoreError:
            raise error from None

    def _begin(self, request: LossRequest, how: str, tag: str) -> None:
        most = MAX_WAITING if how == "id_card" else MAX_BY_NUMBER
        if len(self._stamps()) >= most:
            raise QueueFull("Too many loss reports wait for the center.")
        if tag and self._waiting_of(tag) >= MAX_OF_ONE:
            raise QueueFull("Too many loss reports of one number wait.")
        self._store.execute(
            "INSERT INTO pending_act(act, request, state, tag, asked_us, wall_us, "
            "mono_us, boot_id, agreed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(request.act, msgspec.json.encode(request), ActState.WAITING, tag),
                *self._time.stamp(),
            ],
        )
        self._journal.append(LossAsked(act=request.act, loss=request.kind, how=how))

    def settle(self, answer: ActAnswer) -> bool:
        """Keep the answer and its event in one step; True when it was news.

        The sealed identity is dropped with it, and the tag: they have done their work.
        """
        with self._store.atomic():
            changed = self._store.execute(
                "UPDATE pending_act SET state=?, answer=?, settled_us=?, request=NULL, "
                "tag='' WHERE act=? AND state=?",
                [
                    *(answer.state, msgspec.json.encode(answer)),
                    *(self._time.belief().at_us, answer.act, ActState.WAITING),
                ],
            )
            if changed:
                self._journal.append(_event(answer))
        return bool(changed)

    def withdraw(self, act: ActId) -> bool:
        """Take a report back that can never be sent; True when it waited."""
        with self._store.atomic():
            gone = self._store.execute(
                "DELETE FROM pending_act WHERE act=? AND state=?",
                [act, ActState.WAITING],
            )
            if gone:
                self._journal.append(LossWithdrawn(act))
        return bool(gone)

    def waiting(self) -> Sequence[LossRequest]:
        """Return the reports without an answer, the oldest first."""
        rows = self._store.all(
            "SELECT request FROM pending_act WHERE state=? ORDER BY asked_us, act",
            [ActState.WAITING],
        )
        return [msgspec.json.decode(row["request"], type=LossRequest) for row in rows]

    def waiting_of(self, tags: Sequence[str]) -> tuple[WaitingReport, ...]:
        """Return the reports of one number that still have no answer."""
        rows = self._store.all(
            "SELECT request FROM pending_act WHERE state=? AND tag IN "
            "(SELECT value FROM json_each(?)) ORDER BY asked_us, act LIMIT ?",
            [ActState.WAITING, msgspec.json.encode(tags).decode(), MOST_REPORTS],
        )
        found = (msgspec.json.decode(row["request"], type=LossRequest) for row in rows)
        return tuple(WaitingReport(each.act, each.kind) for each in found)

    def waits(self, act: ActId) -> bool:
        """Tell whether a report still has no answer."""
        row = self._store.one(
            "SELECT 1 FROM pending_act WHERE act=? AND state=?",
            [act, ActState.WAITING],
        )
        return row is not None

    def lodged(self, act: ActId) -> Lodged | None:
        """Return how a report stands; None when this kiosk never took it."""
        row = self._store.one("SELECT answer FROM pending_act WHERE act=?", [act])
        if row is None:
            return None
        if row["answer"] is None:
            return Lodged(act)
        return Lodged(act, msgspec.json.decode(row["answer"], type=ActAnswer))

    def numbers(self) -> PendingNumbers:
        """Return how many wait and for how long."""
        waited = [self._time.since(stamp) for stamp in self._stamps()]
        return PendingNumbers(len(waited), max(waited, default=None))

    def waited(self, act: ActId) -> float:
        """Return for how many seconds a report has waited, by what is surest."""
        stamps = self._stamps(act)
        return self._time.since(stamps[0]) if stamps else 0.0

    def _stamps(self, act: ActId | None = None) -> list[Stamp]:
        """Return when those that wait were asked for, or a certain one."""
        rows = self._store.all(
            "SELECT asked_us, wall_us, mono_us, boot_id, agreed FROM pending_act "
            "WHERE state=? AND act=coalesce(?, act)",
            [ActState.WAITING, act],
        )
        return [Stamp(*map(row.__getitem__, _STAMP)) for row in rows]

    def _waiting_of(self, tag: str) -> int:
        row = self._store.one(
            "SELECT count(*) AS n FROM pending_act WHERE state=? AND tag=?",
            [ActState.WAITING, tag],
        )
        return int(row["n"]) if row else 0

    def prune(self, keep_days: int) -> int:
        """Forget some of what was settled long ago; the journal has the events.

        Withdrawals too, which have a table of their own.
        """
        now, certainty = self._time.belief()
        if certainty is not Certainty.AGREED:
            return 0
        limit = now - keep_days * _DAY_US
        with self._store.atomic():
            return sum(
                self._store.execute(
                    f"DELETE FROM {table} WHERE act IN (SELECT act "  # noqa: S608
                    f"FROM {table} WHERE settled_us < ? LIMIT ?)",
                    [limit, PRUNED_AT_ONCE],
                )
                for table in ("pending_act", "withdrawal")
            )


def _event(answer: ActAnswer) -> LossAnswered:
    return LossAnswered(
        act=answer.act,
        state=answer.state,
        reason=answer.reason,
        number=answer.number,
        evidence=evidence_of(answer),
    )
