"""The reference hospital's book of seats: what is read, counted and changed in it.

Functions of one transaction, in which the person is held first and then the clinic.
"""

import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from kiosk.center.database.expiry import expire
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, one, put, transaction
from kiosk.center.hospital.city import seats
from kiosk.center.hospital.city.hospital_settings import CityHospitalSettings
from kiosk.center.hospital.city.seats import CONFIRMED, HELD, LAPSED, SIGNED_IN
from kiosk.center.hospital.hospital_port import HospitalWord
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_patient,
    hospital_registration,
)
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationId,
    RegistrationReason,
    RegistrationState,
)

Decide = Callable[[Row, Row], RegistrationReason | None]
"""Changes a registration that is there, in its clinic; or says why not."""
_DAY = 86400.0
_LAPSED_FOR = 2 * _DAY
"""So long a seat that was not confirmed is still known by its id."""
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_TAKES_SEAT = (str(CONFIRMED), str(SIGNED_IN))


class SeatBook:
    """The book at one moment, over one connection."""

    def __init__(
        self, db: Connection, settings: CityHospitalSettings, now: float
    ) -> None:
        self._db, self._settings, self._now = db, settings, now

    def hold_person(self, person: bytes) -> None:
        """Let nobody else decide about this person before the transaction ends."""
        expire(self._db, hospital_registration, self._now)
        expire(self._db, hospital_patient, self._now)
        put(self._db, hospital_patient, person=person, expires=self._now + _DAY)

    def row(self, id: RegistrationId) -> Row | None:
        """Return a registration's row."""
        own = hospital_registration.c
        return one(self._db, select(hospital_registration).where(own.id == id))

    def again(self, row: Row, person: bytes) -> HospitalWord:
        """Return the answer to a hold that came before."""
        clinic = seats.clinic_row_of(self._db, row["clinic"])
        if row["person"] != person:
            return _not_yours(row)
        if clinic is None:
            return HospitalWord(refused=RegistrationReason.CLINIC_GONE)
        told = self.told(row, clinic)
        over = told.state in (RegistrationState.LAPSED, RegistrationState.CANCELLED)
        reason = RegistrationReason.HOLD_OVER if over else None
        return HospitalWord(registration=told, refused=reason)

    def let_go(self, person: bytes) -> None:
        """Give back the seat that is kept for a person."""
        own = hospital_registration.c
        kept = update(hospital_registration).where(own.person == person)
        kept = kept.where(own.ends > self._now, own.state == str(HELD))
        self._db.execute(kept.values(state=str(LAPSED), held_until=None))

    def limit(self, person: bytes, clinic: Row) -> RegistrationReason | None:
        """Return which limit a person has reached in a clinic, or the clinic itself."""
        own, where, rules = (
            hospital_registration.c,
            hospital_clinic.c,
            self._settings.rules,
        )
        mine = (
            select(where.department)
            .join_from(hospital_registration, hospital_clinic, where.id == own.clinic)
            .where(own.person == person, own.state.in_(_TAKES_SEAT))
            .where(own.ends > clinic["begins"] - _DAY, where.day == clinic["day"])
            .where(where.stopped == 0)
        )
        found = [row["department"] for row in every(self._db, mine)]
        here = found.count(clinic["department"])
        if rules.per_department is not None and here >= rules.per_department:
            return RegistrationReason.HAVE_ONE
        if rules.per_day is not None and len(found) >= rules.per_day:
            return RegistrationReason.DAY_LIMIT
        if seats.left_in(self._db, clinic, self._now) <= 0:
            return RegistrationReason.FULL
        return None

    def new_hold(self, id: RegistrationId, person: bytes, clinic: Row) -> Registration:
        """Keep a seat and return the registration."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(8))
        values = {
            **{"id": id, "person": person, "clinic": clinic["id"], "code": code},
            **{"state": str(HELD), "number": None, "changed": self._now},
            # In whole seconds, so that what is told is the very moment.
            "held_until": float(int(self._now) + self._settings.rules.hold_seconds),
            **{"ends": clinic["ends"], "expires": self._now + _LAPSED_FOR},
        }
        made = insert(hospital_registration).values(**values)
        row = one(self._db, made.returning(*hospital_registration.columns))
        assert row is not None
        return self.told(row, clinic)

    def state(self, row: Row, clinic: Row) -> RegistrationState:
        """Return how a registration stands now."""
        return seats.state_of_seat(self._settings, row, clinic, self._now)

    def told(self, row: Row, clinic: Row) -> Registration:
        """Return a registration as it is told."""
        return seats.registration_of(self._db, self._settings, row, clinic, self._now)

    def count(self, clinic: Row, **values: int) -> None:
        """Write a clinic's counts."""
        own = update(hospital_clinic).where(hospital_clinic.c.id == clinic["id"])
        self._db.execute(own.values(**values))

    def change(self, row: Row, state: RegistrationState, **values: Any) -> None:
        """Bring a registration into another state, and say how long it is kept."""
        own = update(hospital_registration).where(
            hospital_registration.c.id == row["id"]
        )
        if state is not LAPSED:
            keeps = self._settings.keeps_days * _DAY
            values |= {"expires": row["ends"] + keeps, "changed": self._now}
        self._db.execute(own.values(state=str(state), **values))

    def decided(
        self, id: RegistrationId, person: bytes, decide: Decide
    ) -> HospitalWord:
        """Decide about a registration in one transaction."""
        with transaction(self._db):
            self.hold_person(person)
            row = self.row(id)
            if row is None or row["person"] != person:
                return _not_yours(row)
            clinic = seats.clinic_row_of(self._db, row["clinic"], lock=True)
            if clinic is None:
                return HospitalWord(refused=RegistrationReason.CLINIC_GONE)
            reason = decide(row, clinic)
            changed = hold(self._db, hospital_registration, id=id)
            assert changed is not None
            return HospitalWord(registration=self.told(changed, clinic), refused=reason)


def _not_yours(row: Row | None) -> HospitalWord:
    if row is None:
        return HospitalWord(refused=RegistrationReason.UNKNOWN)
    return HospitalWord(refused=RegistrationReason.NOT_YOURS)
