"""Whether who receives a benefit is still entitled: certifications, until when.

Pure. A pass holds for a number of months counted from the month it was made in, so it
may be renewed in any month; no rule here ever names one month of the year.
"""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from kiosk.domain.records import PersonalRecord

MOST_BENEFITS = 10
SOON_DAYS = 60
"""So long before its end a certification is said to run out."""
CHECKED_DAYS = 60
"""So long a presented card may wait for an office; then the certification's own end
counts again, and the person hears of it."""


class CertifiedBenefit(StrEnum):
    """What is paid on condition of a certification; words `certified_benefit__`."""

    PENSION = "pension"
    RESIDENT_PENSION = "resident_pension"
    INJURY = "injury"
    DEPENDANTS = "dependants"
    """What the family of somebody who died at work receives."""
    UNEMPLOYMENT = "unemployment"


class CertifiedBy(StrEnum):
    """How the last certification came about."""

    DATA = "data"
    """The office compared data of other offices: nobody had to come."""
    SELF = "self"
    """A certified module, or an app, has seen the person's face."""
    STAFF = "staff"
    CARD = "card"
    """Card and PIN alone, where the region's center accepts that."""


class Holding(StrEnum):
    """How the register has a benefit; what time makes of it is `EligibilityState`."""

    PAID = "paid"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    LOST = "lost"
    """Ended for good, for whatever reason: that is told at a counter only."""


class EligibilityState(StrEnum):
    """How a benefit's certification stands today; words `eligibility__<state>`."""

    VALID = "valid"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    """The last one has ended; the benefit is not stopped yet."""
    CHECKING = "checking"
    """The card was presented; the office still has to check who came."""
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    """Paid again after a stop; what was held back is paid later."""
    LOST = "lost"
    UNKNOWN = "unknown"
    """The region names no cycle for it, so nobody can say until when it holds."""


class Eligibility(PersonalRecord, frozen=True, kw_only=True, omit_defaults=True):
    """One benefit of a person and its certification, as the center judges it."""

    benefit: CertifiedBenefit
    state: EligibilityState
    last: date | None = None
    """When the last one was made, in China; None: never since it was granted."""
    how: CertifiedBy | None = None
    until: date | None = None
    """The last day that it holds for."""
    presented: date | None = None
    """When the card was last presented for it; that is no certification yet."""


class HeldBenefit(msgspec.Struct, frozen=True, kw_only=True):
    """One benefit as the register has it."""

    benefit: CertifiedBenefit
    holding: Holding = Holding.PAID
    granted: date
    """Until the first certification the months are counted from this one's."""
    last: date | None = None
    how: CertifiedBy | None = None
    presented: date | None = None

    def __repr__(self) -> str:
        return "HeldBenefit(hidden)"


def holds_until(counted_from: date, months: int) -> date:
    """Return the last day of the last month: June and twelve months, June's last."""
    years, month = divmod(counted_from.month - 1 + months, 12)
    year = counted_from.year + years
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def judged(held: HeldBenefit, months: int | None, today: date) -> Eligibility:
    """Return how a benefit stands today.

    :param months: of the region's cycle for it; None: the region names none.
    """
    ended = held.holding in (Holding.LOST, Holding.SUSPENDED)
    until = None
    if months is not None and held.holding is not Holding.LOST:
        until = holds_until(held.last or held.granted, months)
    return Eligibility(
        benefit=held.benefit,
        state=EligibilityState(str(held.holding))
        if ended
        else _state(held, until, today),
        last=held.last,
        how=held.how,
        until=until,
        presented=held.presented,
    )


def _state(held: HeldBenefit, until: date | None, today: date) -> EligibilityState:
    if _is_checked(held, today):
        return EligibilityState.CHECKING
    if until is None:
        return EligibilityState.UNKNOWN
    if today > until:
        return EligibilityState.OVERDUE
    if (until - today).days <= SOON_DAYS:
        return EligibilityState.DUE_SOON
    resumed = held.holding is Holding.RESUMED
    return EligibilityState.RESUMED if resumed else EligibilityState.VALID


def _is_checked(held: HeldBenefit, today: date) -> bool:
    """Tell whether an office may still be looking at a card that was presented."""
    shown = held.presented
    waits = shown is not None and today - shown <= timedelta(days=CHECKED_DAYS)
    return waits and only_presented(held)


def same_month(one: date | None, other: date) -> bool:
    """Tell whether a day is in another's month: a second pass there changes nothing."""
    return one is not None and (one.year, one.month) == (other.year, other.month)


def done_this_month(held: HeldBenefit, today: date, proved: bool) -> bool:
    """Tell whether nothing is to be gained by doing it again today.

    :param proved: it would be a certification, and not only a card presented.
    """
    if same_month(held.last, today):
        return True
    return not proved and same_month(held.presented, today)


def only_presented(each: HeldBenefit | Eligibility) -> bool:
    """Tell whether the card was presented since: that is no certification."""
    return each.presented is not None and each.presented > (each.last or date.min)


MAY_STOP = (EligibilityState.SUSPENDED, EligibilityState.LOST)


def first_to_end(found: Iterable[Eligibility]) -> Eligibility | None:
    """Return the benefit whose certification ends first, stopped ones left out."""
    dated = (e for e in found if e.until is not None and e.state not in MAY_STOP)
    return min(dated, key=lambda each: each.until or date.max, default=None)
