"""The wire between a kiosk and a center: every path, request and answer.

Both ends import these types, so they cannot drift; a city with its own back end
implements the OpenAPI document that is generated from them. No behaviour here.

Bytes travel as base64 (msgspec's own rule), decimals as text, times as RFC 3339 UTC.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

from kiosk.records import CardState, Contribution, Insurance, Record

API = "/v1"
MAX_BATCH_EVENTS = 200
MAX_BATCH_BYTES = 256 * 1024
SIGNATURE_HEADER = "kiosk-signature"
"""Base64 of the Ed25519 signature over the request body as sent (compressed)."""

KioskId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Problem(Record, frozen=True):
    """Every answer that is not a success."""

    code: str
    """A stable word such as `not_enrolled`, `gap`, `fork`, `proof_refused`."""
    message: str


class Enrolment(Record, frozen=True):
    """`POST /v1/enrol`: a new kiosk shows its one-time code."""

    code: str
    kiosk: KioskId
    certificate_request: str
    """PEM; the private key never leaves the kiosk."""
    signing_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    """The raw Ed25519 public key that will sign batches."""


class Enrolled(Record, frozen=True):
    """The answer: what the kiosk keeps."""

    certificate: str
    authority: str
    """PEM of the center's certificate authority."""


class Renewal(Record, frozen=True):
    """`POST /v1/renew`: an enrolled kiosk asks, over its certificate, for the next.

    The answer is `Enrolled`. The old certificate is honoured until the new one is
    first shown, so an answer that was lost costs nothing.
    """

    certificate_request: str
    """PEM; the same key may be used, and whatever name it has is not looked at."""


class Health(Record, frozen=True):
    """`GET /v1/health`: the center's clock, version and region."""

    time: datetime
    version: str
    region: str = ""
    """The id of the profile that acts are judged by; empty: it does not say."""


class Position(Record, frozen=True):
    """`GET /v1/kiosk/{id}/position`: how far the center has got with a kiosk.

    `epoch` 0 means that it has nothing yet.
    """

    epoch: int
    seq: int
    hash: Hash
    durable_seq: int
    """Up to here the center will never ask again, whatever it restores."""


class Event(Record, frozen=True):
    """One journal event as uploaded, unsealed; order is (epoch, seq) only."""

    epoch: int
    seq: int
    id: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
    """UUIDv7; its time part informs, nothing sorts or expires by it."""
    kind: str
    wall_us: int
    mono_us: int
    boot_id: str
    prev_hash: Hash
    hash: Hash
    payload: msgspec.Raw
    """JSON, exactly the bytes that were hashed."""


class Batch(Record, frozen=True):
    """`POST /v1/batch`: at most 200 events and 256 KiB, deflated, signed."""

    kiosk: KioskId
    events: list[Event]


class RejectedEvent(Record, frozen=True):
    """An event the center will never take; staff must look at it."""

    seq: int
    code: str
    reason: str


class BatchAccepted(Record, frozen=True):
    """200: stored and committed up to `acked_seq` of `epoch`."""

    epoch: int
    acked_seq: int
    hash: Hash
    durable_seq: int
    rejected: tuple[RejectedEvent, ...] = ()


class BatchConflict(Record, frozen=True):
    """409: `gap` means send again from `position`; `fork` means a new epoch."""

    code: str
    position: Position


class ChallengeRequest(Record, frozen=True):
    """`POST /v1/challenges`: asks for a number the card must answer."""

    card_id: str


class Challenge(Record, frozen=True):
    """What the card's INTERNAL AUTHENTICATE gets: eight bytes each."""

    id: str
    factor: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
    original: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class CardProof(Record, frozen=True):
    """The card's answer, good once, for this kiosk and this card, for minutes."""

    challenge_id: str
    card_id: str
    answer: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class Session(Record, frozen=True):
    """The answer to `POST /v1/sessions`: the proof was right.

    `token` opens this one person's records from this one kiosk until `expires`.
    """

    token: str
    expires: datetime
    state: CardState


class SessionRequest(Record, frozen=True):
    """`POST /v1/sessions`: the card proves itself, the center tells its state."""

    proof: CardProof


class ContributionsRequest(Record, frozen=True):
    """`POST /v1/records/contributions`: one insurance, all years."""

    token: str
    insurance: Insurance


class Contributions(Record, frozen=True):
    """All months the center has, oldest first, and when it last booked."""

    as_of: datetime
    holder_name: str
    contributions: list[Contribution]


CardChallenge = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class ExternalKeyRequest(Record, frozen=True):
    """`POST /v1/keys/external`: use a key of the proved card for its terminal.

    The card is the one whose session the token opened.
    """

    token: str
    key: Literal["RKSSSE", "PUK"]
    challenge: CardChallenge
    """What the card's GET CHALLENGE gave."""


class PinReloadRequest(Record, frozen=True):
    """`POST /v1/keys/pin`: encrypt a new PIN for the proved card, or unlock it.

    Only after staff made sure who the person is and released this card.
    """

    token: str
    challenge: CardChallenge
    pin: Annotated[bytes, msgspec.Meta(max_length=8)]
    """As VERIFY brings it; empty keeps the card's PIN and unlocks it only."""

    def __repr__(self) -> str:
        return "PinReloadRequest(hidden)"


class KeyData(Record, frozen=True):
    """The data field of the command that the card gets."""

    data: bytes

    def __repr__(self) -> str:
        return "KeyData(hidden)"
