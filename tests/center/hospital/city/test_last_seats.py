"""Many machines at one moment for the last seats: each seat once, nobody an error."""

from collections import Counter
from pathlib import Path

from sqlalchemy import Connection

from kiosk.center.hospital.city.hospital_day import clinics_of_day
from kiosk.domain.services.registrations import RegistrationReason
from tests.center.applications.direct_acts import at_once
from tests.center.hospital.invented_hospital import (
    NOW,
    act,
    add_clinic,
    at,
    patient,
    set_up,
)

MACHINES, SEATS = 12, 3
Told = tuple[RegistrationReason | None, int | None]


def test_the_last_seats_have_as_many_first_comers(
    center_folder: Path, db: Connection
) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=SEATS)

    def register(own: Connection, place: int) -> Told:
        who = patient(str(place))
        held = at(own).hold(act(place), "c1", who)
        if held.refused is not None:
            return held.refused, None
        done = at(own).confirm(act(place), who)
        return done.refused, done.registration.number if done.registration else None

    found = at_once(center_folder, MACHINES, register)
    assert Counter(reason for reason, _ in found) == {
        None: SEATS,
        RegistrationReason.FULL: MACHINES - SEATS,
    }
    numbers = [number for _, number in found if number is not None]
    assert sorted(numbers) == [1, 2, 3]
    (clinic,) = clinics_of_day(db, NOW)
    assert (clinic.taken, clinic.left, clinic.here) == (SEATS, 0, 0)


def test_one_person_at_many_machines_keeps_one_seat(
    center_folder: Path, db: Connection
) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=MACHINES)

    def register(own: Connection, place: int) -> RegistrationReason | None:
        who = patient("one")
        at(own).hold(act(place), "c1", who)
        return at(own).confirm(act(place), who).refused

    found = at_once(center_folder, MACHINES, register)
    assert found.count(None) == 1
    (clinic,) = clinics_of_day(db, NOW)
    assert (clinic.taken, clinic.left) == (1, MACHINES - 1)
