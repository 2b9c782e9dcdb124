"""The journal: one sealed, chained, append-only list of all that must be told.

It is the audit log and the upload queue in one. Who uploads it and what a center
makes of it is decided elsewhere; here nothing is ever overwritten or skipped.
"""

from typing import Any

import msgspec

from kiosk.settings.state.store import Row
from kiosk.sync.journal.entries import (
    EventState,
    JournalEntry,
    JournalError,
    JournalNumbers,
)
from kiosk.sync.journal.journal_check import VerifyReport, verify_journal
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.journal_tables import MIGRATIONS, JournalState, place_of
from kiosk.sync.journal.upkeep import begin_epoch, move_block, prune

__all__ = [
    "MIGRATIONS",
    "EventState",
    "Journal",
    "JournalEntry",
    "JournalError",
    "JournalNumbers",
    "VerifyReport",
]


class Journal(JournalRows):
    """The whole journal, as everybody asks and changes it."""

    def numbers(self) -> JournalNumbers:
        """Return how far the journal and its upload are."""
        pos = self.pos()
        ((refused,),) = self.store.plain(
            "SELECT count(*) FROM rejected WHERE resolved_us IS NULL"
        )
        waiting = self.count(pos.acked)
        epoch = pos.last.epoch
        acked = pos.acked.seq if pos.acked.epoch == epoch else 0
        durable = pos.durable.seq if pos.durable.epoch == epoch else 0
        return JournalNumbers(epoch, pos.last.seq, acked, durable, waiting, refused)

    def entries(self, last: int | None = None) -> list[JournalEntry]:
        """Return the newest events, oldest first; all of them without a number.

        :raises SealBroken: when a row was changed.
        """
        rows = self.store.all(
            "SELECT * FROM outbox ORDER BY epoch DESC, seq DESC LIMIT ?",
            [-1 if last is None else last],
        )
        pos = self.pos()
        return [self._entry(row, pos) for row in reversed(rows)]

    def _entry(self, row: Row, pos: JournalState) -> JournalEntry:
        place, state = place_of(row), EventState.WAITING
        if place <= pos.acked:
            state = EventState.DURABLE if place <= pos.durable else EventState.ACKED
        payload = msgspec.json.decode(self.open(row), type=dict[str, Any])
        wanted = ("epoch", "seq", "id", "kind", "wall_us", "mono_us", "boot_id")
        fields = {name: row[name] for name in wanted}
        return JournalEntry(**fields, state=state, payload=payload)

    def verify(self) -> VerifyReport:
        """Check every seal, the whole chain and its end."""
        return verify_journal(self)

    def new_epoch(self, reason: str, number: int = 0, whole: bool = False) -> None:
        """Begin a new epoch and move everything into it, in one go."""
        self.begin_epoch(reason, number, whole)
        while self.move_block():
            pass

    def begin_epoch(self, reason: str, number: int = 0, whole: bool = False) -> None:
        """Begin a new epoch; `move_block` brings along what the center may not have.

        :param number: the lowest number the epoch may have.
        :param whole: hang it on nothing and take every event that is still here.
        """
        begin_epoch(self, reason, number, whole)

    def move_block(self) -> bool:
        """Go on with a new epoch that has begun; True when there may be more to do."""
        return move_block(self)

    def prune(self, keep_days: int) -> int:
        """Forget some old events the center will never ask for; return how many."""
        return prune(self, keep_days)
