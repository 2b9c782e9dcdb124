"""Numbers and clinics that are written into the reference hospital directly.

For what is taken over from elsewhere, or invented; all in the caller's transaction.
"""

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, insert_new, one
from kiosk.center.hospital.city.clinic_schedule import clinic_row
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.services.registrations import Clinic, RegistrationId
from kiosk.domain.services.registrations import RegistrationState as State

_DAY = 86400.0
_KEPT = 200 * _DAY


def clinics_ahead(db: Connection, now: float) -> list[Row]:
    """Return the clinics that have not ended."""
    own = hospital_clinic.c
    return every(db, select(hospital_clinic).where(own.ends > now).order_by(own.id))


def change_clinic(db: Connection, clinic: str, **values: int) -> None:
    """Write a clinic's counts, or that it is stopped."""
    own = update(hospital_clinic).where(hospital_clinic.c.id == clinic)
    db.execute(own.values(**values))


def forget_numbers(db: Connection, mark: str) -> None:
    """Forget the numbers whose codes begin so, and free their seats."""
    own, where = hospital_registration.c, hospital_clinic.c
    marked = own.code.startswith(mark, autoescape=True)
    for row in every(db, select(own.clinic).where(marked)):
        clinic = update(hospital_clinic).where(where.id == row["clinic"])
        db.execute(clinic.values(taken=where.taken - 1))
    db.execute(delete(hospital_registration).where(marked))


def write_number(
    db: Connection,
    id: RegistrationId,
    person: bytes,
    clinic: Clinic,
    capacity: int,
    code: str,
) -> None:
    """Give a person the next number of a clinic, made where it is not there."""
    insert_new(db, hospital_clinic, [clinic_row(clinic, capacity)])
    row = one(db, select(hospital_clinic).where(hospital_clinic.c.id == clinic.id))
    assert row is not None
    number = row["last_number"] + 1
    change_clinic(db, clinic.id, taken=row["taken"] + 1, last_number=number)
    values: dict[str, Any] = {
        **{"id": id, "person": person, "clinic": clinic.id, "number": number},
        **{"state": str(State.CONFIRMED), "held_until": None, "code": code},
        "changed": row["begins"] - _DAY,
        **{"ends": row["ends"], "expires": row["ends"] + _KEPT},
    }
    db.execute(insert(hospital_registration).values(**values))
