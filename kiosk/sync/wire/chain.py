"""The hash chain both ends compute: what an event is, and where it stands.

Part of the wire: a center in another language must compute the same bytes, so the
layout is written out here. Nothing is stored or sent.
"""

import hashlib
from struct import Struct
from typing import NamedTuple

ZERO_HASH = bytes(32)
_PLACE, _TIMES = Struct(">QQ").pack, Struct(">qq").pack
_LENGTH = Struct(">I").pack


class EventPlace(NamedTuple):
    """Where an event stands; places compare in the order of the journal."""

    epoch: int
    seq: int


NOWHERE = EventPlace(0, 0)
"""Before the first event of all."""


class EventHead(NamedTuple):
    """What is known of an event beside its payload and its place."""

    kiosk: str
    id: bytes
    kind: str
    wall_us: int
    mono_us: int
    boot_id: str

    def canonical(self) -> bytes:
        """Return the head as bytes that no other head has.

        Texts are UTF-8 behind a 4-byte big-endian length, the id is 16 bytes, the
        times are 8-byte big-endian signed integers.
        """
        kiosk, id_, kind, wall, mono, boot_id = self
        times = _TIMES(wall, mono)
        return _text(kiosk) + id_ + _text(kind) + times + _text(boot_id)


def event_digest(head: EventHead, payload: bytes) -> bytes:
    """Return what an event is, wherever it stands: SHA-256 over head and payload.

    Two events with one id and another digest are two histories of one kiosk.
    """
    return canonical_digest(head.canonical(), payload)


def canonical_digest(head: bytes, payload: bytes) -> bytes:
    """Return the same for a head that is bytes already."""
    return hashlib.sha256(b"kiosk-event-1" + head + payload).digest()


def link_hash(prev_hash: bytes, place: EventPlace, digest: bytes) -> bytes:
    """Return the chain's hash at a place: SHA-256 over all that came before it."""
    return hashlib.sha256(
        b"kiosk-link-1" + prev_hash + place_bytes(place) + digest
    ).digest()


def place_bytes(place: EventPlace) -> bytes:
    """Return epoch and sequence as 8 big-endian bytes each."""
    return _PLACE(*place)


def _text(text: str) -> bytes:
    data = text.encode("utf-8")
    return _LENGTH(len(data)) + data
