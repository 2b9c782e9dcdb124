"""The root key as it lies in a backup: sealed under a passphrase that is nowhere kept.

scrypt makes each guess cost memory and time; what it costs stands in the file.
"""

import os
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

SHORTEST = 12
_COST, _MOST_COST = 2**16, 2**20
_PURPOSE = b"kiosk-root-key-1"


class WrongPassphrase(Told, SetupError):
    """The passphrase is too short, or not the one of this backup."""


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cost: Annotated[int, msgspec.Meta(ge=2**14, le=_MOST_COST)]
    salt: Annotated[bytes, msgspec.Meta(min_length=16, max_length=64)]
    nonce: Annotated[bytes, msgspec.Meta(min_length=12, max_length=12)]
    sealed: Annotated[bytes, msgspec.Meta(max_length=256)]

    def __repr__(self) -> str:
        return "_Envelope(hidden)"


def seal_key(key: bytes, passphrase: bytes) -> bytes:
    """Return a file with the key.

    :raises WrongPassphrase: when the passphrase is too short.
    """
    if len(passphrase) < SHORTEST:
        raise WrongPassphrase(Message("copies__short", least=SHORTEST))
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = _cipher(passphrase, salt, _COST).encrypt(nonce, key, _PURPOSE)
    return msgspec.json.encode(_Envelope(_COST, salt, nonce, sealed))


def open_key(data: bytes, passphrase: bytes) -> bytes:
    """Return the key of such a file.

    :raises WrongPassphrase: when it does not open.
    """
    try:
        own = msgspec.json.decode(data, type=_Envelope)
        cipher = _cipher(passphrase, own.salt, own.cost)
        return cipher.decrypt(own.nonce, own.sealed, _PURPOSE)
    except (InvalidTag, msgspec.DecodeError, UnicodeDecodeError, ValueError):
        # Without the cause: it may quote what it read.
        raise WrongPassphrase(Message("copies__wrong_passphrase")) from None


def _cipher(passphrase: bytes, salt: bytes, cost: int) -> AESGCM:
    return AESGCM(Scrypt(salt, 32, cost, 8, 1).derive(passphrase))
