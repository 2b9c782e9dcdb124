"""The events that a center refused for good: leafed through, settled, or sent again.

A refused event stays in the journal, and at the center as evidence. Sent again it is a
new event with the same words and the same time, so that nothing is lost and nothing
counts twice: the refused one never took effect.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.settings.state.store import Row
from kiosk.sync.clock.clock import wall_us
from kiosk.sync.clock.timekeeper import Stamp
from kiosk.sync.clock.uuid7 import next_uuid7
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import EventHead, EventPlace
from kiosk.sync.wire.events.machine_events import RefusedSettled

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class RefusedLine:
    """One refused event that nobody has settled; the words are the center's."""

    id: bytes
    place: EventPlace
    kind: str
    code: str
    reason: str
    at_us: int
    """When it was refused, by this machine's wall clock."""


class SentAgain(StrEnum):
    """What came of sending a refused event again."""

    SENT = "sent"
    SETTLED = "settled"
    """It was settled before: nothing was done."""
    GONE = "gone"
    """It is not here any more."""
    BROKEN = "broken"
    """It was changed, and does not open."""


@dataclass(frozen=True)
class QueueNumbers:
    """What waits for the center."""

    waiting: int
    """At most `MOST_COUNTED`."""
    oldest: float | None
    """Seconds; None where nothing waits."""
    refused: int
    epochs: int
    """How often the journal went on in a new epoch."""


def queue_numbers(journal: JournalRows) -> QueueNumbers:
    """Return what waits; a queue of months is not counted to its end."""
    pos, store = journal.pos(), journal.store
    row = store.one(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM rejected "
        "WHERE resolved_us IS NULL LIMIT ?)) AS refused, "
        "(SELECT count(*) FROM epoch_key) AS epochs",
        [MOST_COUNTED],
    )
    assert row is not None
    oldest = next(journal.rows(pos.acked, 1), None)
    age = None
    if oldest is not None:
        wall, mono, boot = oldest["wall_us"], oldest["mono_us"], oldest["boot_id"]
        age = journal.time.since(Stamp(wall, wall, mono, boot, agreed=False))
    waiting = min(MOST_COUNTED, journal.count(pos.acked))
    return QueueNumbers(waiting, age, row["refused"], row["epochs"] - 1)


def refused_page(
    journal: JournalRows, after: EventPlace, limit: int
) -> list[RefusedLine]:
    """Return the refused events behind a place, oldest first."""
    rows = journal.store.all(
        "SELECT id, epoch, seq, kind, code, reason, at_us FROM rejected "
        "WHERE resolved_us IS NULL AND (epoch, seq) > (?, ?) "
        "ORDER BY epoch, seq LIMIT ?",
        [*after, limit],
    )
    return [line_of(row) for row in rows]


def line_of(row: Row) -> RefusedLine:
    """Return a row of `rejected` as a value."""
    place = EventPlace(row["epoch"], row["seq"])
    return RefusedLine(
        *(row["id"], place, row["kind"], row["code"], row["reason"], row["at_us"])
    )


def settle(journal: JournalRows, event: bytes, how: str = "here") -> bool:
    """Note, with an event, that a refused one is dealt with; False when it was so.

    :raises StoreError: when it cannot be kept.
    """
    with journal.store.atomic():
        changed = journal.store.execute(
            "UPDATE rejected SET resolved_us=? WHERE id=? AND resolved_us IS NULL",
            [wall_us(journal.clock), event],
        )
        if changed:
            journal.append(RefusedSettled(event.hex(), how))
    return changed > 0


def send_again(journal: JournalRows, event: bytes) -> SentAgain:
    """Put a refused event's words behind the journal's end, and settle it, in one step.

    :raises StoreError: when it cannot be kept; nothing was done then.
    """
    try:
        with journal.store.atomic():
            if not settle(journal, event, "sent_again"):
                return SentAgain.SETTLED
            row = _row(journal, event)
            if row is None:
                raise _NothingToSend
            pos, data = journal.pos(), journal.open(row)
            now = wall_us(journal.clock) // 1000
            head = EventHead(
                *(journal.kiosk_id, next_uuid7(now, pos.last_id), row["kind"]),
                *(row["wall_us"], row["mono_us"], row["boot_id"]),
            )
            journal.link(pos, head, data)
    except _NothingToSend:
        return SentAgain.GONE
    except SealBroken:
        return SentAgain.BROKEN
    return SentAgain.SENT


class _NothingToSend(Exception):
    """The event is not here any more; what was begun is taken back."""


def _row(journal: JournalRows, event: bytes) -> Row | None:
    """Return an event's sealed row, wherever a new epoch took it.

    Mostly it lies where it was refused. After a move it is looked for by its id: they
    only grow along an epoch.
    """
    store = journal.store
    return (
        store.one(
            "SELECT o.* FROM rejected AS r JOIN outbox AS o "
            "ON o.epoch=r.epoch AND o.seq=r.seq AND o.id=r.id WHERE r.id=?",
            [event],
        )
        or store.one("SELECT * FROM damaged WHERE id=?", [event])
        or _by_id(journal, event)
    )


def _by_id(journal: JournalRows, event: bytes) -> Row | None:
    for epoch in journal.store.plain("SELECT epoch FROM epoch_key ORDER BY epoch DESC"):
        row = _within(journal, epoch[0], event)
        if row is not None:
            return row
    return None


def _within(journal: JournalRows, epoch: int, event: bytes) -> Row | None:
    """Halve an epoch until the event is found, or a place where it is not."""
    store = journal.store
    ends = "SELECT seq FROM outbox WHERE epoch=? ORDER BY seq"
    low, high = (
        [row[0] for row in store.plain(f"{ends}{order} LIMIT 1", [epoch])]
        for order in ("", " DESC")
    )
    first, last = (low[0], high[0]) if low else (1, 0)
    while first <= last:
        middle = (first + last) // 2
        row = store.one("SELECT * FROM outbox WHERE epoch=? AND seq=?", [epoch, middle])
        if row is None or row["id"] == event:
            return row
        if row["id"] < event:
            first = middle + 1
        else:
            last = middle - 1
    return None
