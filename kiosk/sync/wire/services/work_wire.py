"""The wire of work: a registration with its sign-in, and vacancies a page at a time.

Asking is a right of the proved card's holder; signing in is an act with an id of its
own; vacancies are for everybody at an enrolled kiosk. No behaviour here.
"""

from datetime import date, datetime
from typing import Annotated

import msgspec

from kiosk.domain.own_records import UnemploymentBenefit
from kiosk.domain.records import PersonalRecord, Record
from kiosk.domain.services.work import (
    Line,
    SignInStanding,
    UnemploymentRecord,
    Vacancy,
)
from kiosk.sync.wire.applications_wire import Act
from kiosk.sync.wire.contract import Token

MOST_VACANCIES = 20
"""In one answer; a kiosk asks again from the last one's serial on."""
MOST_GROUPS = 60


class UnemploymentAnswer(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/records/unemployment`: how the holder stands, by the center's date."""

    as_of: datetime
    today: date
    """The day in China that everything here was judged by."""
    registration: UnemploymentRecord | None = None
    """None: nobody is registered under this number."""
    standing: SignInStanding | None = None
    benefit: UnemploymentBenefit | None = None


class SignInRequest(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/acts/sign-in`: sign in as unemployed; the answer is an `ActAnswer`.

    Asked twice it is done once; in a window that is signed in to already it is
    `already`, with the number of the first one.
    """

    act: Act
    token: Token


class VacanciesRequest(Record, frozen=True, kw_only=True):
    """`POST /v1/vacancies`: what is open today, of one district or one kind at most."""

    after: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    """The serial of the last one that was seen; 0: from the beginning."""
    district: Line = ""
    kind: Line = ""


class VacanciesAnswer(Record, frozen=True, kw_only=True):
    """A page of vacancies; none of them was over on `today`."""

    as_of: datetime
    """When the list was brought in."""
    today: date
    vacancies: Annotated[tuple[Vacancy, ...], msgspec.Meta(max_length=MOST_VACANCIES)]
    more: bool = False
    """There are others behind the last one."""


class VacancyGroupsRequest(Record, frozen=True):
    """`POST /v1/vacancies/groups`."""


class VacancyGroup(Record, frozen=True):
    """A district or a kind, and how many vacancies are open there."""

    name: Line
    count: Annotated[int, msgspec.Meta(ge=1)]


Groups = Annotated[tuple[VacancyGroup, ...], msgspec.Meta(max_length=MOST_GROUPS)]


class VacancyGroupsAnswer(Record, frozen=True, kw_only=True):
    """By what the list can be narrowed, the largest first."""

    as_of: datetime
    open: Annotated[int, msgspec.Meta(ge=0)]
    """All that are open today."""
    districts: Groups = ()
    kinds: Groups = ()
