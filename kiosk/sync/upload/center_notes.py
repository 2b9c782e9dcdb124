"""What the center's staff says of events that it refused, kept once and shown here.

Each note has a number that only grows; the newest one here is the mark behind which the
next are asked for, so a note that comes twice is nothing new. With a note the event
leaves the work list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kiosk.settings.state.store import Row
from kiosk.sync.clock.clock import wall_us
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.upload.refused_list import RefusedLine, line_of, settle
from kiosk.sync.wire.upload_wire import RefusedNote

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class NotedLine:
    """A refused event with what the center's staff did about it."""

    line: RefusedLine
    note: str = field(repr=False)
    by: str
    noted_us: int
    """When that was, by the center's clock."""


def note_mark(journal: JournalRows) -> int:
    """Return the number of the newest note that is here."""
    row = journal.store.one("SELECT number FROM note_mark")
    return 0 if row is None else int(row["number"])


def keep_notes(journal: JournalRows, notes: Sequence[RefusedNote]) -> bool:
    """Keep what is new of some notes, in one step; True when anything was.

    One for an event that is not here any more only moves the mark.

    :raises StoreError: when it cannot be kept; it comes again then.
    """
    mark = note_mark(journal)
    new = sorted((n for n in notes if n.number > mark), key=lambda n: n.number)
    if not new:
        return False
    with journal.store.atomic():
        for note in new:
            _make_known(journal, note)
            settle(journal, note.event, "center")
            journal.store.execute(
                "UPDATE rejected SET note=?, noted_by=?, noted_us=? WHERE id=?",
                [note.note, note.by, _us(note.at), note.event],
            )
        journal.store.execute(
            "INSERT OR REPLACE INTO note_mark VALUES (1, ?)", [new[-1].number]
        )
    return True


def _make_known(journal: JournalRows, note: RefusedNote) -> None:
    """Put an event on the list whose refusal was lost with the batch's answer."""
    journal.store.execute(
        "INSERT OR IGNORE INTO rejected "
        "SELECT id, epoch, seq, kind, ?, '', ?, NULL, NULL, NULL, NULL FROM outbox "
        "WHERE epoch=? AND seq=? AND id=?",
        [note.code, wall_us(journal.clock), note.epoch, note.seq, note.event],
    )


def noted_lines(journal: JournalRows, limit: int) -> list[NotedLine]:
    """Return the refused events that staff at the center dealt with, newest first."""
    rows = journal.store.all(
        "SELECT id, epoch, seq, kind, code, reason, at_us, note, noted_by, noted_us "
        "FROM rejected WHERE noted_us IS NOT NULL "
        "ORDER BY noted_us DESC, epoch DESC, seq DESC LIMIT ?",
        [limit],
    )
    return [_noted(row) for row in rows]


def _us(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _noted(row: Row) -> NotedLine:
    return NotedLine(line_of(row), row["note"], row["noted_by"], row["noted_us"])
