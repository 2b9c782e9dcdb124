"""Counts and verifies what the center has stored; reads only, the server may run."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select, tuple_

from kiosk.center.database.connecting import connect
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.upload.upload_tables import event, link, position
from kiosk.domain.message import Message
from kiosk.sync.wire.chain import (
    NOWHERE,
    ZERO_HASH,
    EventHead,
    EventPlace,
    event_digest,
    link_hash,
)

_BLOCK = 1000
ITS_EVENT = (event.c.kiosk == link.c.kiosk) & (event.c.id == link.c.id)
"""Where an event belongs to a link."""


class StoredEvent(NamedTuple):
    """One event, once, at the first place it came with."""

    kiosk: str
    epoch: int
    seq: int
    id: bytes
    kind: str


@dataclass(frozen=True)
class StoredReport:
    """What a check of all chains found."""

    events: int
    broken: Message | None = None

    @property
    def ok(self) -> bool:
        """Tell whether every chain is whole."""
        return self.broken is None

    @property
    def message(self) -> Message:
        """Return what was found, for an operator's shell."""
        return self.broken or Message("operator__whole", events=self.events)


def stored_events(folder: Path) -> list[StoredEvent]:
    """Return every stored event by kiosk, in the order of its journal."""
    with closing(connect(folder)) as db:
        return list(each_stored(db))


def each_stored(db: Connection) -> Iterator[StoredEvent]:
    """Yield every stored event by kiosk, in the order of its journal."""
    for kiosk in kiosks(db):
        own = link.c
        first = (
            select(own.id, func.min(own.epoch).label("epoch"))
            .where(own.kiosk == kiosk)
            .group_by(own.id)
            .subquery()
        )
        found = (
            select(own.epoch, own.seq, own.id, event.c.kind)
            .join(first, (first.c.id == own.id) & (first.c.epoch == own.epoch))
            .join(event, ITS_EVENT)
            .where(own.kiosk == kiosk)
            .order_by(own.epoch, own.seq)
        )
        for row in every(db, found):
            yield StoredEvent(kiosk=kiosk, **row)


def verify_stored(folder: Path) -> StoredReport:
    """Compute every hash anew, from the stored payloads to the stored position."""
    with closing(connect(folder)) as db:
        return verify(db)


def verify(db: Connection) -> StoredReport:
    """Compute every hash anew, kiosk by kiosk and block by block.

    What comes in meanwhile is behind the position that was read before, and is left.
    """
    events = 0
    for kiosk in kiosks(db):
        broken = _first_break(db, kiosk)
        own = select(func.count()).select_from(event).where(event.c.kiosk == kiosk)
        events += db.execute(own).scalar_one()
        if broken is not None:
            return StoredReport(events, broken)
    return StoredReport(events)


def kiosks(db: Connection) -> list[str]:
    """Return the kiosks that have a journal here."""
    own = position.c.kiosk
    return list(db.execute(select(own).order_by(own)).scalars())


def _first_break(db: Connection, kiosk: str) -> Message | None:
    row = one(db, select(position).where(position.c.kiosk == kiosk))
    assert row is not None
    end = EventPlace(row["epoch"], row["seq"])
    chained, place = ZERO_HASH, NOWHERE
    while rows := _block(db, kiosk, place, end):
        for each in rows:
            here = EventPlace(each["epoch"], each["seq"])
            why = _wrong_with(db, kiosk, each, place, chained)
            if why is not None:
                return _broken(f"{kiosk} {here.epoch}:{here.seq}", why)
            chained, place = each["hash"], here
    if (place, chained) != (end, row["hash"]):
        return _broken(kiosk, "journal__newest_missing")
    return None


def _block(db: Connection, kiosk: str, after: EventPlace, end: EventPlace) -> list[Row]:
    """Return the next links with their events."""
    own = link.c
    rows = select(
        *(own.epoch, own.seq, own.prev_hash, own.hash, own.id),
        *(event.c.digest, event.c.kind, event.c.wall_us, event.c.mono_us),
        *(event.c.boot_id, event.c.payload, event.c.forgotten_at),
    ).select_from(link.outerjoin(event, ITS_EVENT))
    return every(db, in_order(rows, kiosk, after, end).limit(_BLOCK))


def in_order(
    rows: Select[Any], kiosk: str, after: EventPlace, end: EventPlace
) -> Select[Any]:
    """Take of a kiosk's links those behind a place and up to another, oldest first."""
    own, place = link.c, tuple_(link.c.epoch, link.c.seq)
    within = rows.where(
        own.kiosk == kiosk, place > tuple_(*after), place <= tuple_(*end)
    )
    return within.order_by(own.epoch, own.seq)


def _wrong_with(
    db: Connection, kiosk: str, row: Row, before: EventPlace, chained: bytes
) -> str | None:
    """Return why a link cannot stand behind a place, as a key; None: it can."""
    here = EventPlace(row["epoch"], row["seq"])
    follows = here == EventPlace(before.epoch, before.seq + 1)
    if not follows and here.seq != 1:
        return "journal__gap"
    if follows and row["prev_hash"] != chained:
        return "journal__unchained"
    if not follows and not _hangs(db, kiosk, row["prev_hash"], here):
        return "journal__unchained"
    if row["digest"] is None or _hash(kiosk, row) != row["hash"]:
        return "journal__other_content"
    return None


def _hangs(db: Connection, kiosk: str, prev: bytes, place: EventPlace) -> bool:
    """Tell whether a new epoch hangs on nothing, or on what was before it."""
    own = link.c
    there = select(own.seq).where(own.kiosk == kiosk, own.hash == prev)
    before = there.where(tuple_(own.epoch, own.seq) < tuple_(*place))
    return prev == ZERO_HASH or one(db, before.limit(1)) is not None


def _broken(where: str, why: str) -> Message:
    return Message("operator__broken", where=where, why=Message(why))


def _hash(kiosk: str, row: Row) -> bytes:
    """Return a link's hash: over the payload, where that was not forgotten."""
    digest = row["digest"]
    if row["forgotten_at"] is None:
        head = EventHead(
            *(kiosk, row["id"], row["kind"]),
            *(row["wall_us"], row["mono_us"], row["boot_id"]),
        )
        digest = event_digest(head, row["payload"])
    return link_hash(row["prev_hash"], EventPlace(row["epoch"], row["seq"]), digest)
