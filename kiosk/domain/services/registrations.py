"""The values of registering with a hospital: departments, clinics, one's own numbers.

Plain data. Nothing here asks a hospital; the requests are in
`sync/wire/services/hospital_wire.py`. The kiosk handles no money: it says what is to be
paid.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.records import PersonalRecord, Record

RegistrationId = str
"""A UUIDv7 as 32 hexadecimal digits, made at the first tap; hold, confirm, cancel and
sign-in all bear it, so the same thing asked twice happens once."""
Line = Annotated[str, msgspec.Meta(max_length=200)]
Lines = Annotated[tuple[Line, ...], msgspec.Meta(max_length=12)]
"""No page and no slip has room for more."""
Key = Annotated[
    str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[!-~]+$(?!\n)")
]
"""The hospital's own id of something; printable ASCII."""


class ClinicKind(StrEnum):
    """号别: what sort of number it is."""

    GENERAL = "general"
    EXPERT = "expert"
    SPECIAL = "special"
    """A special consultation, dearer than an expert's."""
    EMERGENCY = "emergency"


class Department(Record, frozen=True, kw_only=True):
    """One department that takes registrations."""

    id: Key
    name: Line
    place: Line = ""
    """Building, floor, room, as the hospital writes it."""
    left: int | None = None
    """Numbers left in all its clinics, as of the answer; None: it tells none."""


class Cost(Record, frozen=True, kw_only=True):
    """What a number costs and who pays which part of it, in yuan.

    The parts together are the fee; None: the hospital cannot say before the window.
    """

    fee: Decimal
    fund: Decimal | None = None
    account: Decimal | None = None
    own: Decimal | None = None

    @property
    def adds_up(self) -> bool:
        """Tell whether the parts that are known are the fee, or none is known."""
        parts = (self.fund, self.account, self.own)
        if any(part is None for part in parts):
            return True
        return sum((part for part in parts if part is not None), Decimal()) == self.fee


class Clinic(Record, frozen=True, kw_only=True):
    """One doctor's (or the duty doctor's) time that numbers are given for."""

    id: Key
    department: Key
    kind: ClinicKind
    doctor: Line = ""
    """Empty: whoever is on duty."""
    title: Line = ""
    """Chief physician and the like."""
    day: date
    """In China, as the two times."""
    begins: Annotated[
        str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")
    ]
    ends: Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
    cost: Cost
    left: int | None = None
    """Numbers left as of the answer; what is left is known only to a hold."""


class RegistrationState(StrEnum):
    """How a registration stands; the hospital's word, never the kiosk's."""

    HELD = "held"
    """A seat is kept until `hold_until`; nobody is registered."""
    CONFIRMED = "confirmed"
    SIGNED_IN = "signed_in"
    """The person is here and in the queue."""
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """Held and never confirmed: the seat is free again."""
    MISSED = "missed"
    SEEN = "seen"
    CLINIC_STOPPED = "clinic_stopped"
    """停诊: the hospital took the clinic away."""


class RegistrationReason(StrEnum):
    """Why something was refused; a code is stable for ever."""

    FULL = "full"
    CLINIC_GONE = "clinic_gone"
    """No such clinic any more, or it has ended."""
    HOLD_OVER = "hold_over"
    """The seat was held and the time is over."""
    TAKEN = "taken"
    """Confirmed to somebody else meanwhile: the hospital sold it twice."""
    HAVE_ONE = "have_one"
    """This person has a number in this department on that day."""
    DAY_LIMIT = "day_limit"
    BARRED = "barred"
    """Too many missed or cancelled; see `until`."""
    TOO_EARLY = "too_early"
    """Not yet open for booking, or for signing in."""
    TOO_LATE = "too_late"
    """Past the time for cancelling, signing in, or of the clinic."""
    NOT_YOURS = "not_yours"
    UNKNOWN = "unknown"
    """The hospital has no such registration."""
    CLOSED = "closed"
    """The hospital takes no registrations at this hour."""
    NOT_RECOGNISED = "not_recognised"
    LOCKED = "locked"
    """Too many tries or holds from this machine; see `retry_after`."""
    NOT_ALLOWED = "not_allowed"
    """The hospital takes no ID card, or not this machine's word for one."""
    UNREADABLE = "unreadable"
    """The seal does not open; with a fresh key it may."""
    NOT_FOR_YOU = "not_for_you"
    """Age, sex or kind of insurance: the hospital's rule."""
    AWAY = "away"
    """The hospital's own system does not answer; nobody knows of anything done."""


class Registration(PersonalRecord, frozen=True, kw_only=True):
    """One person's number in one clinic, as the hospital has it."""

    id: RegistrationId
    state: RegistrationState
    hospital: Line
    clinic: Clinic
    department: Line
    place: Line = ""
    number: int | None = None
    """看诊序号, given with the confirmation; None while that is not known."""
    ahead: int | None = None
    """Signed in: so many with a smaller number are here, as of the answer."""
    code: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Z]{0,16}$(?!\n)")] = ""
    """What the hospital's windows know it by."""
    hold_until: datetime | None = None
    cancel_until: datetime | None = None
    """None: it cannot be cancelled here."""
    sign_in_from: datetime | None = None
    sign_in_until: datetime | None = None
    bring: Lines = ()
    notes: Lines = ()
    """What the hospital wants said on page and paper."""
