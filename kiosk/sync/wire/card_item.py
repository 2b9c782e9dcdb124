"""The digest that stands for what a card gives after its PIN; part of the wire."""

import hashlib


def digest_of(card_id: str, item: str, value: bytes) -> bytes:
    """Return what stands for a value at the center, bound to its card and item.

    :param value: as the card has it, without the filling behind it.
    """
    parts = (b"kiosk-card-item-1", card_id.upper().encode(), item.encode(), value)
    framed = (len(part).to_bytes(2, "big") + part for part in parts)
    return hashlib.sha256(b"".join(framed)).digest()
