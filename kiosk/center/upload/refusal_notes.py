"""Events that were refused: staff's work list, and the note that ends each of them.

An event is stored and chained whether it is refused or not. A note has a number that
grows for its kiosk, also behind a center that was put back: so the kiosk, which asks
for those behind its last one, misses none.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, and_, func, insert, select, update

from kiosk.center.database.schema import (
    AnyText,
    Blob,
    Number,
    Row,
    Seconds,
    Words,
    table,
)
from kiosk.center.database.transactions import (
    every,
    hold,
    insert_new,
    one,
    transaction,
)
from kiosk.center.identity.identity_tables import kiosk as kiosk_table
from kiosk.center.upload.upload_tables import event, link
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.machine_events import RefusedSettled
from kiosk.sync.wire.upload_wire import NOTES_AT_ONCE, RefusedNote

refusal_note = table(
    "refusal_note",
    Column("kiosk", Words, primary_key=True),
    Column("event", Blob, primary_key=True),
    Column("number", Number, nullable=False, comment="0: the kiosk ended it itself"),
    Column("epoch", Number, nullable=False),
    Column("seq", Number, nullable=False),
    Column("note", AnyText, nullable=False),
    Column("by", AnyText, nullable=False),
    Column("at", Seconds, nullable=False),
    Column("arrived_at", Seconds, comment="when the kiosk said that it has it"),
    Index("refusal_note_number", "kiosk", "number"),
)
LISTED = 1000


class RefusedAtCenter(NamedTuple):
    """One refused event; with a note it is on its way to the kiosk."""

    kiosk: str
    place: EventPlace
    id: bytes
    kind: str
    code: str
    reason: str
    since: float
    by: str | None
    """Who wrote the note that has not arrived yet; None: nobody has."""


class UnknownRefusal(Exception):
    """There is no such event, it was not refused, or it is dealt with."""


def refused_events(db: Connection) -> list[RefusedAtCenter]:
    """Return what is still on the list, the oldest first; of very many the oldest.

    With a note an event stays on it until the kiosk has said that it has the note.
    """
    own, told = event.c, refusal_note.c
    same = and_(told.kiosk == own.kiosk, told.event == own.id)
    wanted = select(own.kiosk, own.id, own.kind, own.refused_code, own.refused_reason)
    wanted = wanted.add_columns(own.received_at, told.by)
    wanted = wanted.select_from(event.outerjoin(refusal_note, same))
    wanted = wanted.where(own.refused_code.is_not(None), told.arrived_at.is_(None))
    rows = every(db, wanted.order_by(own.received_at, own.kiosk, own.id).limit(LISTED))
    ids: defaultdict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        ids[row["kiosk"]].append(bytes(row["id"]))
    places = {kiosk: _places(db, kiosk, mine) for kiosk, mine in ids.items()}
    return [_listed(row, places[row["kiosk"]]) for row in rows]


def _listed(row: Row, places: dict[bytes, EventPlace]) -> RefusedAtCenter:
    event_id = bytes(row["id"])
    return RefusedAtCenter(
        *(row["kiosk"], places[event_id], event_id, row["kind"]),
        *(row["refused_code"], row["refused_reason"], row["received_at"], row["by"]),
    )


def _places(
    db: Connection, kiosk: str, ids: Sequence[bytes]
) -> dict[bytes, EventPlace]:
    """Return where events stand in their kiosk's journal, the newest place of each."""
    own = link.c
    at = select(own.id, own.epoch, own.seq).where(own.kiosk == kiosk, own.id.in_(ids))
    rows = every(db, at.order_by(own.epoch, own.seq))
    return {bytes(row["id"]): EventPlace(row["epoch"], row["seq"]) for row in rows}


def resolve(
    db: Connection, kiosk: str, event_id: bytes, note: str, by: str, now: float
) -> None:
    """Write what was done about a refused event, for its kiosk to show.

    :raises UnknownRefusal: when there is nothing to deal with.
    """
    with transaction(db):
        # Numbers grow for a kiosk: so its notes are written one after another.
        hold(db, kiosk_table, id=kiosk)
        own = event.c
        there = select(own.id).where(own.kiosk == kiosk, own.id == event_id)
        if one(db, there.where(own.refused_code.is_not(None))) is None:
            raise UnknownRefusal
        row = {"kiosk": kiosk, "event": event_id, **_place_of(db, kiosk, event_id)}
        row |= {"number": _next_number(db, kiosk, now), "note": note}
        if not insert_new(db, refusal_note, [{**row, "by": by, "at": now}]):
            raise UnknownRefusal


def _place_of(db: Connection, kiosk: str, event_id: bytes) -> dict[str, int]:
    place = _places(db, kiosk, [event_id])[event_id]
    return {"epoch": place.epoch, "seq": place.seq}


def _next_number(db: Connection, kiosk: str, now: float) -> int:
    """Return a number above all of this kiosk's, those of a lost database as well."""
    own = refusal_note.c
    newest = select(func.max(own.number)).where(own.kiosk == kiosk)
    return max((db.execute(newest).scalar_one() or 0) + 1, int(now * 1e6))


def notes_behind(db: Connection, kiosk: str, number: int) -> tuple[RefusedNote, ...]:
    """Return the next few notes that a kiosk does not have."""
    own = refusal_note.c
    code = select(event.c.refused_code).where(
        event.c.kiosk == own.kiosk, event.c.id == own.event
    )
    wanted = select(refusal_note, code.scalar_subquery().label("code"))
    wanted = wanted.where(own.kiosk == kiosk, own.number > number, own.number > 0)
    rows = every(db, wanted.order_by(own.number).limit(NOTES_AT_ONCE))
    return tuple(map(_note, rows))


def _note(row: Row) -> RefusedNote:
    return RefusedNote(
        number=row["number"],
        event=bytes(row["event"]),
        epoch=row["epoch"],
        seq=row["seq"],
        code=row["code"] or "",
        note=row["note"],
        by=row["by"],
        at=datetime.fromtimestamp(int(row["at"]), UTC),
    )


def settled(db: Connection, kiosk: str, told: RefusedSettled, now: float) -> None:
    """Take an event off the list: its kiosk has the note, or dealt with it itself."""
    try:
        event_id = bytes.fromhex(told.event)
    except ValueError:
        return  # a claim about no event
    own = refusal_note.c
    mine = and_(own.kiosk == kiosk, own.event == event_id)
    there = select(event.c.id).where(event.c.kiosk == kiosk, event.c.id == event_id)
    if one(db, there.where(event.c.refused_code.is_not(None))) is None:
        return
    if one(db, select(own.number).where(mine)) is not None:
        db.execute(update(refusal_note).where(mine).values(arrived_at=now))
        return
    ended = {"kiosk": kiosk, "event": event_id, **_place_of(db, kiosk, event_id)}
    ended |= {"number": 0, "note": "", "by": "", "at": now, "arrived_at": now}
    db.execute(insert(refusal_note).values(**ended))
