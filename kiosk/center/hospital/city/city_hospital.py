"""The reference hospital in the center's database: a `HospitalSystem` for one request.

Each method is one transaction that holds the person first and then the clinic, so that
the last seat has one first comer on both engines. What time does, the clock does: a
seat whose time is over is free in that moment.
"""

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import Connection, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, transaction
from kiosk.center.hospital.city import seats
from kiosk.center.hospital.city.clinic_lists import clinics_of, departments_of
from kiosk.center.hospital.city.clinic_schedule import clock_of
from kiosk.center.hospital.city.hospital_settings import kept_settings
from kiosk.center.hospital.city.seat_bars import barred_until
from kiosk.center.hospital.city.seat_book import SeatBook
from kiosk.center.hospital.city.seats import CONFIRMED, HELD, LAPSED, SIGNED_IN
from kiosk.center.hospital.hospital_port import HospitalTold, HospitalWord, Patient
from kiosk.center.hospital.hospital_tables import hospital_registration
from kiosk.center.server.refusals import Refusal
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import (
    Clinic,
    Department,
    Key,
    Registration,
    RegistrationId,
    RegistrationState,
)
from kiosk.domain.services.registrations import RegistrationReason as Why
from kiosk.sync.wire.services.hospital_wire import MOST_REGISTRATIONS

Tag = Callable[[str], bytes]
"""Makes of a person's number what the tables know it by."""
_DAY = 86400.0
_SHOWN_DAYS = 30
"""So long after its day a person still sees a registration."""


