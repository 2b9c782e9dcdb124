"""Seals an identity to the center's public key: HPKE (RFC 9180).

After sealing the kiosk itself cannot read it any more. Which key is used and what is
kept is decided elsewhere.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.domain.applications import ActId, ByNumber, LossKind, NewPin, Who
from kiosk.domain.faults import Fault, KioskError
from kiosk.sync.wire.applications_wire import (
    IdCardIdentity,
    Identity,
    NumberIdentity,
    PinIdentity,
    Sealed,
    SealingKey,
    WaitingReport,
)

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_DECODER: msgspec.json.Decoder[Identity] = msgspec.json.Decoder(Identity)
_PADDED = 256
"""All sealed texts are so long, or a multiple: the length tells nothing of the PIN."""


class SealUnreadable(KioskError):
    """A sealed identity does not open or is none, or there is no key to make one."""

    fault = Fault.CENTER_BAD_ANSWER


def info_of(label: bytes, *parts: str) -> bytes:
    """Return HPKE's info: a label, then each part in UTF-8 behind its length."""
    said = (part.encode("utf-8") for part in parts)
    return label + b"".join(len(part).to_bytes(2, "big") + part for part in said)


def seal_bytes(public: bytes, info: bytes, data: bytes) -> bytes:
    """Seal something to a public key, good for one purpose.

    :raises SealUnreadable: when the key is none: a point of low order would let
        whoever sent it read along.
    """
    try:
        return SUITE.encrypt(data, X25519PublicKey.from_public_bytes(public), info)
    except ValueError:
        raise SealUnreadable("The sealing key is none.") from None


def open_bytes(key: X25519PrivateKey, info: bytes, sealed: bytes) -> bytes:
    """Return what was sealed.

    :raises SealUnreadable: when it was sealed to another key or for anything else.
    """
    try:
        return SUITE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError):
        raise SealUnreadable("What was sealed does not open.") from None


class Binding(NamedTuple):
    """What a seal is good for; with anything else it does not open."""

    kiosk: str
    act: ActId
    purpose: str
    """`loss.temporary`, `loss.formal`, `release`, `pin`, `contact`, `progress`,
    `replacement`, `registration`, `undo.` and an act, or `withdraw.` and what
    `withdraw_purpose` makes of the reports."""

    def info(self) -> bytes:
        """Return HPKE's info: a label, then each part behind its length."""
        return info_of(b"kiosk-act-1", *self)


def loss_purpose(kind: LossKind) -> str:
    """Return the purpose of a loss report."""
    return f"loss.{kind}"


def undo_purpose(of: ActId) -> str:
    """Return the purpose of taking an act back."""
    return f"undo.{of}"


def withdraw_purpose(reports: Sequence[WaitingReport]) -> str:
    """Return the purpose of taking these waiting reports back, and no others."""
    said = ",".join(f"{report.act}.{report.kind}" for report in reports)
    return f"withdraw.{hashlib.sha256(said.encode()).hexdigest()[:32]}"


RELEASE = "release"
REGISTRATION = "registration"
PIN = "pin"
REGISTRATION = "registration"
"""At a hospital; see `wire/services/hospital_wire.py`."""
CONTACT = "contact"
PROGRESS = "progress"
REPLACEMENT = "replacement"


def key_id(public: bytes) -> str:
    """Return the name of a public key: the head of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_whole(key: SealingKey) -> bool:
    """Tell whether a key is the one its id says."""
    return key_id(key.public) == key.id


def seal_identity(key: SealingKey, binding: Binding, who: Who | NewPin) -> Sealed:
    """Seal who a person says to be, or a new PIN, for one act at one kiosk.

    :raises SealUnreadable: when the key is not the one its id says, or is none.
    """
    if not is_whole(key):
        raise SealUnreadable("The sealing key is not the one it says it is.")
    text = msgspec.json.encode(_plain(who))
    # White space behind JSON means nothing.
    text = text.ljust(-(-len(text) // _PADDED) * _PADDED)
    return Sealed(key.id, seal_bytes(key.public, binding.info(), text))


def open_identity(key: X25519PrivateKey, binding: Binding, sealed: Sealed) -> Identity:
    """Return the identity; only the center has the key for it.

    :raises SealUnreadable: when it was sealed to another key or for anything else.
    """
    text = open_bytes(key, binding.info(), sealed.data)
    try:
        return _DECODER.decode(text)
    except (ValueError, msgspec.DecodeError):
        # Without the cause: a decoder's message may quote what it read.
        raise SealUnreadable("A sealed identity does not open.") from None


def _plain(who: Who | NewPin) -> Identity:
    if isinstance(who, NewPin):
        card = who.id_card
        return PinIdentity(
            who.pin.reveal(),
            who.old.reveal() if who.old else "",
            card.number if card else "",
            card.name if card else "",
        )
    if isinstance(who, ByNumber):
        return NumberIdentity(who.number, who.pin.reveal())
    return IdCardIdentity(who.number, who.name)
