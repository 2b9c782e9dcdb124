"""Who missed or cancelled too often, and until when: from what happened, by the clock.

Nothing has to be written down for a bar to begin or to end.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from kiosk.center.database.transactions import every
from kiosk.center.hospital.city.hospital_settings import CityHospitalSettings
from kiosk.center.hospital.city.seats import signs_in_until, state_of_seat
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import RegistrationState

_DAY = 86400.0
_COUNTED = 200
"""Registrations of one person that are looked at; the newest ones."""


def barred_until(
    db: Connection, settings: CityHospitalSettings, person: bytes, now: float
) -> date | None:
    """Return the last day on which a person gets no number; None: there is no bar."""
    rules, own = settings.rules, hospital_registration.c
    since = now - settings.keeps_days * _DAY
    query = (
        select(hospital_registration, hospital_clinic.c.begins)
        .add_columns(hospital_clinic.c.stopped)
        .join(hospital_clinic, hospital_clinic.c.id == own.clinic)
        .where(own.person == person, own.ends > since)
        .order_by(own.ends.desc())
    )
    missed, cancelled = [], []
    for row in every(db, query.limit(_COUNTED)):
        state = state_of_seat(settings, row, row, now)
        if state is RegistrationState.MISSED:
            missed.append(signs_in_until(settings, row, row["changed"]))
        elif state is RegistrationState.CANCELLED:
            cancelled.append(row["changed"])
    ends = [
        bar_end(missed, rules.missed_most, rules.missed_days, rules.barred_days),
        bar_end(
            *(cancelled, settings.cancelled_most),
            *(settings.cancelled_days, rules.barred_days),
        ),
    ]
    last = max((each for each in ends if each is not None), default=None)
    return china_date(last) if last is not None and last > now else None


def bar_end(
    times: Iterable[float], most: int | None, days: int, barred: int
) -> float | None:
    """Return when the last bar ends that these moments make; None: they make none.

    :param most: so many within `days` make one; None: no number does.
    """
    if most is None:
        return None
    ordered = sorted(times)
    ends = [
        last + barred * _DAY
        for first, last in zip(ordered, ordered[most - 1 :], strict=False)
        if last - first <= days * _DAY
    ]
    return max(ends, default=None)
