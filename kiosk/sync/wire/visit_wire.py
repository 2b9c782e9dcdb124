"""A card's visit at the center: challenge, proof, session, contributions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.records import (
    CardState,
    Contribution,
    Insurance,
    Month,
    PersonalRecord,
    Record,
)
from kiosk.sync.wire.contract import (
    CardId,
    Cursor,
    Hash,
    Limit,
    Number,
    Sentence,
    Token,
    Word,
)


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


class ContributionsRequest(Record, frozen=True, omit_defaults=True):
    """`POST /v1/records/contributions`: one insurance, all years or a page."""

    token: Token
    insurance: Insurance
    limit: Limit | None = None
    before: Cursor = ""


class WholeCharged(Record, frozen=True):
    """What all months of one insurance come to, on the first page of them."""

    first: Month
    last: Month
    months: Number
    """Different months whose money arrived."""


class Contributions(Record, frozen=True, omit_defaults=True):
    """All months the center has, oldest first, and when it last booked."""

    as_of: datetime
    holder_name: Sentence
    contributions: list[Contribution]
    more: Cursor = ""
    """Where older ones begin, when a page was asked for."""
    whole: WholeCharged | None = None
