"""An operator's look at the reference hospital's day; a clinic stopped, and resumed."""

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, transaction
from kiosk.center.hospital.city import seats
from kiosk.center.hospital.city.clinic_schedule import BY_HAND
from kiosk.center.hospital.city.hospital_settings import (
    CityHospitalSettings,
    kept_settings,
)
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import Clinic, RegistrationState


class ClinicCount(NamedTuple):
    """One clinic with how its numbers stand."""

    clinic: Clinic
    department: str
    capacity: int
    taken: int
    here: int
    missed: int
    left: int
    stopped: bool

    def __repr__(self) -> str:
        return "ClinicCount(hidden)"


def clinics_of_day(db: Connection, now: float) -> list[ClinicCount]:
    """Return today's clinics in their order; none where there is no hospital."""
    settings, own = kept_settings(db), hospital_clinic.c
    if settings is None:
        return []
    today = select(hospital_clinic).where(own.day == str(china_date(now)))
    rows = every(db, today.order_by(own.begins, own.id))
    return [_counted(db, settings, row, now) for row in rows]


def stop_clinic(db: Connection, clinic: str, now: float) -> bool:
    """Stop a clinic; False when there is none of this id, or it has ended.

    Who has a number for it reads so at once, and it counts against nobody.
    """
    own = hospital_clinic.c
    with transaction(db):
        ahead = update(hospital_clinic).where(own.id == clinic, own.ends > now)
        return db.execute(ahead.values(stopped=BY_HAND)).rowcount == 1


def resume_clinic(db: Connection, clinic: str, now: float) -> bool:
    """Undo a stop; False when no stopped clinic of this id is still to come.

    Its numbers hold again; a seat that was only kept has lapsed with its time.
    """
    own = hospital_clinic.c
    with transaction(db):
        ahead = update(hospital_clinic).where(own.id == clinic, own.ends > now)
        again = ahead.where(own.stopped != 0).values(stopped=0)
        return db.execute(again).rowcount == 1


def _counted(
    db: Connection, settings: CityHospitalSettings, row: Row, now: float
) -> ClinicCount:
    lines = hospital_registration.c
    sure = (str(RegistrationState.CONFIRMED), str(RegistrationState.SIGNED_IN))
    query = select(hospital_registration).where(
        lines.clinic == row["id"], lines.state.in_(sure)
    )
    states = [
        seats.state_of_seat(settings, each, row, now) for each in every(db, query)
    ]
    names = {each.id: each.name for each in settings.departments}
    here = (RegistrationState.SIGNED_IN, RegistrationState.SEEN)
    return ClinicCount(
        seats.clinic_of(row),
        names.get(row["department"], ""),
        row["capacity"],
        row["taken"],
        sum(state in here for state in states),
        states.count(RegistrationState.MISSED),
        seats.left_in(db, row, now),
        bool(row["stopped"]),
    )
