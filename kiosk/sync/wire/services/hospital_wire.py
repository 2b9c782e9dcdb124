"""The wire of a hospital: what a kiosk asks for, and what the hospital answers.

All requests but the lists bear the registration's own id, and repeat safely: the state
that an id has reached is the answer. No behaviour here.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from kiosk.domain.records import PersonalRecord, Record
from kiosk.domain.services.registrations import (
    Clinic,
    Department,
    Key,
    Line,
    Lines,
    Registration,
    RegistrationReason,
)
from kiosk.sync.wire.applications_wire import Act, Sealed
from kiosk.sync.wire.contract import Number, Token

MOST_DEPARTMENTS = 100
MOST_CLINICS = 300
MOST_REGISTRATIONS = 50


class HospitalRules(Record, frozen=True, kw_only=True):
    """The hospital's limits, to be told to people; it decides by them itself."""

    days_ahead: Annotated[int, msgspec.Meta(ge=0, le=60)] = 0
    """0: only today's clinics."""
    per_day: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None
    per_department: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None
    """Numbers of one person in one department on one day."""
    hold_seconds: Annotated[int, msgspec.Meta(ge=30, le=900)] = 180
    late_minutes: Annotated[int, msgspec.Meta(ge=0, le=240)] | None = None
    """So late a number still counts."""
    cancel_minutes: Annotated[int, msgspec.Meta(ge=0, le=10080)] | None = None
    """So long before the clinic's begin it can be cancelled; None: not at a kiosk."""
    missed_most: Annotated[int, msgspec.Meta(ge=1, le=20)] | None = None
    """So many missed within `missed_days`, and the person is barred."""
    missed_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90
    barred_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 90
    notes: Lines = ()


class DepartmentsRequest(Record, frozen=True):
    """`POST /v1/hospital/departments`."""


class DepartmentsAnswer(Record, frozen=True, kw_only=True):
    """The hospital's name, its limits, and the departments that have clinics."""

    as_of: datetime
    hospital: Line
    rules: HospitalRules
    departments: Annotated[
        tuple[Department, ...], msgspec.Meta(max_length=MOST_DEPARTMENTS)
    ]


class ClinicsRequest(Record, frozen=True):
    """`POST /v1/hospital/clinics`: those of one department, on one day or all."""

    department: Key
    day: date | None = None


class ClinicsAnswer(Record, frozen=True, kw_only=True):
    """Clinics with what is left, the soonest first; full ones too, with 0."""

    as_of: datetime
    clinics: Annotated[tuple[Clinic, ...], msgspec.Meta(max_length=MOST_CLINICS)]


class Claimant(PersonalRecord, frozen=True, kw_only=True):
    """Who asks: the proved card's session, or an ID card under seal; one of both.

    The seal's purpose is `sealing.REGISTRATION`, its act the one of the request.
    """

    token: Token = ""
    identity: Sealed | None = None


class HoldRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/hospital/hold`: keep a seat for a few minutes."""

    act: Act
    clinic: Key
    who: Claimant


class RegistrationRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/hospital/confirm`, `release`, `cancel`, `sign-in`: about one id."""

    act: Act
    who: Claimant


class RegistrationStatusRequest(Record, frozen=True):
    """`POST /v1/hospital/status`: how an id that this kiosk made stands."""

    act: Act


class RegistrationAnswer(PersonalRecord, frozen=True, kw_only=True):
    """What was made of a request; without a registration there is none by this id."""

    act: Act
    registration: Registration | None = None
    refused: RegistrationReason | None = None
    """Why what was asked for was not done; the registration stands as it says."""
    hold_left: Number | None = None
    """Seconds, with a held seat: the kiosk counts by these and not by its clock."""
    until: date | None = None
    """With `barred`: the last day of it."""
    retry_after: Number | None = None
    """Seconds; only with `locked` and `away`."""


class MineRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/hospital/mine`: a person's registrations, from today on and of late."""

    act: Act
    who: Claimant


class MineAnswer(PersonalRecord, frozen=True, kw_only=True):
    """The soonest first, past ones after them."""

    as_of: datetime
    registrations: Annotated[
        tuple[Registration, ...], msgspec.Meta(max_length=MOST_REGISTRATIONS)
    ] = ()
    refused: RegistrationReason | None = None
    retry_after: Number | None = None
