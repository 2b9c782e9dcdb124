"""Takes a batch into the database: all of it once, or none, answered after commit.

Idempotent by event id: an event that comes again, in the same or another epoch, is
stored once. Only the chain decides what follows what; no clock does.
"""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.bulk_insert import bulk_insert
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import (
    every,
    hold,
    insert_new,
    one,
    transaction,
)
from kiosk.center.server.refusals import Refusal
from kiosk.center.upload import upload_tables
from kiosk.center.upload.forks import JOURNAL, is_left, note_twin
from kiosk.center.upload.storing import NewLink, known_events, store
from kiosk.center.upload.upload_tables import link as link_table
from kiosk.sync.wire.chain import (
    NOWHERE,
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.upload_wire import (
    MAX_BATCH_EVENTS,
    MAX_EPOCH_STEP,
    TWIN,
    Batch,
    BatchAccepted,
    BatchConflict,
    Position,
    RejectedEvent,
)


class _Conflict(Exception):
    """The batch does not fit; the transaction is left."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def position(db: Connection, kiosk: str) -> Position:
    """Return how far this center has got with a kiosk."""
    own = upload_tables.position
    row = one(db, select(own).where(own.c.kiosk == kiosk))
    return Position(0, 0, ZERO_HASH, 0) if row is None else _position(row)


def _position(row: Row) -> Position:
    return Position(
        *(row["epoch"], row["seq"], row["hash"]),
        *(row["durable_seq"], row["durable_epoch"]),
    )


def ingest(
    db: Connection, batch: Batch, now: float, keys: ActKeys | None = None
) -> BatchAccepted | BatchConflict:
    """Store a batch whose signature was checked, and say how far the center is.

    :param keys: the center's own, for the evidence of acts that it does not know.
    :raises Refusal: `bad_chain` when the batch contradicts itself.
    """
    links = _checked(batch)
    try:
        with transaction(db):
            return _take(db, batch.kiosk, links, now, keys)
    except _Conflict as conflict:
        if conflict.code == TWIN:
            note_twin(db, batch.kiosk, JOURNAL, now)
        return BatchConflict(conflict.code, position(db, batch.kiosk))


def _checked(batch: Batch) -> list[NewLink]:
    """Compute every hash of the batch anew and compare."""
    if not 1 <= len(batch.events) <= MAX_BATCH_EVENTS:
        raise Refusal(413, "too_large", f"1 to {MAX_BATCH_EVENTS} events a batch.")
    links: list[NewLink] = []
    for event in batch.events:
        place = EventPlace(event.epoch, event.seq)
        head = EventHead(
            *(batch.kiosk, event.id, event.kind),
            *(event.wall_us, event.mono_us, event.boot_id),
        )
        digest = event_digest(head, bytes(event.payload))
        whole = event.hash == link_hash(event.prev_hash, place, digest)
        if links:
            before = links[-1]
            whole &= place == EventPlace(before.place.epoch, before.place.seq + 1)
            whole &= event.prev_hash == before.event.hash
        if not whole or place < EventPlace(1, 1) or event.seq < 1:
            raise Refusal(400, "bad_chain", f"Broken at {place.epoch}:{place.seq}.")
        links.append(NewLink(event, place, digest))
    return links


def _take(
    db: Connection,
    kiosk: str,
    links: list[NewLink],
    now: float,
    keys: ActKeys | None,
) -> BatchAccepted:
    at = _held_position(db, kiosk)
    known = EventPlace(at.epoch, at.seq)
    new, refused = _continued(db, kiosk, links, known, at.hash), []
    if new:
        if new[0].place.epoch > known.epoch:
            _open_epoch(db, kiosk, new[0], known, at.hash, now)
        refused = store(db, kiosk, new, now, keys)
        last = new[-1]
        at = msgspec.structs.replace(
            at, epoch=last.place.epoch, seq=last.place.seq, hash=last.event.hash
        )
        own = upload_tables.position
        moved = {"epoch": at.epoch, "seq": at.seq, "hash": at.hash}
        db.execute(update(own).where(own.c.kiosk == kiosk).values(moved))
    refused += _refused(db, kiosk, links[: len(links) - len(new)])
    rejected = tuple(sorted(refused, key=lambda each: each.seq))
    return BatchAccepted(
        *(at.epoch, at.seq, at.hash, at.durable_seq, rejected, at.durable_epoch)
    )


def _held_position(db: Connection, kiosk: str) -> Position:
    """Return a kiosk's position, held until the end: its batches go one by one.

    Also the answer to a batch that came before waits for the standby then; nothing
    else of it would be written.
    """
    own = upload_tables.position
    row = hold(db, own, kiosk=kiosk)
    if row is None:
        start = {"kiosk": kiosk, "epoch": 0, "seq": 0, "hash": ZERO_HASH}
        insert_new(db, own, [start])
        row = hold(db, own, kiosk=kiosk)
        assert row is not None
    return _position(row)


def _continued(
    db: Connection,
    kiosk: str,
    links: list[NewLink],
    known: EventPlace,
    known_hash: bytes,
) -> list[NewLink]:
    """Return the part of the batch that is new.

    :raises _Conflict: when it does not continue what is known.
    """
    first = links[0].place
    if first.epoch < known.epoch:
        raise _Conflict("fork")
    if first.epoch > known.epoch:
        if first.seq != 1:
            raise _Conflict("gap")
        if first.epoch > known.epoch + MAX_EPOCH_STEP:
            raise Refusal(400, "bad_chain", "The epoch is too far ahead.")
        return links
    if first.seq > known.seq + 1:
        raise _Conflict("gap")
    old = [link for link in links if link.place <= known]
    if old and not _same(db, kiosk, old):
        raise _Conflict("fork")
    new = links[len(old) :]
    if new and new[0].event.prev_hash != known_hash:
        raise _Conflict("fork")
    return new


def _same(db: Connection, kiosk: str, links: Sequence[NewLink]) -> bool:
    """Tell whether links of one epoch are here with the very same hashes."""
    first, last, own = links[0].place, links[-1].place, link_table.c
    here = select(own.seq, own.hash).where(
        own.kiosk == kiosk, own.epoch == first.epoch, own.seq >= first.seq
    )
    rows = every(db, here.where(own.seq <= last.seq))
    hashes = {row["seq"]: bytes(row["hash"]) for row in rows}
    return all(hashes.get(link.place.seq) == link.event.hash for link in links)


def _open_epoch(
    db: Connection,
    kiosk: str,
    first: NewLink,
    known: EventPlace,
    known_hash: bytes,
    now: float,
) -> None:
    """Check on what a new epoch hangs, and mark the fork when it is not the end.

    :raises _Conflict: when this center does not have that event (yet), or when it is
        of a history that was left for another one.
    """
    prev = first.event.prev_hash
    if prev == known_hash:
        return
    branch = NOWHERE
    if prev != ZERO_HASH:
        own = link_table.c
        there = select(own.epoch, own.seq).where(own.kiosk == kiosk, own.hash == prev)
        row = one(db, there)
        if row is None:
            raise _Conflict("gap")
        branch = EventPlace(row["epoch"], row["seq"])
        if is_left(db, kiosk, branch):
            raise _Conflict(TWIN)
    values = (kiosk, first.place.epoch, now, *known, *branch)
    bulk_insert(db, upload_tables.fork, [values])


def _refused(db: Connection, kiosk: str, links: list[NewLink]) -> list[RejectedEvent]:
    """Return the refusals of what was here before, for a batch that comes again."""
    if not links:
        return []
    here = known_events(db, kiosk, [link.event.id for link in links])
    found = {id_: row for id_, row in here.items() if row["refused_code"] is not None}
    return [
        RejectedEvent(link.place.seq, row["refused_code"], row["refused_reason"])
        for link in links
        if (row := found.get(link.event.id)) is not None
    ]
