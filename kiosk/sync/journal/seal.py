"""Sealing of journal payloads: one AES-256 key per epoch, wrapped by the device key.

A seal binds the payload to its place, so a row that was moved, swapped or edited does
not open. Nothing here reads or writes a table.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.domain.message import Message
from kiosk.settings.told import Told
from kiosk.sync.wire.chain import EventPlace, place_bytes

_NONCE = 12


class SealBroken(Told):
    """A sealed value does not open with this key at this place."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def new_wrapped_key(wrapping: bytes, kiosk: str, epoch: int) -> bytes:
    """Return a fresh epoch key, wrapped: 12 bytes nonce, 32 of key, 16 of tag."""
    return _seal(AESGCM(wrapping), AESGCM.generate_key(256), _scope(kiosk, epoch))


def unwrap_key(wrapping: bytes, kiosk: str, epoch: int, wrapped: bytes) -> AESGCM:
    """Return an epoch's cipher.

    :raises SealBroken: when the device key is not the one that wrapped it.
    """
    return AESGCM(_open(AESGCM(wrapping), wrapped, _scope(kiosk, epoch)))


def seal(
    cipher: AESGCM, head: bytes, place: EventPlace, prev_hash: bytes, payload: bytes
) -> bytes:
    """Return the payload sealed: 12 bytes nonce, the text, 16 bytes tag.

    :param head: the canonical one.
    """
    return _seal(cipher, payload, _position(head, place, prev_hash))


def unseal(
    cipher: AESGCM, head: bytes, place: EventPlace, prev_hash: bytes, sealed: bytes
) -> bytes:
    """Return the payload.

    :raises SealBroken: when head, place, chain or payload are not the sealed ones.
    """
    return _open(cipher, sealed, _position(head, place, prev_hash))


def _position(head: bytes, place: EventPlace, prev_hash: bytes) -> bytes:
    return b"kiosk-seal-1" + place_bytes(place) + prev_hash + head


def _scope(kiosk: str, epoch: int) -> bytes:
    return b"kiosk-epoch-1" + epoch.to_bytes(8, "big") + kiosk.encode("utf-8")


def _seal(cipher: AESGCM, data: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, data, associated)


def _open(cipher: AESGCM, sealed: bytes, associated: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
    except (InvalidTag, ValueError) as error:
        raise SealBroken(Message("journal__seal_broken")) from error
