"""Receipts that a center keeps for a later print: the key, the seal, what is asked.

A kiosk seals a receipt to a key of the center that ends: when it is gone, nobody opens
what the journal still holds. What a receipt looks like inside is the kiosks' matter.
"""

from datetime import datetime
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
)

from kiosk.domain.records import PersonalRecord, Record
from kiosk.sync.wire.contract import CardId, KioskId, Token, Word
from kiosk.sync.wire.receipt_codes import Kind, Serial
from kiosk.sync.wire.sealing import info_of, key_id, open_bytes, seal_bytes

MOST_COPIES = 999
Copies = Annotated[int, msgspec.Meta(ge=0, le=MOST_COPIES)]
MAX_SEALED = 32 * 1024
"""Bytes of one sealed receipt: its event is still smaller than an event may be."""
KEEP_DAYS = 30
MOST_KEPT = 20
"""Receipts of one holder; the oldest gives way, so that nobody is refused."""


class ReceiptKey(Record, frozen=True):
    """`GET /v1/keys/receipts`: the key to seal receipts with, and how long."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    public: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    until: datetime
    """Not to be used afterwards: what is sealed then may be gone too soon."""


class KeepRequest(PersonalRecord, frozen=True):
    """What a journal event must say so that a receipt can be kept."""

    number: Serial
    receipt: Kind
    card: CardId
    copies: Copies
    key: Word
    sealed: Annotated[bytes, msgspec.Meta(max_length=MAX_SEALED)]


class KeptReceipt(PersonalRecord, frozen=True):
    """One receipt that can be printed again."""

    number: Serial
    kind: Kind
    kiosk: KioskId
    kept: datetime
    until: datetime
    copies: Copies
    """How often its number may be on paper already."""


class KeptReceipts(PersonalRecord, frozen=True):
    """`POST /v1/records/receipts`: the holder's, the newest first."""

    as_of: datetime
    receipts: Annotated[tuple[KeptReceipt, ...], msgspec.Meta(max_length=MOST_KEPT)]


class ReceiptRequest(Record, frozen=True):
    """`POST /v1/records/receipt`: one of them."""

    token: Token
    kiosk: KioskId
    number: Serial


class ReceiptContent(PersonalRecord, frozen=True):
    """What the kiosk that made it wrote, as it wrote it."""

    content: Annotated[bytes, msgspec.Meta(max_length=MAX_SEALED)]
    copies: Copies


def is_whole(key: ReceiptKey) -> bool:
    """Tell whether a key is the one its id says."""
    return key_id(key.public) == key.id


def seal_receipt(
    key: ReceiptKey, kiosk: str, card: CardId, number: str, content: bytes
) -> bytes:
    """Seal a receipt for one card's holder.

    :raises SealUnreadable: when the key is none.
    """
    return seal_bytes(key.public, _info(kiosk, card, number), content)


def open_receipt(
    key: X25519PrivateKey, kiosk: str, card: CardId, number: str, sealed: bytes
) -> bytes:
    """Return a sealed receipt; with another kiosk, card or number it does not open.

    :raises SealUnreadable: when it was sealed to another key or for anything else.
    """
    return open_bytes(key, _info(kiosk, card, number), sealed)


def _info(*parts: str) -> bytes:
    return info_of(b"kiosk-receipt-kept-1", *parts)
