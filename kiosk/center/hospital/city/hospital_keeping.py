"""What the reference hospital needs from time to time: new days, and forgetting."""

from sqlalchemy import Connection

from kiosk.center.database.expiry import expire, forget
from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.clinic_schedule import make_clinics
from kiosk.center.hospital.city.hospital_settings import kept_settings
from kiosk.center.hospital.hospital_tables import (
    hospital_ask,
    hospital_clinic,
    hospital_patient,
    hospital_registration,
)

_DAY = 86400.0
_LONGER = 2 * _DAY
"""A clinic goes after the last registration in it."""


def keep_clinics(db: Connection, now: float) -> None:
    """Make the clinics of a new day, in a transaction; called each minute."""
    with transaction(db):
        make_clinics(db, now)


def forget_clinics(db: Connection, now: float) -> None:
    """Forget a block of what is old: registrations when no bar needs them any more."""
    settings = kept_settings(db)
    with transaction(db):
        for table in (hospital_ask, hospital_registration, hospital_patient):
            expire(db, table, now)
        if settings is not None:
            kept = settings.keeps_days * _DAY + _LONGER
            forget(db, hospital_clinic, hospital_clinic.c.ends < now - kept)