class CityHospital:
    """One request's view of the hospital: a connection, and what the time is."""

    def __init__(self, db: Connection, tag: Tag, now: float) -> None:
        """Read the settings.

        :raises Refusal: `no_hospital` where none was set up.
        """
        settings = kept_settings(db)
        if settings is None:
            raise Refusal(404, "no_hospital", "No hospital is behind this center.")
        self._db, self._tag, self._now = db, tag, now
        self._settings = settings
        self._book = SeatBook(db, settings, now)

    def told(self) -> HospitalTold:
        """Return its name and limits."""
        own = self._settings
        return HospitalTold(name=own.name, rules=own.rules, id_card=own.id_card)

    def departments(self) -> tuple[Department, ...]:
        """Return the departments in their order, with what each has left."""
        return departments_of(self._db, self._settings, self._now)

    def clinics(self, department: Key, day: date | None) -> tuple[Clinic, ...]:
        """Return a department's clinics that have not ended, full ones too."""
        return clinics_of(self._db, self._settings, department, day, self._now)

    def hold(self, id: RegistrationId, clinic: Key, patient: Patient) -> HospitalWord:
        """Keep a seat; a person has one kept seat, so an earlier one goes back."""
        book, person = self._book, self._tag(patient.number)
        with transaction(self._db):
            book.hold_person(person)
            before = book.row(id)
            if before is not None:
                return book.again(before, person)
            where = seats.clinic_row_of(self._db, clinic, lock=True)
            refused = self._refused(where, person)
            if refused is not None or where is None:
                return refused or HospitalWord(refused=Why.CLINIC_GONE)
            return HospitalWord(registration=book.new_hold(id, person, where))

    def _refused(self, clinic: Row | None, person: bytes) -> HospitalWord | None:
        """Return why a person gets no seat in a clinic; None: they do."""
        now, rules = self._now, self._settings.rules
        if clinic is None or clinic["stopped"] or clinic["ends"] <= now:
            return HospitalWord(refused=Why.CLINIC_GONE)
        if not self._settings.open.has(clock_of(now)):
            return HospitalWord(refused=Why.CLOSED)
        if clinic["day"] > str(china_date(now) + timedelta(days=rules.days_ahead)):
            return HospitalWord(refused=Why.TOO_EARLY)
        barred = barred_until(self._db, self._settings, person, now)
        if barred is not None:
            return HospitalWord(refused=Why.BARRED, until=barred)
        self._book.let_go(person)
        reason = self._book.limit(person, clinic)
        return None if reason is None else HospitalWord(refused=reason)

    def confirm(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Make a held seat the person's and give the next number in order."""
        book = self._book

        def decide(row: Row, clinic: Row) -> Why | None:
            state = book.state(row, clinic)
            if state in (LAPSED, RegistrationState.CANCELLED):
                gone = clinic["stopped"] and row["state"] == str(HELD)
                return Why.CLINIC_GONE if gone else Why.HOLD_OVER
            if state is not HELD:
                return None
            if clinic["ends"] <= self._now:
                return Why.CLINIC_GONE
            if clinic["taken"] >= clinic["capacity"]:
                return Why.HOLD_OVER  # a clock was set back meanwhile
            number = clinic["last_number"] + 1
            book.count(clinic, taken=clinic["taken"] + 1, last_number=number)
            book.change(row, CONFIRMED, held_until=None, number=number)
            return None

        return book.decided(id, self._tag(patient.number), decide)

    def release(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Give a held seat back; what is confirmed stays."""
        book = self._book

        def decide(row: Row, clinic: Row) -> Why | None:
            if row["state"] == str(HELD):
                book.change(row, LAPSED, held_until=None)
            return None

        return book.decided(id, self._tag(patient.number), decide)

    def cancel(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Take a registration back and free its seat; its number is not given again."""
        book = self._book

        def decide(row: Row, clinic: Row) -> Why | None:
            state = book.state(row, clinic)
            if state is HELD:
                book.change(row, LAPSED, held_until=None)
            if state is not CONFIRMED:
                over = (RegistrationState.CANCELLED, LAPSED, HELD)
                return None if state in over else Why.TOO_LATE
            until = seats.cancel_until(self._settings, clinic)
            if until is None or self._now > until:
                return Why.TOO_LATE
            book.count(clinic, taken=clinic["taken"] - 1)
            book.change(row, RegistrationState.CANCELLED)
            return None

        return book.decided(id, self._tag(patient.number), decide)

    def sign_in(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Put who is here into the queue."""
        book = self._book

        def decide(row: Row, clinic: Row) -> Why | None:
            state = book.state(row, clinic)
            if state in (SIGNED_IN, RegistrationState.SEEN):
                return None
            if state is RegistrationState.CLINIC_STOPPED:
                return Why.CLINIC_GONE
            if state is RegistrationState.MISSED:
                return Why.TOO_LATE
            if state is not CONFIRMED:
                return Why.HOLD_OVER
            if self._now < seats.sign_in_window(self._settings, clinic)[0]:
                return Why.TOO_EARLY
            book.change(row, SIGNED_IN)
            return None

        return book.decided(id, self._tag(patient.number), decide)

    def status(self, id: RegistrationId) -> HospitalWord:
        """Return how a registration stands."""
        row = self._book.row(id)
        clinic = row and seats.clinic_row_of(self._db, row["clinic"])
        if row is None or clinic is None:
            return HospitalWord(refused=Why.UNKNOWN)
        return HospitalWord(registration=self._book.told(row, clinic))

    def mine(self, patient: Patient) -> tuple[Registration, ...]:
        """Return a person's registrations, those to come first."""
        own, person = hospital_registration.c, self._tag(patient.number)
        since = self._now - _SHOWN_DAYS * _DAY
        gone = own.state.not_in((str(HELD), str(LAPSED)))
        theirs = select(hospital_registration).where(own.person == person)
        theirs = theirs.where(own.ends > since, gone).order_by(own.ends.desc())
        told = []
        for row in every(self._db, theirs.limit(MOST_REGISTRATIONS)):
            clinic = seats.clinic_row_of(self._db, row["clinic"])
            if clinic is not None:
                told.append((clinic["ends"], self._book.told(row, clinic)))
        ahead = sorted((e for e in told if e[0] > self._now), key=lambda e: e[0])
        past = [each for each in told if each[0] <= self._now]
        return tuple(each for _, each in [*ahead, *past])
