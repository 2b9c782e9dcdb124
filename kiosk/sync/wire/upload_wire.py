"""The journal on its way: the position handshake and the batches."""

from datetime import datetime
from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import (
    Hash,
    KioskId,
    Loose,
    Micros,
    Number,
    Sentence,
    Word,
)

MAX_BATCH_EVENTS = 200
MAX_NOTE = 300
NOTES_AT_ONCE = 5
EventId = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


SIGNATURE_HEADER = "kiosk-signature"
"""Base64 of the Ed25519 signature over the request body as sent (compressed)."""


MAX_EPOCH_STEP = 1_000_000
"""How far a new epoch may be above the center's: the last number must stay far off."""


TWIN = "twin"
"""The code of a 409: the epoch goes on with a history that another machine left behind
it, so two machines report under one name. Staff decides (`kiosk center settle`)."""


class RefusedNote(Record, frozen=True):
    """What staff at the center says of an event that it refused: it is dealt with."""

    number: Number
    """Grows with each note for a kiosk; the kiosk asks for those behind its last."""
    event: EventId
    epoch: Number
    seq: Number
    code: Word
    """Why it was refused, for a kiosk that the refusal itself never reached."""
    note: Annotated[str, msgspec.Meta(max_length=MAX_NOTE)]
    by: Word
    at: Annotated[datetime, msgspec.Meta(tz=True)]


class Position(Record, frozen=True, omit_defaults=True):
    """`GET /v1/kiosk/{id}/position`: how far the center has got with a kiosk.

    `epoch` 0 means that it has nothing yet. With `?notes=` and the number of the last
    note that the kiosk keeps, the next few come along; an older kiosk asks for none.
    """

    epoch: Number
    seq: Number
    hash: Hash
    durable_seq: Number
    """Up to `durable_epoch`:`durable_seq` a verified backup has it, so the center will
    never ask again, whatever it restores. Both are 0 when no backup has anything."""
    durable_epoch: Number = 0
    notes: Annotated[
        tuple[RefusedNote, ...], msgspec.Meta(max_length=NOTES_AT_ONCE)
    ] = ()


class Event(Record, frozen=True):
    """One journal event as uploaded, unsealed; order is (epoch, seq) only."""

    epoch: Number
    seq: Number
    id: EventId
    """UUIDv7; its time part informs, nothing sorts or expires by it."""
    kind: Loose
    """A dotted word of at most 64 letters."""
    wall_us: Micros
    mono_us: Micros
    boot_id: Loose
    """At most 64 letters."""
    prev_hash: Hash
    hash: Hash
    payload: msgspec.Raw
    """JSON, exactly the bytes that were hashed."""


class Batch(Record, frozen=True):
    """`POST /v1/batch`: at most 200 events and 256 KiB, deflated, signed."""

    kiosk: KioskId
    events: list[Event]


class RejectedEvent(Record, frozen=True):
    """An event the center will never take; staff must look at it."""

    seq: Number
    code: Word
    reason: Sentence


class BatchAccepted(Record, frozen=True):
    """200: stored and committed up to `acked_seq` of `epoch`."""

    epoch: Number
    acked_seq: Number
    hash: Hash
    durable_seq: Number
    rejected: tuple[RejectedEvent, ...] = ()
    durable_epoch: Number = 0


class BatchConflict(Record, frozen=True):
    """409: `gap` means send again from `position`; `fork` means a new epoch.

    `twin` means to stop: another machine reports under this name."""

    code: Word
    position: Position
