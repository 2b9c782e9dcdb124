"""A hospital's days: made ahead from its week, changed with it, forgotten in time."""

from datetime import timedelta

import msgspec
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.clinic_schedule import renew_clinics
from kiosk.center.hospital.city.hospital_day import resume_clinic, stop_clinic
from kiosk.center.hospital.city.hospital_keeping import (
    forget_clinics,
    keep_clinics,
)
from kiosk.center.hospital.city.hospital_settings import (
    CityHospitalSettings,
    WeekClinic,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from tests.center.engines import asked
from tests.center.hospital.invented_hospital import (
    COST,
    NOW,
    SETTINGS,
    act,
    at,
    patient,
    set_up,
)

DAY = 86400.0
ANN = patient("甲")
WEEK = (
    WeekClinic(
        id="am", department="inner", begins="08:00", ends="12:00", capacity=9, cost=COST
    ),
    WeekClinic(
        id="sat",
        department="inner",
        days=(6,),
        begins="08:00",
        ends="12:00",
        capacity=9,
        cost=COST,
    ),
)
OWN = msgspec.structs.replace(SETTINGS, clinics=WEEK)


def test_each_day_has_its_clinics_a_week_ahead(db: Connection) -> None:
    keep_clinics(db, NOW)
    assert asked(db, "SELECT id FROM hospital_clinic") == []
    set_up(db, OWN)
    for _ in range(2):
        keep_clinics(db, NOW)
        found = at(db).clinics("inner", None)
        assert [each.day for each in found if each.id.startswith("am")] == [
            china_date(NOW) + timedelta(days=each) for each in range(8)
        ]
        assert [each.id for each in found if each.id.startswith("sat")] == [
            "sat-20250111"
        ]
    keep_clinics(db, NOW + DAY)
    last = [each.id for each in at(db, NOW + DAY).clinics("inner", None)][-2:]
    assert last == ["am-20250118", "sat-20250118"]


def test_a_changed_week_takes_no_number_away(db: Connection) -> None:
    set_up(db, OWN)
    keep_clinics(db, NOW)
    for number, clinic in enumerate(("am-20250112", "sat-20250111")):
        at(db).hold(act(number), clinic, ANN)
        assert at(db).confirm(act(number), ANN).refused is None
    fewer = msgspec.structs.replace(WEEK[0], capacity=1, ends="11:00")
    changed = msgspec.structs.replace(OWN, clinics=(fewer,))
    set_up(db, changed)
    with transaction(db):
        renew_clinics(db, changed, NOW)
    stopped, kept = at(db).mine(ANN)
    assert stopped.state is RegistrationState.CLINIC_STOPPED
    assert (kept.state, kept.clinic.ends) == (RegistrationState.CONFIRMED, "11:00")
    full = at(db).hold(act(9), "am-20250112", patient("乙"))
    assert full.refused is RegistrationReason.FULL


def load(db: Connection, settings: CityHospitalSettings) -> None:
    """Load a file as `hospital-load` does."""
    set_up(db, settings)
    with transaction(db):
        renew_clinics(db, settings, NOW)


def offered(db: Connection, department: str = "inner", now: float = NOW) -> list[str]:
    return [each.id for each in at(db, now).clinics(department, None)]


def test_fewer_days_ahead_stop_no_clinic_that_the_week_has(db: Connection) -> None:
    load(db, OWN)
    at(db).hold(act(1), "am-20250115", ANN)
    assert at(db).confirm(act(1), ANN).refused is None
    rules = msgspec.structs.replace(OWN.rules, days_ahead=2)
    load(db, msgspec.structs.replace(OWN, rules=rules))
    assert [each.state for each in at(db).mine(ANN)] == [RegistrationState.CONFIRMED]
    later = NOW + 5 * DAY
    keep_clinics(db, later)
    found = offered(db, now=later)
    assert found == ["am-20250115", "am-20250116", "am-20250117"]


def test_a_clinic_that_a_file_forgot_comes_back_with_the_right_one(
    db: Connection,
) -> None:
    load(db, OWN)
    before = offered(db)
    assert stop_clinic(db, "am-20250112", NOW)
    load(db, msgspec.structs.replace(OWN, clinics=()))
    assert offered(db) == []
    load(db, OWN)
    assert offered(db) == [each for each in before if each != "am-20250112"]
    assert resume_clinic(db, "am-20250112", NOW)
    assert offered(db) == before


def test_a_clinic_that_moves_is_found_in_its_new_department(db: Connection) -> None:
    load(db, OWN)
    moved = msgspec.structs.replace(WEEK[0], department="eyes")
    load(db, msgspec.structs.replace(OWN, clinics=(moved,)))
    assert offered(db) == []
    assert len(offered(db, "eyes")) == 8
    left = {each.id: each.left for each in at(db).departments()}
    assert (left["inner"], left["eyes"]) == (0, 72)


def test_a_clock_that_was_ahead_leaves_no_day_without_clinics(db: Connection) -> None:
    load(db, OWN)
    keep_clinics(db, NOW + 400 * DAY)
    later = NOW + 11 * DAY
    keep_clinics(db, later)
    assert len(offered(db, now=later)) == 9


def test_what_no_bar_can_need_is_forgotten(db: Connection) -> None:
    set_up(db, OWN)
    keep_clinics(db, NOW)
    at(db).hold(act(1), "am-20250112", ANN)
    at(db).confirm(act(1), ANN)
    at(db).hold(act(2), "am-20250113", ANN)
    tables = ("hospital_registration", "hospital_patient", "hospital_clinic")

    def kept() -> list[int]:
        counts = [asked(db, f"SELECT count(*) AS n FROM {each}") for each in tables]
        return [int(rows[0]["n"]) for rows in counts]

    assert kept() == [2, 1, 9]
    forget_clinics(db, NOW + 3 * DAY)
    assert kept()[:2] == [1, 0]
    forget_clinics(db, NOW + 181 * DAY)
    assert kept()[0] == 1
    forget_clinics(db, NOW + 183 * DAY)
    assert kept()[0] == 0
    first = "SELECT id FROM hospital_clinic WHERE id < 'am-20250112'"
    assert [row["id"] for row in asked(db, first)] == ["am-20250111"]
