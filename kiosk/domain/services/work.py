"""Being registered as unemployed, and vacancies: the values, and when one signs in.

Pure. The day is handed in and is the center's: what a kiosk's clock says decides
nothing here.
"""

import calendar
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.applications import Reason
from kiosk.domain.records import PersonalRecord, Record
from kiosk.domain.region.work_rules import UnemploymentRules

MOST_BACK = 24
"""Months that are looked back over for what was missed."""


class Cause(StrEnum):
    """Why somebody became unemployed; words from `cause__<name>`."""

    GRADUATE = "graduate"
    LEFT_EMPLOYER = "left_employer"
    OWNER_STOPPED = "owner_stopped"
    FLEXIBLE_ENDED = "flexible_ended"
    LAND_TAKEN = "land_taken"
    DISCHARGED = "discharged"
    """A soldier."""
    RELEASED = "released"
    OTHER = "other"


class WorkState(StrEnum):
    """How a registration stands; words from `work_state__<name>`."""

    REGISTERED = "registered"
    SUSPENDED = "suspended"
    """The counter has to look at it first."""
    EMPLOYED = "employed"
    """Counted as working again."""
    ENDED = "ended"


class UnemploymentRecord(PersonalRecord, frozen=True, kw_only=True):
    """A person's registration as the center has it; days are those of China."""

    registered: date
    cause: Cause = Cause.OTHER
    state: WorkState = WorkState.REGISTERED
    ended: date | None = None
    last_sign_in: date | None = None


class SignInWindow(Record, frozen=True):
    """The days on which one signs in, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Tell whether a day is in it."""
        return self.first <= day <= self.last


class SignInStanding(PersonalRecord, frozen=True, kw_only=True):
    """How somebody stands on a day: what is open, what comes, what was missed."""

    state: WorkState
    open: SignInWindow | None = None
    """The window that today is in."""
    done: bool = False
    """Signed in within it already."""
    next: SignInWindow | None = None
    missed: Annotated[int, msgspec.Meta(ge=0, le=MOST_BACK)] = 0
    """In a row, up to yesterday."""


def standing_on(
    rules: UnemploymentRules, record: UnemploymentRecord, day: date
) -> SignInStanding:
    """Return how somebody stands; without a duty to sign in only the state."""
    if not rules.wants_sign_in or record.state is not WorkState.REGISTERED:
        return SignInStanding(state=record.state)
    missed, last = missed_in_row(rules, record, day), record.last_sign_in
    if rules.ends_after is not None and missed >= rules.ends_after:
        return SignInStanding(state=WorkState.ENDED, missed=missed)
    now = window_of(rules, record, day.year, day.month)
    is_open = now is not None and now.holds(day)
    return SignInStanding(
        state=record.state,
        open=now if is_open else None,
        done=is_open and now is not None and last is not None and now.holds(last),
        next=next_window(rules, record, day),
        missed=missed,
    )


def refused(rules: UnemploymentRules, standing: SignInStanding | None) -> Reason | None:
    """Return why a sign-in is not taken; None when it is, or was taken before."""
    if not (rules.kiosk and rules.wants_sign_in):
        return Reason.NOT_ALLOWED
    if standing is None:
        return Reason.NOT_REGISTERED
    if standing.state is not WorkState.REGISTERED:
        return _BY_STATE[standing.state]
    return None if standing.open else Reason.NOT_IN_WINDOW


_BY_STATE = {
    WorkState.SUSPENDED: Reason.SUSPENDED,
    WorkState.EMPLOYED: Reason.EMPLOYED,
    WorkState.ENDED: Reason.ENDED,
}


def window_of(
    rules: UnemploymentRules, record: UnemploymentRecord, year: int, month: int
) -> SignInWindow | None:
    """Return a month's window; None where the person has none in it.

    The month of the registration itself has none: one was there in person.
    """
    began = record.registered
    if (year, month) <= (began.year, began.month):
        return None
    if rules.sign_in == "yearly" and month != began.month:
        return None
    length = calendar.monthrange(year, month)[1]
    first, last = rules.first_day or 1, rules.last_day or length
    return SignInWindow(
        date(year, month, min(first, length)), date(year, month, min(last, length))
    )


def next_window(
    rules: UnemploymentRules, record: UnemploymentRecord, day: date
) -> SignInWindow | None:
    """Return the first window that begins after a day."""
    start = max(day, record.registered)
    for year, month in _months(start, 26):
        found = window_of(rules, record, year, month)
        if found is not None and found.first > day:
            return found
    return None


def missed_in_row(
    rules: UnemploymentRules, record: UnemploymentRecord, day: date
) -> int:
    """Return how many windows have passed since the last sign-in, or the beginning."""
    since, missed = record.last_sign_in or record.registered, 0
    for year, month in _months(day, -MOST_BACK):
        window = window_of(rules, record, year, month)
        if window is None or window.last >= day:
            continue
        if window.last <= since or window.holds(since):
            break
        missed += 1
    return missed


def _months(day: date, count: int) -> Iterator[tuple[int, int]]:
    """Yield year and month from a day on, forward or back, inside the calendar."""
    start, step = day.year * 12 + day.month - 1, 1 if count > 0 else -1
    for at in range(start, start + count, step):
        if date.min.year <= at // 12 <= date.max.year:
            yield at // 12, at % 12 + 1


Line = Annotated[str, msgspec.Meta(max_length=200)]
Pay = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class Vacancy(Record, frozen=True, kw_only=True):
    """Work that somebody offers; what its source does not say is empty."""

    serial: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
    """Its place in the list; the list is read on from there."""
    title: Line
    employer: Line
    number: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    """How many are wanted."""
    pay_low: Pay | None = None
    pay_high: Pay | None = None
    """Yuan a month; None: by agreement."""
    district: Line = ""
    kind: Line = ""
    place: Line = ""
    schooling: Line = ""
    contact: Line = ""
    valid_until: date
    source: Line
    verified: bool = False
    """Somebody looked whether it is true; who, `source` says."""


def still_open(vacancy: Vacancy, day: date | None) -> bool:
    """Tell whether a vacancy holds on a day; None: nobody knows the day."""
    return day is None or vacancy.valid_until >= day
