"""What a hospital's answer can be: another system's word is a claim, judged here. Pure.

What stands in a list and cannot be is left out; an answer about one registration that
cannot be is no answer.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kiosk.center.hospital.hospital_port import HospitalWord
from kiosk.domain.services.registrations import (
    Clinic,
    Cost,
    Department,
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.wire.applications_wire import Act
from kiosk.sync.wire.services.hospital_wire import (
    MOST_CLINICS,
    MOST_DEPARTMENTS,
    MOST_REGISTRATIONS,
)

LONGEST = 905.0
"""Seconds in which a kept seat must end: the rules' 900, and what two clocks differ."""
_DIFFER = 5.0
"""Seconds that the two clocks may differ."""
MOST_NUMBER = 99_999
"""No queue is longer, and no clinic larger."""
DEAREST = Decimal(100_000)
"""Yuan; what is more is no fee of a registration."""
_FAR = timedelta(days=400)
_NO_NUMBER = (
    *(RegistrationReason.FULL, RegistrationReason.HOLD_OVER),
    *(RegistrationReason.TAKEN, RegistrationReason.HAVE_ONE),
    *(RegistrationReason.DAY_LIMIT, RegistrationReason.BARRED),
    RegistrationReason.NOT_FOR_YOU,
)
"""Whoever is told so has no number; with one it is a contradiction."""
_SURE = (RegistrationState.CONFIRMED, RegistrationState.SIGNED_IN)
T = TypeVar("T", Department, Clinic, Registration)


def fits(word: HospitalWord, act: str, clinic: str, now: float) -> bool:
    """Tell whether an answer can be one to what was asked."""
    told = word.registration
    if told is None:
        return word.refused is not None
    if told.id != act or clinic not in ("", told.clinic.id):
        return False
    if word.refused in _NO_NUMBER and told.state in _SURE:
        return False
    if not is_sound(told, now):
        return False
    until = told.hold_until
    if told.state is not RegistrationState.HELD or until is None:
        return until is None and told.state is not RegistrationState.HELD
    return now - _DIFFER <= until.timestamp() <= now + LONGEST


def is_sound(told: Registration, now: float) -> bool:
    """Tell whether a registration can be one, whoever it belongs to."""
    counts = (told.number is None or 1 <= told.number <= MOST_NUMBER) and (
        told.ahead is None or 0 <= told.ahead <= MOST_NUMBER
    )
    moments = (
        told.hold_until,
        told.cancel_until,
        told.sign_in_from,
        told.sign_in_until,
    )
    near = all(_is_near(each, now) for each in moments)
    return counts and near and _can_be(told.clinic, now)


def sound_departments(found: Iterable[Department]) -> tuple[Department, ...]:
    """Return the departments that a kiosk takes; of two with one id the first."""
    counted = (replace(each, left=_left(each.left)) for each in found)
    return _each_once(counted)[:MOST_DEPARTMENTS]


def sound_clinics(found: Iterable[Clinic], now: float) -> tuple[Clinic, ...]:
    """Return the clinics that a kiosk takes, of whole days.

    Of more than it takes the last days are left out: half a day would look like one.
    """
    can_be = (each for each in found if _can_be(each, now))
    own = _each_once(replace(each, left=_left(each.left)) for each in can_be)
    if len(own) <= MOST_CLINICS:
        return own
    by_day = sorted(own, key=lambda each: (each.day, each.begins, each.id))
    cut = by_day[MOST_CLINICS].day
    return tuple(each for each in by_day if each.day < cut) or tuple(
        by_day[:MOST_CLINICS]
    )


def sound_registrations(
    found: Iterable[Registration], now: float
) -> tuple[Registration, ...]:
    """Return a person's registrations that can be, the first ones.

    One whose id is none of ours could neither be cancelled nor signed in.
    """
    sound = (each for each in found if is_sound(each, now))
    own = (each for each in sound if _is_ours(each.id))
    return _each_once(own)[:MOST_REGISTRATIONS]


def _each_once(found: Iterable[T]) -> tuple[T, ...]:
    """Return the first of each id: two with one could not be told apart."""
    own: dict[str, T] = {}
    for each in found:
        own.setdefault(each.id, each)
    return tuple(own.values())


def _left(told: int | None) -> int | None:
    return told if told is not None and told <= MOST_NUMBER else None


def _is_ours(id: str) -> bool:
    try:
        msgspec.convert(id, Act)
    except msgspec.ValidationError:
        return False
    return True


def _is_near(moment: datetime | None, now: float) -> bool:
    """Tell whether a moment is one: with a zone, and none that stands for never."""
    if moment is None:
        return True
    seconds = _FAR.total_seconds()
    return moment.tzinfo is not None and abs(moment.timestamp() - now) <= seconds


def _can_be(clinic: Clinic, now: float) -> bool:
    today: date = datetime.fromtimestamp(now, UTC).date()
    return abs(clinic.day - today) <= _FAR and _is_sum(clinic.cost)


def _is_sum(cost: Cost) -> bool:
    parts = (cost.fee, cost.fund, cost.account, cost.own)
    known = [part for part in parts if part is not None]
    if not all(part.is_finite() and 0 <= part <= DEAREST for part in known):
        return False
    return cost.adds_up
