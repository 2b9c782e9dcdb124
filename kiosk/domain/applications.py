"""The values of acts: reporting a loss, taking it back, releasing, contact, progress.

Plain data and the rules that need nothing but the value itself. Nothing here seals,
sends or stores; the wire's requests are in `sync/wire/applications_wire.py`.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from kiosk.domain.own_records import CardProgress
from kiosk.domain.records import CardState, PersonalRecord, Record
from kiosk.domain.secret import Pin
from kiosk.domain.services.eligibility import MOST_BENEFITS, Eligibility

ActId = str
"""A UUIDv7 as 32 hexadecimal digits; the same id twice is the same act."""
MAX_EVIDENCE = 2048
STALE_DAYS = 7
"""A report that waited longer is refused: the person was told to call meanwhile."""


class LossKind(StrEnum):
    """A temporary report may end by itself; a formal one leads to a new card."""

    TEMPORARY = "temporary"
    FORMAL = "formal"


class ActState(StrEnum):
    """How an act stands."""

    WAITING = "waiting"
    """Durable at the kiosk; the center has not answered, so nothing is effective."""
    ACCEPTED = "accepted"
    ALREADY = "already"
    """What was asked for is so already, by an earlier act."""
    REFUSED = "refused"


class Reason(StrEnum):
    """Why an act was refused, or `already_lost`; a code is stable for ever."""

    NOT_RECOGNISED = "not_recognised"
    """Nobody has this number, or PIN or name are wrong: never told apart."""
    LOCKED = "locked"
    """Too many wrong tries with this number or at this kiosk; see `retry_after`."""
    INITIAL_PIN = "initial_pin"
    """The region wants a changed PIN; this one is as it was issued."""
    NOT_ENABLED = "not_enabled"
    NOT_ISSUED = "not_issued"
    """The card is still being made."""
    CANCELLED = "cancelled"
    ALREADY_LOST = "already_lost"
    NOT_LOST = "not_lost"
    """There is no report to release."""
    NOT_ALLOWED = "not_allowed"
    """The region does not let a kiosk do this, or not with this proof."""
    STALE = "stale"
    """It waited at the kiosk for too long, or the card was released meanwhile."""
    TOO_LATE = "too_late"
    """The time for taking it back is over."""
    NOT_YOURS = "not_yours"
    """Another kiosk or another person did what is to be taken back."""
    WITHDRAWN = "withdrawn"
    """The person took the report back before the center had it."""
    UNKNOWN_ACT = "unknown_act"
    SESSION_ENDED = "session_ended"
    UNREADABLE = "unreadable"
    """The seal does not open: another key, or not sealed for this act."""
    NO_BENEFIT = "no_benefit"
    """Nothing is paid to the person that has to be certified."""
    TO_COUNTER = "to_counter"
    """Something in the register has to be looked at with the person."""
    SUSPENDED = "suspended"
    """The benefit was stopped, and the region lifts that at a counter only."""
    NOT_PROVED = "not_proved"
    """What the camera module said does not hold: too late, used, unsigned."""
    TRIES_USED = "tries_used"
    """Too many looks of one person within a day."""
    WRONG_CODE = "wrong_code"
    """The code that was sent to the number on record is another."""
    CODE_EXPIRED = "code_expired"
    """There is no code to try: used, too old, or tried wrongly too often."""
    REPLACING = "replacing"
    """A new card was applied for, so this one is not set free any more."""
    IN_USE = "in_use"
    """The new mobile number is another person's; whose, nobody is told."""
    INVALID = "invalid"
    """A field is not in the form it must have."""
    NOT_REGISTERED = "not_registered"
    """Signing in: nobody is registered as unemployed under this number."""
    EMPLOYED = "employed"
    """Counted as working again, so there is nothing to sign in to."""
    ENDED = "ended"
    """The registration, or what is drawn, has ended."""
    NOT_IN_WINDOW = "not_in_window"
    """Not on one of the days for it; see `next_from`."""


