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


class Renewal(Record, frozen=True):
    """`POST /v1/renew`: an enrolled kiosk asks, over its certificate, for the next.

    The answer is `Enrolled`. The old certificate is honoured until the new one is
    first shown, so an answer that was lost costs nothing.
    """

    certificate_request: Pem
    """PEM; the same key may be used, and whatever name it has is not looked at."""


class Health(Record, frozen=True):
    """`GET /v1/health`: the center's clock, version and region."""

    time: datetime
    version: Word
    region: Word = ""
    """The id of the profile that acts are judged by; empty: it does not say."""
