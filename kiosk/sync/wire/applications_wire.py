"""The wire of acts: what a kiosk asks for in a person's name, sealed for the center.

The answers are values of `domain/applications.py`. How the seal is made is in
`sealing.py`; no behaviour here.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from kiosk.domain.applications import ActAnswer, Contact, LossKind
from kiosk.domain.records import PersonalRecord, Record
from kiosk.sync.wire.contract import CardId, Sentence, Token, Word

Act = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$(?!\n)")
]
"""A UUIDv7 made by the kiosk; it makes every request safe to repeat."""


MOST_REPORTS = 8
"""So many reports of one number one withdrawal may name."""
LONGEST_WAIT = 366 * 86_400
"""Seconds; what waited longer says this."""


class SealingKey(Record, frozen=True):
    """`GET /v1/keys/sealing`: the center's public key for what only it may read."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
    public: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    """A raw X25519 public key."""


class Sealed(Record, frozen=True):
    """An identity that only the center can read; see docs/acts.md.

    HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM;
    its info names the kiosk, the act and what is asked for.
    """

    key: Word
    """The `id` of the key it was sealed with."""
    data: Annotated[bytes, msgspec.Meta(max_length=4096)]
    """The encapsulated key of 32 bytes, then the ciphertext with its tag."""


class NumberIdentity(PersonalRecord, frozen=True, tag="number", tag_field="how"):
    """Under the seal: the social security number and the service PIN."""

    number: Word
    pin: Word


class IdCardIdentity(PersonalRecord, frozen=True, tag="id_card", tag_field="how"):
    """Under the seal: what the kiosk's own ID card reader read."""

    number: Word
    name: Sentence


class PinIdentity(PersonalRecord, frozen=True, tag="pin", tag_field="how"):
    """Under the seal of a changed PIN: the new one, and what entitles to set it.

    The old service PIN; or number and name of the holder's ID card, read by a kiosk
    whose word is believed; or nothing, right after staff released the card.
    """

    pin: Word
    old: Word = ""
    number: Word = ""
    name: Word = ""


Identity = NumberIdentity | IdCardIdentity | PinIdentity


class LossRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/acts/loss`: report a card as lost; the answer is an `ActAnswer`."""

    act: Act
    kind: LossKind
    identity: Sealed
    claimed: Annotated[datetime, msgspec.Meta(tz=True)]
    """When the person asked for it, as the kiosk believes."""
    queued: bool = False
    """It waited at the kiosk, and the person is gone."""
    waited: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_WAIT)] | None = None
    """With `queued`: for how many seconds, counted by what ran meanwhile. It is judged
    instead of `claimed`, which an older kiosk sends alone."""


class UndoRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/acts/undo`: take back a report that this kiosk made a moment ago."""

    act: Act
    of: Act
    """The act that is taken back."""
    identity: Sealed


class WaitingReport(Record, frozen=True):
    """A report that no answer of the center has reached the kiosk for."""

    act: Act
    kind: LossKind


class WithdrawRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/acts/withdraw`: take back what waits at this kiosk for one person.

    A center takes none of these reports any more once it has accepted this, however
    they come later; one that it has taken already stays as it is.
    """

    act: Act
    reports: Annotated[tuple[WaitingReport, ...], msgspec.Meta(max_length=MOST_REPORTS)]
    """Those of the number that was typed or read; there may be none."""
    identity: Sealed
    queued: bool = False
    """It waited at the kiosk, and the person is gone."""


class ReleaseRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/release`: end a loss report, the card being found again."""

    act: Act
    identity: Sealed
    card: CardId = ""
    """The id of the card in the slot; without one the person's lost card is meant."""


class ContactRequest(PersonalRecord, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /v1/acts/contact`: change contact data of the proved card's holder.

    The region says what proves it besides the token, any of its ways will do; an older
    center knows neither of them, and none is on the wire where there is none.
    """

    act: Act
    token: Token
    contact: Contact
    identity: Sealed | None = None
    """An `IdCardIdentity`, sealed for this act and `contact`."""
    code: Annotated[str, msgspec.Meta(pattern=r"^([0-9]{6})?$(?!\n)")] = ""
    """What was sent to the number on record."""


class CodeRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/contact/code`: send a code to the number on record.

    For the proved card's holder; the answer is a `CodeAnswer`, the same whether there
    is such a number or not.
    """

    act: Act
    token: Token


class PinChangeRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/pin`: the proved card has a new PIN; the center's is to be it too.

    Under the seal is a `PinIdentity`; whose it is, the token says. The token alone
    sets no PIN.
    """

    act: Act
    token: Token
    identity: Sealed


class StatusRequest(Record, frozen=True):
    """`POST /v1/acts/status`: what became of an act whose answer was lost."""

    act: Act


class ActStatus(Record, frozen=True):
    """The answer; None: this center never took such an act from this kiosk."""

    answer: ActAnswer | None


class ProgressRequest(PersonalRecord, frozen=True):
    """`POST /v1/acts/progress`: how far the card of a person is."""

    number: Word
    name: Sentence


class PinProgressRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/acts/progress/pin`: the same for who knows number and service PIN."""

    act: Act
    """Names this question in the seal only; nothing is done."""
    identity: Sealed
    """A `NumberIdentity`, sealed for this act and `progress`."""


class EnableRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/enabling`: enable the social function of the proved card."""

    act: Act
    token: Token


class ReplacementRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/acts/replacement`: apply for a new card for one that is lost."""

    act: Act
    identity: Sealed
    """Sealed for this act and `replacement`."""
