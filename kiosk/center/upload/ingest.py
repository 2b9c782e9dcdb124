"""Takes a batch into the database: all of it once, or none, answered after commit.

Idempotent by event id: an event that comes again, in the same or another epoch, is
stored once. Only the chain decides what follows what; no clock does.
"""

import sqlite3
from typing import NamedTuple

import msgspec

from kiosk.center.events.effects import take_effect
from kiosk.center.server.db import transaction
from kiosk.center.server.refusals import Refusal
from kiosk.center.upload.forks import JOURNAL, is_left, note_twin
from kiosk.sync.wire.chain import (
    NOWHERE,
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)
from kiosk.sync.wire.events.journal_event import KIND_RULE, MAX_PAYLOAD
from kiosk.sync.wire.upload_wire import (
    MAX_BATCH_EVENTS,
    MAX_EPOCH_STEP,
    TWIN,
    Batch,
    BatchAccepted,
    BatchConflict,
    Event,
    Position,
    RejectedEvent,
)

MAX_BOOT_ID = 64


class _Conflict(Exception):
    """The batch does not fit; the transaction is left."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Link(NamedTuple):
    """An event of a batch with what was computed for it."""

    event: Event
    place: EventPlace
    digest: bytes


def position(connection: sqlite3.Connection, kiosk: str) -> Position:
    """Return how far this center has got with a kiosk."""
    row = connection.execute("SELECT * FROM position WHERE kiosk=?", [kiosk]).fetchone()
    if row is None:
        return Position(0, 0, ZERO_HASH, 0)
    return Position(
        *(row["epoch"], row["seq"], row["hash"]),
        *(row["durable_seq"], row["durable_epoch"]),
    )


def ingest(
    connection: sqlite3.Connection, batch: Batch, now: float
) -> BatchAccepted | BatchConflict:
    """Store a batch whose signature was checked, and say how far the center is.

    :raises Refusal: `bad_chain` when the batch contradicts itself.
    """
    links = _checked(batch)
    try:
        with transaction(connection):
            return _take(connection, batch.kiosk, links, now)
    except _Conflict as conflict:
        if conflict.code == TWIN:
            note_twin(connection, batch.kiosk, JOURNAL, now)
        return BatchConflict(conflict.code, position(connection, batch.kiosk))


def _checked(batch: Batch) -> list[_Link]:
    """Compute every hash of the batch anew and compare."""
    if not 1 <= len(batch.events) <= MAX_BATCH_EVENTS:
        raise Refusal(413, "too_large", f"1 to {MAX_BATCH_EVENTS} events a batch.")
    links: list[_Link] = []
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
        links.append(_Link(event, place, digest))
    return links


def _take(
    connection: sqlite3.Connection, kiosk: str, links: list[_Link], now: float
) -> BatchAccepted:
    at = position(connection, kiosk)
    known = EventPlace(at.epoch, at.seq)
    new = _continued(connection, kiosk, links, known, at.hash)
    if new and new[0].place.epoch > known.epoch:
        _open_epoch(connection, kiosk, new[0], known, at.hash, now)
    for link in new:
        _insert(connection, kiosk, link, now)
    if new:
        last = new[-1]
        connection.execute(
            "INSERT INTO position(kiosk, epoch, seq, hash) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(kiosk) DO UPDATE SET epoch=excluded.epoch, "
            "seq=excluded.seq, hash=excluded.hash",
            [kiosk, *last.place, last.event.hash],
        )
    at = position(connection, kiosk)
    rejected = tuple(_refused(connection, kiosk, links))
    return BatchAccepted(
        *(at.epoch, at.seq, at.hash, at.durable_seq, rejected, at.durable_epoch)
    )


def _continued(
    connection: sqlite3.Connection,
    kiosk: str,
    links: list[_Link],
    known: EventPlace,
    known_hash: bytes,
) -> list[_Link]:
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
    for link in links:
        if link.place <= known and not _same(connection, kiosk, link):
            raise _Conflict("fork")
    new = [link for link in links if link.place > known]
    if new and new[0].event.prev_hash != known_hash:
        raise _Conflict("fork")
    return new


def _same(connection: sqlite3.Connection, kiosk: str, link: _Link) -> bool:
    row = connection.execute(
        "SELECT hash FROM link WHERE kiosk=? AND epoch=? AND seq=?",
        [kiosk, *link.place],
    ).fetchone()
    return row is not None and bytes(row["hash"]) == link.event.hash


def _open_epoch(
    connection: sqlite3.Connection,
    kiosk: str,
    first: _Link,
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
        row = connection.execute(
            "SELECT epoch, seq FROM link WHERE kiosk=? AND hash=?", [kiosk, prev]
        ).fetchone()
        if row is None:
            raise _Conflict("gap")
        branch = EventPlace(row["epoch"], row["seq"])
        if is_left(connection, kiosk, branch):
            raise _Conflict(TWIN)
    connection.execute(
        "INSERT INTO fork VALUES (?, ?, ?, ?, ?, ?, ?)",
        [kiosk, now, first.place.epoch, *known, *branch],
    )


def _insert(
    connection: sqlite3.Connection, kiosk: str, link: _Link, now: float
) -> None:
    """Store a link, and its event, with its effect, when it is really new.

    :raises Refusal: `bad_chain` when the id is known with another content.
    """
    event = link.event
    code, reason = _refusal_of(event)
    stored = connection.execute(
        "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(kiosk, id) DO NOTHING",
        [
            *(kiosk, event.id, link.digest, event.kind, event.wall_us),
            *(event.mono_us, event.boot_id, bytes(event.payload), code, reason, now),
        ],
    )
    if stored.rowcount == 0:
        row = connection.execute(
            "SELECT digest FROM event WHERE kiosk=? AND id=?", [kiosk, event.id]
        ).fetchone()
        if bytes(row["digest"]) != link.digest:
            raise Refusal(400, "bad_chain", "An event's id has another content here.")
    elif code is None:
        take_effect(connection, kiosk, event.kind, bytes(event.payload), now)
    connection.execute(
        "INSERT INTO link VALUES (?, ?, ?, ?, ?, ?)",
        [kiosk, *link.place, event.id, event.prev_hash, event.hash],
    )


def _refusal_of(event: Event) -> tuple[str | None, str | None]:
    """Return why the center cannot use an event; it is kept and chained all the same.

    The queue must go on, and a refused event is evidence too.
    """
    if not KIND_RULE.fullmatch(event.kind):
        return "bad_kind", "The kind is no dotted word."
    if len(event.boot_id) > MAX_BOOT_ID:
        return "bad_boot", "The boot's id is over 64 letters."
    if len(event.payload) > MAX_PAYLOAD:
        return "too_long", "The payload is over 64 KiB."
    try:
        msgspec.json.decode(event.payload, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "bad_payload", "The payload is no JSON object."
    return None, None


def _refused(
    connection: sqlite3.Connection, kiosk: str, links: list[_Link]
) -> list[RejectedEvent]:
    """Return the refusals of a batch, also those of an earlier time it was sent."""
    found: list[RejectedEvent] = []
    for link in links:
        row = connection.execute(
            "SELECT refused_code, refused_reason FROM event "
            "WHERE kiosk=? AND id=? AND refused_code IS NOT NULL",
            [kiosk, link.event.id],
        ).fetchone()
        if row is not None:
            seq, code = link.place.seq, row["refused_code"]
            found.append(RejectedEvent(seq, code, row["refused_reason"]))
    return found
