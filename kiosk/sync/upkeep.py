"""Two rare things done to a journal: a new epoch, and forgetting what is old.

Only here do rows move or go; no event is lost by either.
"""

from typing import TYPE_CHECKING

from kiosk.store import Row
from kiosk.sync.chain import NOWHERE, ZERO_HASH, EventHead
from kiosk.sync.clock import wall_us
from kiosk.sync.entries import JournalError
from kiosk.sync.schema import Pos, head_of, place_of
from kiosk.sync.seal import SealBroken

if TYPE_CHECKING:
    from kiosk.sync.journal import Journal

_DAY_US = 86_400_000_000


def new_epoch(
    journal: "Journal", reason: str, number: int = 0, whole: bool = False
) -> None:
    """Begin a new epoch and take along what the center may not have.

    Events keep their ids, so a center that has one already counts it once. The
    new epoch hangs on the last event the center confirmed; with `whole` it hangs
    on nothing and takes every event that is still here.

    :param number: the lowest number the epoch may have.
    """
    with journal.store.atomic():
        pos = journal.pos()
        epoch = max(number, pos.last.epoch + 1)
        rows = list(journal.rows(NOWHERE if whole else pos.acked))
        moved = [opened for row in rows if (opened := _opened(journal, row))]
        _hang(journal, pos, epoch, reason, whole)
        for head, data in moved:
            journal.link(journal.pos(), head, data)
        journal.append(
            "journal.epoch",
            {
                "reason": reason,
                "from": list(pos.last),
                "moved": len(moved),
                "unreadable": len(rows) - len(moved),
            },
        )


def _opened(journal: "Journal", row: Row) -> tuple[EventHead, bytes] | None:
    """Return an event to take along; one that does not open is set aside as it is.

    It would hold up everything behind it for ever, and it is evidence.
    """
    try:
        return head_of(journal.kiosk_id, row), journal.open(row)
    except SealBroken:
        journal.store.execute(
            "INSERT INTO damaged SELECT * FROM outbox WHERE epoch=? AND seq=?",
            place_of(row),
        )
        return None


def _hang(journal: "Journal", pos: Pos, epoch: int, reason: str, whole: bool) -> None:
    """Cut the chain after the branch point and begin the epoch there."""
    branch = NOWHERE if whole else pos.acked
    hashed = ZERO_HASH if whole else journal.hash_at(pos.acked)
    if hashed is None:
        raise JournalError(f"{journal.store.path}: the last confirmed event is gone.")
    journal.new_key(epoch, reason)
    journal.store.execute("DELETE FROM outbox WHERE (epoch, seq) > (?, ?)", branch)
    journal.store.execute(
        "UPDATE pos SET epoch=?, last_seq=0, last_hash=?", [epoch, hashed]
    )
    if whole:
        journal.store.execute(
            "UPDATE pos SET acked_epoch=0, acked_seq=0, durable_epoch=0, "
            "durable_seq=0, anchor_epoch=0, anchor_seq=0, anchor_hash=?",
            [ZERO_HASH],
        )


def prune(journal: "Journal", keep_days: int) -> int:
    """Forget the oldest events the center will never ask for; return how many.

    It stops at the first one that is young, not durable, or refused and unsettled.
    """
    pos, limit = journal.pos(), wall_us(journal.clock) - keep_days * _DAY_US
    safe = min(pos.durable, pos.acked)
    stop = journal.store.one(
        "SELECT epoch, seq FROM outbox WHERE wall_us >= ? OR (epoch, seq) > (?, ?) "
        "OR id IN (SELECT id FROM rejected WHERE resolved_us IS NULL) "
        "ORDER BY epoch, seq LIMIT 1",
        [limit, *safe],
    )
    end = (stop["epoch"], stop["seq"]) if stop else (pos.last.epoch + 1, 0)
    last = journal.store.one(
        "SELECT epoch, seq, hash FROM outbox WHERE (epoch, seq) < (?, ?) "
        "ORDER BY epoch DESC, seq DESC LIMIT 1",
        end,
    )
    if last is None:
        return 0
    with journal.store.atomic():
        journal.store.execute(
            "UPDATE pos SET anchor_epoch=?, anchor_seq=?, anchor_hash=?",
            [last["epoch"], last["seq"], last["hash"]],
        )
        return journal.store.execute(
            "DELETE FROM outbox WHERE (epoch, seq) <= (?, ?)", place_of(last)
        )
