"""The wire of certifications: how a person's benefits stand, and one act for them all.

The answer to the act is an `ActAnswer` with `certified`; asked again after a lost
answer it is the same. No behaviour here.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from kiosk.domain.applications import Reason
from kiosk.domain.records import PersonalRecord, Record
from kiosk.domain.services.eligibility import MOST_BENEFITS, Eligibility
from kiosk.domain.services.face import MOST_TOKEN, NONCE_LENGTH
from kiosk.sync.wire.applications_wire import Act
from kiosk.sync.wire.contract import Number, Token

Nonce = Annotated[bytes, msgspec.Meta(min_length=NONCE_LENGTH, max_length=NONCE_LENGTH)]


class EligibilityAnswer(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/records/eligibility`: each benefit and how its certification stands."""

    as_of: datetime
    today: date
    """The center's day, in China: what is due and what is done is counted by it."""
    benefits: Annotated[
        tuple[Eligibility, ...], msgspec.Meta(max_length=MOST_BENEFITS)
    ] = ()


class FaceRequest(PersonalRecord, frozen=True):
    """`POST /v1/eligibility/face`: a number for one look of this kiosk's module."""

    token: Token


class FaceLeave(Record, frozen=True, kw_only=True):
    """The number, good once, for this person at this kiosk; or why there is none."""

    nonce: Nonce | None = None
    seconds: Number = 0
    """So long it is good for."""
    refused: Reason | None = None


class FaceProof(Record, frozen=True):
    """The number and what the module signed; it says `passed`, or it is worth nothing.

    There is no picture in it, and none is kept anywhere.
    """

    nonce: Nonce
    token: Annotated[bytes, msgspec.Meta(max_length=MOST_TOKEN)]


class CertifyRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/certify`: certify every benefit that can be certified here."""

    act: Act
    token: Token
    face: FaceProof | None = None
    """None: only the card and its PIN speak for the person."""
