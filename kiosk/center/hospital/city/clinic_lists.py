"""The reference hospital's lists: departments and clinics with what is left of each."""

from datetime import date

from sqlalchemy import ColumnElement, Connection, func, select

from kiosk.center.database.transactions import every
from kiosk.center.hospital.city.hospital_settings import CityHospitalSettings
from kiosk.center.hospital.city.seats import clinic_of, is_held
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.services.registrations import Clinic, Department, Key
from kiosk.sync.wire.services.hospital_wire import MOST_CLINICS

_DAY = 86400.0


def departments_of(
    db: Connection, settings: CityHospitalSettings, now: float
) -> tuple[Department, ...]:
    """Return the departments in their order, with what each has left."""
    own, lines = hospital_clinic.c, hospital_registration.c
    seats = func.sum(own.capacity - own.taken)
    here = _ahead(settings, now)
    sums = select(own.department, seats).where(*here).group_by(own.department)
    free = {row[0]: int(row[1]) for row in db.execute(sums)}
    kept = select(own.department, func.count()).join_from(
        hospital_registration, hospital_clinic, own.id == lines.clinic
    )
    kept = kept.where(is_held(now), *here).group_by(own.department)
    held = {row[0]: int(row[1]) for row in db.execute(kept)}
    return tuple(
        Department(
            id=each.id,
            name=each.name,
            place=each.place,
            left=max(0, free.get(each.id, 0) - held.get(each.id, 0)),
        )
        for each in settings.departments
    )


def clinics_of(
    db: Connection,
    settings: CityHospitalSettings,
    department: Key,
    day: date | None,
    now: float,
) -> tuple[Clinic, ...]:
    """Return a department's clinics that have not ended, full ones too."""
    own, clinic = hospital_clinic.c, hospital_registration.c.clinic
    here = [own.department == department, *_ahead(settings, now)]
    if day is not None:
        here.append(own.day == str(day))
    found = select(hospital_clinic).where(*here).order_by(own.ends, own.id)
    kept = select(clinic, func.count()).where(is_held(now)).group_by(clinic)
    held = {row[0]: int(row[1]) for row in db.execute(kept)}
    clinics = [
        clinic_of(row, max(0, row["capacity"] - row["taken"] - held.get(row["id"], 0)))
        for row in every(db, found.limit(MOST_CLINICS + 1))
    ]
    return tuple(sorted(clinics, key=lambda each: (each.day, each.begins, each.id)))


def _ahead(settings: CityHospitalSettings, now: float) -> list[ColumnElement[bool]]:
    """Say which clinics people can have a number for."""
    own, days = hospital_clinic.c, settings.rules.days_ahead + 1
    return [own.ends > now, own.ends < now + days * _DAY, own.stopped == 0]
