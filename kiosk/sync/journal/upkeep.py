"""Two rare things done to a journal: a new epoch, and forgetting what is old.

Only here do rows move or go; no event is lost by either. Both go block by block, each a
durable step of its own: the session thread turns between them, and a program that was
killed goes on where it stood.
"""

from kiosk.domain.message import Message
from kiosk.settings.state.store import Row
from kiosk.sync.clock.clock import Certainty, mono_us
from kiosk.sync.journal.entries import UNSENDABLE, JournalError
from kiosk.sync.journal.journal_rows import JournalRows
from kiosk.sync.journal.journal_tables import EpochMove, head_of, move_of, place_of
from kiosk.sync.journal.seal import SealBroken
from kiosk.sync.wire.chain import NOWHERE, ZERO_HASH, EventHead, EventPlace
from kiosk.sync.wire.events.machine_events import EpochBegun

BLOCK = 50
"""Events that move in one step: some 5 ms of work, and the sync."""
BLOCK_BYTES = 1024 * 1024
PRUNED_AT_ONCE = 200
_DAY_US = 86_400_000_000


def begin_epoch(
    journal: JournalRows, reason: str, number: int = 0, whole: bool = False
) -> None:
    """Begin to move what the center may not have into a new epoch.

    The epoch hangs on the last event the center confirmed; with `whole` it hangs on
    nothing and takes every event that is still here. A move that has begun goes on.

    :param number: the lowest number the epoch may have.
    """
    with journal.store.atomic():
        if moving(journal) is not None:
            return
        pos = journal.pos()
        epoch = max(number, pos.last.epoch + 1)
        known = journal.hash_at(pos.acked)
        left, left_hash = (pos.anchor, pos.anchor_hash) if whole else (pos.acked, known)
        if left_hash is None:
            path = journal.store.path
            raise JournalError(Message("journal__no_confirmed", path=str(path)))
        branch, hashed = (NOWHERE, ZERO_HASH) if whole else (left, left_hash)
        journal.new_key(epoch, reason)
        journal.store.execute(
            "INSERT INTO move VALUES (1, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            [reason, epoch, hashed, *branch, hashed, *left, left_hash],
        )
        if whole:
            journal.store.execute(
                "UPDATE pos SET acked_epoch=0, acked_seq=0, durable_epoch=0, "
                "durable_seq=0, anchor_epoch=0, anchor_seq=0, anchor_hash=?",
                [ZERO_HASH],
            )


def moving(journal: JournalRows) -> EpochMove | None:
    """Return the move that has not ended."""
    row = journal.store.one("SELECT * FROM move")
    return None if row is None else move_of(row)


def move_block(journal: JournalRows) -> bool:
    """Move the oldest of what has to move; True when there may be more.

    Events keep their ids, so a center that has one already counts it once. What is
    appended meanwhile goes behind the last one, so the order stays.
    """
    with journal.store.atomic():
        move = moving(journal)
        if move is None:
            return False
        rows = _to_move(journal, move)
        if not rows:
            _end(journal, move)
            return False
        end, hashed, moved = move.end, move.hash, 0
        for row in rows:
            opened = _opened(journal, row)
            if opened is not None:
                end, moved = EventPlace(end.epoch, end.seq + 1), moved + 1
                hashed = journal.put(end, hashed, *opened)
        journal.store.execute(
            "DELETE FROM outbox WHERE (epoch, seq) > (?, ?) AND (epoch, seq) <= (?, ?)",
            [*move.branch, *place_of(rows[-1])],
        )
        journal.store.execute(
            "UPDATE move SET seq=?, hash=?, left_epoch=?, left_seq=?, left_hash=?, "
            "moved=moved+?, unreadable=unreadable+?",
            [
                *(end.seq, hashed, *place_of(rows[-1]), rows[-1]["hash"]),
                *(moved, len(rows) - moved),
            ],
        )
        return True


