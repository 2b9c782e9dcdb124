"""How seats and registrations stand at a moment: by the clock, no job has to run."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, func, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import one
from kiosk.center.hospital.city.hospital_settings import CityHospitalSettings
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
)
from kiosk.domain.services.registrations import (
    Clinic,
    Registration,
    RegistrationState,
)

HELD, CONFIRMED = RegistrationState.HELD, RegistrationState.CONFIRMED
SIGNED_IN, LAPSED = RegistrationState.SIGNED_IN, RegistrationState.LAPSED
_STOPPABLE = (HELD, CONFIRMED, SIGNED_IN)
_MINUTE = 60.0
LONGEST_HOLD = 900.0
"""Seconds; the rules allow no more."""


def clinic_of(row: Row, left: int | None = None) -> Clinic:
    """Return a clinic as it is told.

    :param left: numbers that are left, where that is asked.
    """
    clinic = msgspec.json.decode(row["record"], type=Clinic)
    return msgspec.structs.replace(clinic, left=left)


def is_held(now: float) -> ColumnElement[bool]:
    """Say which registrations keep a seat at this moment."""
    until = hospital_registration.c.held_until
    return and_(until > now, until <= now + LONGEST_HOLD)


def held_seats(db: Connection, clinic: str, now: float) -> int:
    """Return how many seats of a clinic are kept at this moment."""
    own = hospital_registration.c
    live = select(func.count()).select_from(hospital_registration)
    live = live.where(is_held(now), own.clinic == clinic)
    return int(db.execute(live).scalar_one())


def left_in(db: Connection, clinic: Row, now: float) -> int:
    """Return how many seats a clinic has left at this moment."""
    if clinic["stopped"]:
        return 0
    kept = held_seats(db, clinic["id"], now)
    return max(0, int(clinic["capacity"] - clinic["taken"] - kept))


def sign_in_window(settings: CityHospitalSettings, clinic: Row) -> tuple[float, float]:
    """Return from when until when a number of a clinic can be signed in."""
    late = settings.rules.late_minutes
    begins = clinic["begins"]
    until = clinic["ends"] if late is None else begins + late * _MINUTE
    return begins - settings.sign_in_minutes * _MINUTE, min(until, clinic["ends"])


def signs_in_until(
    settings: CityHospitalSettings, clinic: Row, changed: float
) -> float:
    """Return until when a number can be signed in.

    Who got it while the clinic was on is not late already.
    """
    until = sign_in_window(settings, clinic)[1]
    late = (settings.rules.late_minutes or 0) * _MINUTE
    return float(max(until, min(clinic["ends"], changed + late)))


def cancel_until(settings: CityHospitalSettings, clinic: Row) -> float | None:
    """Return until when a number can be cancelled here; None: never."""
    minutes = settings.rules.cancel_minutes
    return None if minutes is None else clinic["begins"] - minutes * _MINUTE


def state_of_seat(
    settings: CityHospitalSettings, row: Row, clinic: Row, now: float
) -> RegistrationState:
    """Return how a registration stands at this moment."""
    state = RegistrationState(row["state"])
    if state is HELD and not now < row["held_until"] <= now + LONGEST_HOLD:
        return LAPSED  # also by a clock that was ahead
    if clinic["stopped"] and state in _STOPPABLE:
        return LAPSED if state is HELD else RegistrationState.CLINIC_STOPPED
    if state is CONFIRMED and now > signs_in_until(settings, clinic, row["changed"]):
        return RegistrationState.MISSED
    if state is SIGNED_IN and now > clinic["ends"]:
        return RegistrationState.SEEN
    return state


def registration_of(
    db: Connection,
    settings: CityHospitalSettings,
    row: Row,
    clinic: Row,
    now: float,
) -> Registration:
    """Return a registration as it is told."""
    state = state_of_seat(settings, row, clinic, now)
    named = {each.id: each for each in settings.departments}
    of = named.get(clinic["department"])
    opens = closes = cancel = None
    if state in (HELD, CONFIRMED):
        opens = sign_in_window(settings, clinic)[0]
        closes = signs_in_until(settings, clinic, row["changed"])
        cancel = cancel_until(settings, clinic)
    return Registration(
        id=row["id"],
        state=state,
        hospital=settings.name,
        clinic=clinic_of(clinic),
        department=of.name if of else "",
        place=of.place if of else "",
        number=row["number"],
        ahead=_ahead(db, row) if state is SIGNED_IN else None,
        code=row["code"],
        hold_until=_moment(row["held_until"]) if state is HELD else None,
        cancel_until=_moment(cancel),
        sign_in_from=_moment(opens),
        sign_in_until=_moment(closes),
        bring=settings.bring,
        notes=settings.notes,
    )


def clinic_row_of(db: Connection, clinic: str, lock: bool = False) -> Row | None:
    """Return a clinic; held until the transaction ends where it is to be changed."""
    query = select(hospital_clinic).where(hospital_clinic.c.id == clinic)
    return one(db, query.with_for_update() if lock else query)


def _ahead(db: Connection, row: Row) -> int:
    """Return how many are here whose number comes before."""
    own = hospital_registration.c
    here = select(func.count()).select_from(hospital_registration)
    here = here.where(own.clinic == row["clinic"], own.state == str(SIGNED_IN))
    return int(db.execute(here.where(own.number < row["number"])).scalar_one())


def _moment(seconds: float | None) -> datetime | None:
    """Return a moment in whole seconds, never after it."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)
