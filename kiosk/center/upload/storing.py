"""Stores the new part of a batch: events once, their effects with them, and links.

In the caller's transaction, which holds the kiosk's position: nobody else stores
anything of this kiosk meanwhile.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.database.bulk_insert import bulk_insert
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.events.effects import take_effect
from kiosk.center.fleet.counts import NewEvent, count
from kiosk.center.server.refusals import Refusal
from kiosk.center.upload.upload_tables import event as event_table
from kiosk.center.upload.upload_tables import link as link_table
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.journal_event import KIND_RULE, MAX_PAYLOAD
from kiosk.sync.wire.upload_wire import Event, RejectedEvent

MAX_BOOT_ID = 64


class NewLink(NamedTuple):
    """An event of a batch with what was computed for it."""

    event: Event
    place: EventPlace
    digest: bytes


def store(
    db: Connection,
    kiosk: str,
    links: list[NewLink],
    now: float,
    keys: ActKeys | None,
) -> list[RejectedEvent]:
    """Store links, and their events, with their effects, where they are really new.

    Return which of the events this center cannot use.

    :raises Refusal: `bad_chain` when an id is known with another content.
    """
    known = known_events(db, kiosk, [link.event.id for link in links])
    digests = {id_: bytes(row["digest"]) for id_, row in known.items()}
    fresh: list[tuple[NewLink, str | None, str | None]] = []
    for link in links:
        if link.event.id not in digests:
            digests[link.event.id] = link.digest
            fresh.append((link, *_refusal_of(link.event)))
        elif digests[link.event.id] != link.digest:
            raise Refusal(400, "bad_chain", "An event's id has another content here.")
    rows = [_row(kiosk, link, code, why, now) for link, code, why in fresh]
    bulk_insert(db, event_table, rows)
    bulk_insert(db, link_table, [_link_row(kiosk, link) for link in links])
    for link, code, _ in fresh:
        if code is None:
            payload = bytes(link.event.payload)
            take_effect(db, kiosk, link.event.kind, payload, now, keys)
    count(db, kiosk, [_counted(link) for link, code, _ in fresh if code is None], now)
    told = {
        id_: (row["refused_code"], row["refused_reason"]) for id_, row in known.items()
    }
    told |= {link.event.id: (code, why) for link, code, why in fresh}
    found = ((link.place.seq, *told[link.event.id]) for link in links)
    return [RejectedEvent(seq, code, why or "") for seq, code, why in found if code]


def known_events(db: Connection, kiosk: str, ids: Sequence[bytes]) -> dict[bytes, Row]:
    """Return what of the events is here; the held position keeps it so."""
    own = event_table.c
    here = select(own.id, own.digest, own.refused_code, own.refused_reason)
    # A kiosk's ids grow, so a batch lies between its ends: without them a server that
    # has not counted the table yet reads all that it has of the kiosk.
    near = own.id.between(min(ids), max(ids))
    rows = every(db, here.where(own.kiosk == kiosk, near, own.id.in_(ids)))
    return {bytes(row["id"]): row for row in rows}


def _row(
    kiosk: str, link: NewLink, code: str | None, why: str | None, now: float
) -> tuple[object, ...]:
    event = link.event
    return (
        *(kiosk, event.id, link.digest, event.kind, event.wall_us, event.mono_us),
        *(event.boot_id, bytes(event.payload), code, why, now, None),
    )


def _counted(link: NewLink) -> NewEvent:
    event = link.event
    return NewEvent(event.id, event.kind, event.wall_us, bytes(event.payload))


def _link_row(kiosk: str, link: NewLink) -> tuple[object, ...]:
    event = link.event
    return (kiosk, *link.place, event.id, event.prev_hash, event.hash)


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
