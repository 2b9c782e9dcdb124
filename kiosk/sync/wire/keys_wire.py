"""What the issuer's keys are asked for; no key is ever on the wire."""

from typing import Annotated, Literal

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import CardChallenge, Token


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
