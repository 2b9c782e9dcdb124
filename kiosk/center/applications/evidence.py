"""What the center seals of an act for itself, so that it can know the act again.

The kiosk keeps it in its journal and can neither read nor make it: it is bound to the
kiosk and the act by a key that follows from the center's own. See docs/acts.md.
"""

import os
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.center.applications.application_keys import ActKeys
from kiosk.domain.applications import MAX_EVIDENCE, ActId
from kiosk.sync.wire.sealing import info_of

PURPOSE = b"act-evidence"
_VERSION, _NONCE = b"\1", 12


class EvidenceUnreadable(Exception):
    """It is not this center's, or not of this act at this kiosk."""


class ActEffect(msgspec.Struct, frozen=True, array_like=True):
    """What an act set; what it left as it was is None."""

    state: str | None = None
    """How the card stood after it."""
    loss_until: float | None = None
    contact: dict[str, str] | None = None
    """The fields that were changed, as they were given."""
    verifier: str | None = None
    """Of the service PIN."""
    pin_changed: bool = False
    signed: str | None = None
    """The day of a sign-in as unemployed."""

    def __repr__(self) -> str:
        return "ActEffect(hidden)"


NOTHING = ActEffect()


class ActEvidence(msgspec.Struct, frozen=True, array_like=True):
    """An act's row in the book, and its effect."""

    row: dict[str, Any]
    effect: ActEffect

    def __repr__(self) -> str:
        return "ActEvidence(hidden)"


def seal(keys: ActKeys, kiosk: str, act: ActId, evidence: ActEvidence) -> bytes:
    """Seal what is known of an act.

    :raises ValueError: when it is longer than an answer may carry.
    """
    plain = msgspec.msgpack.encode(evidence)
    nonce = os.urandom(_NONCE)
    sealed = _cipher(keys).encrypt(nonce, plain, _bound(kiosk, act))
    found = _VERSION + nonce + sealed
    if len(found) > MAX_EVIDENCE:
        raise ValueError("too much to give as evidence")
    return found


def open_evidence(keys: ActKeys, kiosk: str, act: ActId, sealed: bytes) -> ActEvidence:
    """Return what was sealed.

    :raises EvidenceUnreadable: when it is another center's, or of another act.
    """
    if sealed[:1] != _VERSION:
        raise EvidenceUnreadable("of no version that is known")
    nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        plain = _cipher(keys).decrypt(nonce, rest, _bound(kiosk, act))
        return msgspec.msgpack.decode(plain, type=ActEvidence)
    except (InvalidTag, ValueError, msgspec.DecodeError):
        # Without the cause: a decoder's message may quote what it read.
        raise EvidenceUnreadable("it does not open") from None


def _cipher(keys: ActKeys) -> AESGCM:
    return AESGCM(keys.derived(PURPOSE))


def _bound(kiosk: str, act: ActId) -> bytes:
    return info_of(b"kiosk-act-evidence-1", kiosk, act)
