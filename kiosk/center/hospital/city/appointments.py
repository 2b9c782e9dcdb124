"""What a person has at the reference hospital today, so that it can be said first."""

from datetime import date

from sqlalchemy import Connection, select

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.hospital.city.clinic_schedule import clock_of
from kiosk.center.hospital.city.hospital_settings import kept_settings
from kiosk.center.hospital.city.seats import CONFIRMED, state_of_seat
from kiosk.center.hospital.claimants import patient_tag
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.services.due import Due, DueKind

_LONGEST = 12
"""Characters of a department's name in the sentence; its time stands behind it."""


def due_appointment(
    db: Connection, rules: ActRules, card: Row, now: float
) -> Due | None:
    """Return the holder's next number of today that is not signed in; None: none."""
    settings = kept_settings(db)
    if settings is None:
        return None
    own, where, today = hospital_registration.c, hospital_clinic.c, china_date(now)
    columns = (where.begins, where.stopped, where.department, where.day)
    query = (
        select(hospital_registration, *columns)
        .join(hospital_clinic, where.id == own.clinic)
        .where(own.person == patient_tag(rules, card["holder"]), own.ends > now)
        .where(where.day == str(today), own.state == str(CONFIRMED))
        .order_by(where.begins, own.id)
    )
    for row in every(db, query):
        if state_of_seat(settings, row, row, now) is CONFIRMED:
            names = {each.id: each.name for each in settings.departments}
            name = names.get(row["department"], "")[:_LONGEST]
            about = f"{name} {clock_of(row['begins'])}".strip()
            until = date.fromisoformat(row["day"])
            return Due(kind=DueKind.APPOINTMENT, until=until, about=about)
    return None
