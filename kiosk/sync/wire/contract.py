"""The wire between a kiosk and a center: every path, request and answer.

Both ends import these types, so they cannot drift; a city with its own back end
implements the OpenAPI document that is generated from them. No behaviour here.

Bytes travel as base64 (msgspec's own rule), decimals as text, times as RFC 3339 UTC.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from kiosk.domain.records import (
    CardState,
    Contribution,
    Insurance,
    PersonalRecord,
    Record,
)

API = "/v1"
MAX_BATCH_EVENTS = 200
MAX_BATCH_BYTES = 256 * 1024
SIGNATURE_HEADER = "kiosk-signature"
"""Base64 of the Ed25519 signature over the request body as sent (compressed)."""

MAX_NUMBER = 2**53 - 1
"""The largest whole number that every JSON reader keeps."""
MAX_EPOCH_STEP = 1_000_000
"""How far a new epoch may be above the center's: the last number must stay far off."""
TWIN = "twin"
"""The code of a 409: the epoch goes on with a history that another machine left behind
it, so two machines report under one name. Staff decides (`kiosk center settle`)."""

Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
Micros = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""Microseconds; eight bytes, as they are hashed."""
# `$` alone would let a line feed pass at the end, and `\Z` is unknown to JSON Schema.
KioskId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$(?!\n)")]
Word = Annotated[str, msgspec.Meta(max_length=64)]
CardId = Annotated[str, msgspec.Meta(max_length=64)]
Token = Annotated[str, msgspec.Meta(max_length=128)]
Sentence = Annotated[str, msgspec.Meta(max_length=1000)]
Pem = Annotated[str, msgspec.Meta(max_length=16 * 1024)]
Loose = Annotated[str, msgspec.Meta(max_length=MAX_BATCH_BYTES)]
"""As long as a batch lets it be: what is wrong with one event must not stop the others,
so a center refuses that event by itself."""
Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Problem(Record, frozen=True):
    """Every answer that is not a success."""

    code: Word
    """A stable word such as `not_enrolled`, `gap`, `fork`, `proof_refused`."""
    message: Sentence


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


class Position(Record, frozen=True):
    """`GET /v1/kiosk/{id}/position`: how far the center has got with a kiosk.

    `epoch` 0 means that it has nothing yet.
    """

    epoch: Number
    seq: Number
    hash: Hash
    durable_seq: Number
    """Up to `durable_epoch`:`durable_seq` a verified backup has it, so the center will
    never ask again, whatever it restores. Both are 0 when no backup has anything."""
    durable_epoch: Number = 0


class Event(Record, frozen=True):
    """One journal event as uploaded, unsealed; order is (epoch, seq) only."""

    epoch: Number
    seq: Number
    id: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
    """UUIDv7; its time part informs, nothing sorts or expires by it."""
    kind: Loose
    """A dotted word of at most 64 letters."""
    wall_us: Micros
    mono_us: Micros
    boot_id: Loose
    """At most 64 letters."""
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

    seq: Number
    code: Word
    reason: Sentence


class BatchAccepted(Record, frozen=True):
    """200: stored and committed up to `acked_seq` of `epoch`."""

    epoch: Number
    acked_seq: Number
    hash: Hash
    durable_seq: Number
    rejected: tuple[RejectedEvent, ...] = ()
    durable_epoch: Number = 0


class BatchConflict(Record, frozen=True):
    """409: `gap` means send again from `position`; `fork` means a new epoch.

    `twin` means to stop: another machine reports under this name."""

    code: Word
    position: Position


class ChallengeRequest(Record, frozen=True):
    """`POST /v1/challenges`: asks for a number the card must answer."""

    card_id: CardId


class Challenge(Record, frozen=True):
    """What the card's INTERNAL AUTHENTICATE gets: eight bytes each."""

    id: Word
    factor: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
    original: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class PinKnown(StrEnum):
    """How a session's PIN was proved to the center."""

    NONE = "none"
    """Not at all: the card is there, and nobody has typed a PIN that it took."""
    UNKNOWN = "unknown"
    """The card took a PIN; the center cannot tell whether it was the card that did."""
    PROVED = "proved"
    """The card gave what it gives only after the PIN, and the center knew it."""


class CardItem(PersonalRecord, frozen=True):
    """What the card gave after its PIN, as the center compares it; see docs/card.md."""

    item: Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9./a-z_]{0,60}$(?!\n)")]
    """The file and the item's key, `DF04.EF05/medical_account_number`."""
    digest: Hash | None
    """SHA-256 over a label, card id, item and value; None: there was no value."""


class CardProof(Record, frozen=True):
    """The card's answer, good once, for this kiosk and this card, for minutes."""

    challenge_id: Word
    card_id: CardId
    answer: Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]
    item: CardItem | None = None
    """None before the PIN: such a session tells the card's state and no records."""


class Session(Record, frozen=True):
    """The answer to `POST /v1/sessions`: the proof was right.

    `token` is good at this one kiosk until `expires`, for what `pin` allows.
    """

    token: Token
    expires: datetime
    state: CardState
    pin: PinKnown = PinKnown.NONE


class SessionRequest(Record, frozen=True):
    """`POST /v1/sessions`: the card proves itself, the center tells its state."""

    proof: CardProof


class ContributionsRequest(Record, frozen=True):
    """`POST /v1/records/contributions`: one insurance, all years."""

    token: Token
    insurance: Insurance


class Contributions(Record, frozen=True):
    """All months the center has, oldest first, and when it last booked."""

    as_of: datetime
    holder_name: Sentence
    contributions: list[Contribution]


CardChallenge = Annotated[bytes, msgspec.Meta(min_length=8, max_length=8)]


class ExternalKeyRequest(Record, frozen=True):
    """`POST /v1/keys/external`: use a key of the proved card for its terminal.

    The card is the one whose session the token opened.
    """

    token: Token
    key: Literal["RKSSSE", "PUK"]
    challenge: CardChallenge
    """What the card's GET CHALLENGE gave."""


class PinReloadRequest(Record, frozen=True):
    """`POST /v1/keys/pin`: encrypt a new PIN for the proved card, or unlock it.

    Only after staff made sure who the person is and released this card.
    """

    token: Token
    challenge: CardChallenge
    pin: Annotated[bytes, msgspec.Meta(max_length=8)]
    """As VERIFY brings it; empty keeps the card's PIN and unlocks it only."""


class KeyData(Record, frozen=True):
    """The data field of the command that the card gets."""

    data: Annotated[bytes, msgspec.Meta(max_length=255)]
