"""From a hospital's answer to a page: what it says is a claim, judged here. Pure."""

import math
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace

from kiosk.domain.services.registration_steps import RegistrationStep, reached
from kiosk.domain.services.registrations import (
    Clinic,
    Cost,
    Department,
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.domain.visible_text import visible
from kiosk.session.registration.pages import (
    ClinicsPage,
    DepartmentsPage,
    RegistrationPage,
    SeatPage,
)
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    DepartmentsAnswer,
    HospitalRules,
    RegistrationAnswer,
)

LONGEST_HOLD = 900
"""Seconds; no hospital keeps a seat longer, whatever it says."""
LONGEST_NAME = 36
"""Characters of a department, a place, a doctor: three of them stand on a panel."""
DEAREST = Decimal(100_000)
"""Yuan; what is more is no fee of a registration."""
T = TypeVar("T", Department, Clinic)
_OFFERS_ANOTHER = (
    *(RegistrationReason.FULL, RegistrationReason.CLINIC_GONE),
    *(RegistrationReason.HOLD_OVER, RegistrationReason.TAKEN),
    *(RegistrationReason.HAVE_ONE, RegistrationReason.NOT_FOR_YOU),
    *(RegistrationReason.TOO_EARLY, RegistrationReason.TOO_LATE),
)
"""With these another department, doctor or day may do."""


def departments_page(told: DepartmentsAnswer, card: bool) -> DepartmentsPage:
    """Return the departments; what is full comes last, and keeps its place else."""
    clean = tuple(map(seen_department, told.departments))
    notes = tuple(filter(None, map(visible, told.rules.notes)))
    return DepartmentsPage(
        visible(told.hospital), tuple(sorted(clean, key=is_full)), notes, card
    )


def is_full(each: Department | Clinic) -> bool:
    """Tell whether the hospital says that nothing is left."""
    return each.left is not None and each.left <= 0


def clinics_page(
    department: Department,
    told: ClinicsAnswer,
    day: date | None,
    today: date | None,
    card: bool,
) -> ClinicsPage:
    """Return one day's clinics: the wanted one, else the first with a number left."""
    own = [
        seen_clinic(each)
        for each in told.clinics
        if each.department == department.id and not (today and each.day < today)
    ]
    days = sorted({each.day for each in own})
    if day not in days:
        free = (each.day for each in own if not is_full(each))
        day = min(free, default=days[0] if days else None)
    of_day = [each for each in own if each.day == day]
    of_day.sort(key=lambda each: (is_full(each), each.begins, each.doctor))
    shown = tuple(of_day)
    return ClinicsPage(department.name, day, tuple(days), today, shown, card)


def chosen_of(found: Iterable[T], wanted: str) -> T | None:
    """Return what an answer names, where it can be had."""
    named = (each for each in found if each.id == wanted and not is_full(each))
    return next(named, None)


def sound_cost(cost: Cost) -> Cost | None:
    """Return a cost as it can be said; None when it contradicts itself."""
    parts = [part for part in (cost.fund, cost.account, cost.own) if part is not None]
    if not all(map(_is_money, (cost.fee, *parts))):
        return None
    whole = cost.adds_up and all(part <= cost.fee for part in parts)
    return cost if whole else None


def _is_money(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount <= DEAREST


def differs(chosen: Clinic, told: Registration) -> bool:
    """Tell whether a registration is about something else than what was chosen."""
    clinic = told.clinic

    def what(each: Clinic) -> tuple[object, ...]:
        time = (each.day, each.begins, each.ends)
        return (each.id, each.department, each.kind, each.doctor, *time)

    if what(clinic) != what(chosen):
        return True
    fees = (clinic.cost.fee, chosen.cost.fee)
    # A fee that is no money is no other fee: it is said to be told at the window.
    return all(map(_is_money, fees)) and fees[0] != fees[1]


def stopped_by(
    step: RegistrationStep, chosen: Clinic | None, answer: RegistrationAnswer
) -> str:
    """Return why an answer is no success, as a word of the stopped page; else empty."""
    told = answer.registration
    if answer.refused is not None:
        # Refused and done at once: whoever believes the refusal takes a second number.
        return "differs" if reached(step, told) else answer.refused
    if told is None or not reached(step, told):
        return "differs"
    return "differs" if chosen is not None and differs(chosen, told) else ""


def offers_another(reason: str) -> bool:
    """Tell whether another choice may do where this one was refused."""
    return reason in _OFFERS_ANOTHER


def seconds_kept(answer: RegistrationAnswer, rules: HospitalRules) -> float:
    """Return for how long a seat is kept from when it was asked for."""
    told = rules.hold_seconds if answer.hold_left is None else answer.hold_left
    return float(max(0, min(told, LONGEST_HOLD)))


def seat_page(
    told: Registration, holder: str, seconds_left: float, card: bool
) -> SeatPage:
    """Return the page of a kept seat."""
    clinic = seen_clinic(told.clinic)
    return SeatPage(
        holder,
        visible(told.hospital),
        visible(told.department),
        visible(told.place),
        clinic,
        sound_cost(clinic.cost),
        max(0, math.ceil(seconds_left)),
        card,
    )


def registration_page(
    told: Registration,
    holder: str,
    now: datetime,
    sure: bool,
    card: bool,
    fresh: bool = False,
    done: RegistrationStep | None = None,
) -> RegistrationPage:
    """Return the page of one registration, as it stands now.

    :param sure: the time is believed; else all is offered, and the hospital judges.
    """
    own = seen_registration(told, now.tzinfo)
    stands = own.state is RegistrationState.CONFIRMED
    end, begin = own.cancel_until, own.sign_in_from
    until = own.sign_in_until
    signs = begin is not None and (
        not sure or (begin <= now and (until is None or now <= until))
    )
    cancels = end is not None and (not sure or now <= end)
    return RegistrationPage(
        registration=own,
        cost=sound_cost(own.clinic.cost),
        holder=holder,
        fresh=fresh,
        done=done,
        can_cancel=stands and cancels,
        can_sign_in=stands and signs,
        card=card,
    )


def seen_department(each: Department) -> Department:
    """Return a department as a line of a list can show it."""
    return replace(each, name=_line(each.name), place=_line(each.place))


def seen_clinic(each: Clinic) -> Clinic:
    """Return a clinic as a line of a list can show it."""
    return replace(each, doctor=_line(each.doctor), title=_line(each.title))


def _line(words: str) -> str:
    """Return words without what is not seen; what is longer than any name is cut."""
    seen = visible(words)
    return seen if len(seen) <= LONGEST_NAME else f"{seen[: LONGEST_NAME - 1]}…"


def seen_registration(told: Registration, zone: tzinfo | None) -> Registration:
    """Return a registration as it may be shown, its times in the machine's zone."""
    number = told.number if told.number is not None and told.number > 0 else None
    return replace(
        told,
        hospital=visible(told.hospital),
        department=visible(told.department),
        place=visible(told.place),
        clinic=seen_clinic(told.clinic),
        number=number,
        bring=tuple(filter(None, map(visible, told.bring))),
        notes=tuple(filter(None, map(visible, told.notes))),
        cancel_until=_local(told.cancel_until, zone),
        sign_in_from=_local(told.sign_in_from, zone),
        sign_in_until=_local(told.sign_in_until, zone),
    )


def _local(when: datetime | None, zone: tzinfo | None) -> datetime | None:
    """Return a moment in a zone; None for one that says not where it is meant."""
    if when is None or when.tzinfo is None:
        return None
    try:
        return when.astimezone(zone)
    except OverflowError:
        return None  # at an end of all years: no hospital means that