class ActAnswer(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the center made of one act; the same for ever once it was given.

    Only `locked` is not final: the same act may be asked again after `retry_after`.
    What says nothing is left out: an older kiosk takes no field that it does not know.
    """

    act: ActId
    state: ActState
    reason: Reason | None = None
    number: str = ""
    """The short number for the receipt; of an `already` that of the first report."""
    decided: datetime | None = None
    effective_from: datetime | None = None
    until: datetime | None = None
    """When a temporary report ends by itself; None: the region gives no end."""
    undo_until: datetime | None = None
    """Until when this kiosk may take it back; None: it may not."""
    card_number: str = ""
    """Masked."""
    card_state: CardState | None = None
    """How the card stands after the act; None: nobody was recognised, or refused."""
    retry_after: int | None = None
    """Seconds; only with `locked`."""
    next_from: date | None = None
    next_until: date | None = None
    """The next days for the same thing, in China, both included."""
    evidence: Annotated[bytes, msgspec.Meta(max_length=MAX_EVIDENCE)] = b""
    """What the center may need to know of this act again, sealed by it for itself; the
    kiosk keeps it in its journal and shows it to nobody."""
    certified: Annotated[
        tuple[Eligibility, ...], msgspec.Meta(max_length=MOST_BENEFITS)
    ] = ()
    """Only of a certification: how all benefits stand after it."""


@dataclass(frozen=True, slots=True)
class Lodged:
    """An act as the kiosk knows it; without an answer it is waiting."""

    act: ActId
    answer: ActAnswer | None = None

    @property
    def state(self) -> ActState:
        """Return the state; `waiting` protects nobody yet."""
        return self.answer.state if self.answer else ActState.WAITING


@dataclass(frozen=True, slots=True)
class ByNumber:
    """The social security number and the service PIN, typed by the person."""

    number: str = field(repr=False)
    pin: Pin = field(repr=False)


@dataclass(frozen=True, slots=True)
class ByIdCard:
    """What the machine's own reader read from an ID card."""

    number: str = field(repr=False)
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPin:
    """The PIN that a card has just been given; whose it is, the session says."""

    pin: Pin = field(repr=False)
    old: Pin | None = field(default=None, repr=False)
    """The one it had; None after a desk made sure of the person."""
    id_card: ByIdCard | None = field(default=None, repr=False)
    """The ID card that vouches for the person instead."""


@dataclass(frozen=True, slots=True)
class ContactProof:
    """What vouches for a change besides the card with its PIN; nothing, if empty."""

    id_card: ByIdCard | None = field(default=None, repr=False)
    code: str = field(default="", repr=False)


NO_PROOF = ContactProof()
"""The card with its PIN is all there is."""
Who = ByNumber | ByIdCard
"""How a person says who they are; a card in the slot proves only who has it."""


class Contact(PersonalRecord, frozen=True, kw_only=True):
    """New contact data; None leaves a field as it is."""

    mobile: str | None = None
    phone: str | None = None
    address: str | None = None
    postcode: str | None = None


ContactField = Literal["mobile", "phone", "address", "postcode"]
CONTACT_FIELDS: tuple[ContactField, ...] = ("mobile", "phone", "address", "postcode")

# A mobile number has eleven digits and begins with 1; a fixed line has seven or eight,
# an area code before and an extension behind them; a postcode has six (GB/T 7408 has
# no say here: these are the numbering plan's and the post's own lengths).
_CONTACT_FORMS: dict[ContactField, re.Pattern[str]] = {
    "mobile": re.compile(r"1[0-9]{10}"),
    "phone": re.compile(r"(0[0-9]{2,3}-?)?[0-9]{7,8}(-[0-9]{1,6})?"),
    "address": re.compile(r"\S(.{0,98}\S)?"),
    "postcode": re.compile(r"[0-9]{6}"),
}


def contact_mistakes(contact: Contact) -> tuple[ContactField, ...]:
    """Return the fields that are not in the form they must have."""
    return tuple(name for name, text in given_fields(contact) if not _fits(name, text))


def given_fields(contact: Contact) -> tuple[tuple[ContactField, str], ...]:
    """Return what is to be changed, by field."""
    pairs = ((name, getattr(contact, name)) for name in CONTACT_FIELDS)
    return tuple((name, text) for name, text in pairs if text is not None)


def _fits(name: ContactField, text: str) -> bool:
    return _CONTACT_FORMS[name].fullmatch(text) is not None and text.isprintable()


class ProgressState(StrEnum):
    """What became of a question for a card's progress."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    """No such number, or another name or PIN: never told apart."""
    LOCKED = "locked"
    NOT_ALLOWED = "not_allowed"
    """The region takes no PIN for it."""
    UNREADABLE = "unreadable"
    """The seal does not open."""


class ProgressAnswer(Record, frozen=True, kw_only=True):
    """How far the card of a person is; the steps in their order."""

    state: ProgressState
    card_state: CardState | None = None
    steps: tuple[CardProgress, ...] = ()
    retry_after: int | None = None
    """Seconds; only with `locked`."""


class CodeState(StrEnum):
    """What became of asking for a code to the number on record."""

    SENT = "sent"
    """It is on its way, if a number is on record: that is not told."""
    LOCKED = "locked"
    NOT_ALLOWED = "not_allowed"


class CodeAnswer(Record, frozen=True, kw_only=True):
    """Whether a code was sent, and for how long it is good."""

    state: CodeState
    seconds: int = 0
    retry_after: int | None = None
    """Seconds; only with `locked`."""


def act_reference(act: ActId) -> str:
    """Return the short form of an act's id for a slip: three times four digits."""
    tail = act[-12:].upper()
    return "-".join(tail[at : at + 4] for at in range(0, 12, 4))
