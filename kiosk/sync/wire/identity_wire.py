"""Enrolment, renewal and the sign of life, as both ends speak of them."""

from datetime import datetime
from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import KioskId, Pem, Word


class Enrolment(Record, frozen=True):
    """`POST /v1/enrol`: a new kiosk shows its one-time code."""

    code: Word
    kiosk: KioskId
    certificate_request: Pem
    """PEM; the private key never leaves the kiosk."""
    signing_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    """The raw Ed25519 public key that will sign batches."""


class Enrolled(Record, frozen=True):
    """The answer: what the kiosk keeps."""

    certificate: Pem
    authority: Pem
    """PEM of the center's certificate authority."""


class Renewal(Record, frozen=True, omit_defaults=True):
    """`POST /v1/renew`: an enrolled kiosk asks, over its certificate, for the next.

    The answer is `Enrolled`. The old certificate is honoured until the new one is
    first shown, so an answer that was lost costs nothing.
    """

    certificate_request: Pem
    """PEM; the same key may be used, and whatever name it has is not looked at."""
    authority: Word = ""
    """The fingerprint of the newest authority that the kiosk trusts; empty: an older
    kiosk, which knows one. An older center does not know this field."""


MOST_AUTHORITIES = 8
STATEMENT = b"kiosk-authorities-1\n"
"""Before what is signed: SHA-256 of each certificate's DER, in order."""


class TrustedAuthorities(Record, frozen=True):
    """`GET /v1/authorities`: which authorities hold, the newest first.

    A kiosk takes a newer one when one that it trusts vouches for it, and drops an older
    one when the newest says so.
    """

    certificates: Annotated[tuple[Pem, ...], msgspec.Meta(max_length=MOST_AUTHORITIES)]
    """PEM, one each."""
    vouched: Annotated[tuple[Pem, ...], msgspec.Meta(max_length=MOST_AUTHORITIES)]
    """PEM: keys of authorities, certified by the one before each, the newest first."""
    signature: Annotated[bytes, msgspec.Meta(max_length=256)]
    """ECDSA by the newest one; empty where there never was another."""


class Reenrolment(Record, frozen=True):
    """`POST /v1/reenrol`: a kiosk whose certificate ended asks for another.

    Signed with its signing key, in the header of batches; staff has to approve.
    """

    kiosk: KioskId
    certificate_request: Pem


REENROLMENT = b"kiosk-reenrolment-1\n"
"""Before the body, in what is signed."""


class Reenrolled(Record, frozen=True, omit_defaults=True):
    """The answer: it waits, or here is the certificate."""

    waits_since: datetime | None = None
    """When it first asked, while nobody has approved it."""
    certificate: Pem = ""
    authorities: TrustedAuthorities | None = None


class Health(Record, frozen=True):
    """`GET /v1/health`: the center's clock, version and region."""

    time: datetime
    version: Word
    region: Word = ""
    """The id of the profile that acts are judged by; empty: it does not say."""
