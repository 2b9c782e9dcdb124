"""Technicians' accounts on their way to one machine: sealed for it, as both ends do.

The secret is the one of the code by telephone: machine and center share it without
having exchanged it. So neither a log between nor what the machine keeps tells a secret.
"""

import os
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.domain.records import Record

MOST_ACCOUNTS = 200
_NONCE = 12
_Key32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class CenterAccount(Record, frozen=True):
    """One person's account, as the center gives it."""

    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,16}$(?!\n)")]
    role: Annotated[int, msgspec.Meta(ge=1, le=9)]
    hashed: Annotated[str, msgspec.Meta(max_length=400)]
    secret: Annotated[bytes, msgspec.Meta(min_length=10, max_length=64)]

    def __repr__(self) -> str:
        return "CenterAccount(hidden)"


Accounts = Annotated[tuple[CenterAccount, ...], msgspec.Meta(max_length=MOST_ACCOUNTS)]


class AccountsContent(Record, frozen=True):
    """All accounts from the center, sealed."""

    center: _Key32
    """The center's public sealing key (X25519) by which the secret was made."""
    sealed: Annotated[bytes, msgspec.Meta(max_length=192 * 1024)]
    """AES-256-GCM: nonce, then data."""


class AccountsUnreadable(Exception):
    """Sealed for another machine, or by another key."""


def seal_accounts(
    secret: bytes, center: bytes, kiosk: str, accounts: Accounts
) -> AccountsContent:
    """Seal accounts for one machine.

    :param secret: what it shares with the center's key.
    """
    nonce, plain = os.urandom(_NONCE), msgspec.json.encode(accounts)
    sealed = nonce + _cipher(secret, kiosk).encrypt(nonce, plain, kiosk.encode())
    return AccountsContent(center, sealed)


def open_accounts(secret: bytes, kiosk: str, content: AccountsContent) -> Accounts:
    """Return what was sealed for this machine.

    :raises AccountsUnreadable: when it was not, or holds no accounts.
    """
    nonce, data = content.sealed[:_NONCE], content.sealed[_NONCE:]
    try:
        plain = _cipher(secret, kiosk).decrypt(nonce, data, kiosk.encode())
        return msgspec.json.decode(plain, type=Accounts)
    except (InvalidTag, ValueError):
        # Without the cause: a decoder's message may quote what it read.
        raise AccountsUnreadable("not for this machine") from None


def _cipher(secret: bytes, kiosk: str) -> AESGCM:
    info = f"kiosk-accounts-1 {kiosk}".encode()
    return AESGCM(HKDF(SHA256(), 32, None, info).derive(secret))
