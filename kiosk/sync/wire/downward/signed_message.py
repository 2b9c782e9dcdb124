"""What a center says to one machine, signed: both ends, and who may sign.

The signing key is no key of a web page: its certificate is issued by the center's
authority for this one purpose, so a kiosk needs nothing but the authorities that it
trusts already. Whose message it is and how old stands in the body.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import Pem

MOST_BODY = 512 * 1024
MachineMark = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
"""`machine_mark` of who is meant: another machine under the same name is not."""
_DOMAIN = b"kiosk-downward-1\n"


class Purpose(StrEnum):
    """What a message is; a signature for one holds for no other."""

    ORDER = "order"
    EDITION = "edition"


class SignedMessage(Record, frozen=True):
    """A body as it was signed, and by whom."""

    body: Annotated[bytes, msgspec.Meta(max_length=MOST_BODY)]
    """JSON; what it is, the purpose says."""
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    """Ed25519 over a domain, the purpose and the body."""
    certificate: Pem
    """The signer's, issued by the center's authority."""


class UnsignedMessage(Exception):
    """Nobody whom this machine trusts has said this."""


def machine_mark(signing_key: bytes) -> bytes:
    """Return what stands for a machine: a hash over its raw Ed25519 public key."""
    return hashlib.sha256(b"kiosk-machine-1\n" + signing_key).digest()


def signed(
    key: Ed25519PrivateKey, certificate: str, purpose: Purpose, body: bytes
) -> SignedMessage:
    """Sign a body."""
    return SignedMessage(body, key.sign(_signed_part(purpose, body)), certificate)


def opened(
    message: SignedMessage,
    purpose: Purpose,
    authorities: Iterable[x509.Certificate],
    now: datetime | None,
) -> bytes:
    """Return the body of a message that one of the authorities stands behind.

    :param now: None where nobody knows the time; then no date is looked at.
    :raises UnsignedMessage: when none does.
    """
    try:
        signer = x509.load_pem_x509_certificate(message.certificate.encode("ascii"))
        key = signer.public_key()
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except Exception as error:  # parsers raise many kinds on hostile input
        raise UnsignedMessage("no certificate") from error
    if not isinstance(key, Ed25519PublicKey) or list(usage.value) != [
        ExtendedKeyUsageOID.CODE_SIGNING
    ]:
        raise UnsignedMessage("not a certificate for this")
    if not any(_issued_by(signer, each) for each in authorities):
        raise UnsignedMessage("of no authority that is trusted here")
    if now is not None and not (
        signer.not_valid_before_utc <= now < signer.not_valid_after_utc
    ):
        raise UnsignedMessage("not in its time")
    try:
        key.verify(message.signature, _signed_part(purpose, message.body))
    except InvalidSignature as error:
        raise UnsignedMessage("wrong signature") from error
    return message.body


def _issued_by(signer: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        signer.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _signed_part(purpose: Purpose, body: bytes) -> bytes:
    return _DOMAIN + purpose.encode("ascii") + b"\n" + body