def _to_move(journal: JournalRows, move: EpochMove) -> list[Row]:
    """Return the next rows, a block of them."""
    rows: list[Row] = []
    room = BLOCK_BYTES
    for row in journal.rows(move.branch, BLOCK):
        room -= len(row["sealed"])
        if row["epoch"] == move.end.epoch or (rows and room < 0):
            break
        rows.append(row)
    return rows


def _end(journal: JournalRows, move: EpochMove) -> None:
    """Go on in the new epoch: everything is there."""
    before = journal.pos().last
    journal.store.execute(
        "UPDATE pos SET epoch=?, last_seq=?, last_hash=?", [*move.end, move.hash]
    )
    journal.store.execute("DELETE FROM move")
    journal.append(
        EpochBegun(
            reason=move.reason,
            origin=before,
            moved=move.moved,
            unreadable=move.unreadable,
        )
    )


def _opened(journal: JournalRows, row: Row) -> tuple[EventHead, bytes] | None:
    """Return an event to take along; one that cannot go is set aside as it is.

    It would hold up everything behind it for ever, and it is evidence.
    """
    sendable = journal.store.one(
        "SELECT 1 FROM rejected WHERE id=? AND code=?", [row["id"], UNSENDABLE]
    )
    try:
        if sendable is None:
            return head_of(journal.kiosk_id, row), journal.open(row)
    except SealBroken:
        pass
    journal.store.execute(
        "INSERT INTO damaged SELECT * FROM outbox WHERE epoch=? AND seq=?",
        place_of(row),
    )
    return None


def prune(journal: JournalRows, keep_days: int) -> int:
    """Forget the oldest events the center will never ask for; return how many.

    One block of them: call it again until nothing goes. It stops at the first one that
    is young, not durable, or refused and unsettled. What an event's wall clock said has
    no part in it: it may have been wrong, then or now.
    """
    kept_us = keep_days * _DAY_US
    with journal.store.atomic():
        if moving(journal) is not None:
            return 0
        pos = journal.pos()
        rows = journal.store.all(
            "SELECT epoch, seq, hash, NOT ((epoch, seq) <= (?, ?) OR "
            "(boot_id = ? AND mono_us <= ?)) OR EXISTS (SELECT 1 FROM rejected AS r "
            "WHERE r.id = outbox.id AND resolved_us IS NULL) AS stays "
            "FROM outbox WHERE (epoch, seq) <= (?, ?) ORDER BY epoch, seq LIMIT ?",
            [
                *_newest_old(journal, pos.last, kept_us),
                *(journal.clock.boot_id(), mono_us(journal.clock) - kept_us),
                *(*min(pos.durable, pos.acked), PRUNED_AT_ONCE),
            ],
        )
        count = next((at for at, row in enumerate(rows) if row["stays"]), len(rows))
        if count == 0:
            return 0
        last = rows[count - 1]
        journal.store.execute(
            "UPDATE pos SET anchor_epoch=?, anchor_seq=?, anchor_hash=?",
            [last["epoch"], last["seq"], last["hash"]],
        )
        return journal.store.execute(
            "DELETE FROM outbox WHERE (epoch, seq) <= (?, ?)", place_of(last)
        )


def _newest_old(journal: JournalRows, last: EventPlace, kept_us: int) -> EventPlace:
    """Return up to where events are surely old, from marks set once a day.

    A mark says which event was the newest when the center told the time; whatever has
    moved since then is behind it and stays longer.
    """
    now, certainty = journal.time.belief()
    if certainty is not Certainty.AGREED:
        return NOWHERE
    newest = journal.store.one("SELECT max(at_us) AS at_us FROM age_mark")
    if newest is None or newest["at_us"] is None or newest["at_us"] <= now - _DAY_US:
        journal.store.execute("INSERT INTO age_mark VALUES (?, ?, ?)", [now, *last])
    row = journal.store.one(
        "SELECT at_us, epoch, seq FROM age_mark WHERE at_us <= ? "
        "ORDER BY at_us DESC LIMIT 1",
        [now - kept_us],
    )
    if row is None:
        return NOWHERE
    journal.store.execute("DELETE FROM age_mark WHERE at_us < ?", [row["at_us"]])
    return place_of(row)
