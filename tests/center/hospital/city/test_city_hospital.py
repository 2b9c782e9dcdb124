"""The reference hospital: each step once, each limit, each moment, on both engines."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import Connection

from kiosk.center.hospital.city.hospital_day import stop_clinic
from kiosk.center.hospital.city.hospital_settings import OpenHours
from kiosk.center.hospital.hospital_port import Patient
from kiosk.center.server.refusals import Refusal
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from tests.center.hospital.invented_hospital import (
    NOW,
    SETTINGS,
    act,
    add_clinic,
    at,
    patient,
    set_up,
    settings,
)

ANN, BEN, CAI = patient("甲"), patient("乙"), patient("丙")
DAY, MINUTE = 86400.0, 60.0
Why, State = RegistrationReason, RegistrationState


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def registered(
    db: Connection, number: int, clinic: str, now: float = NOW, who: Patient = ANN
) -> None:
    """Register somebody."""
    at(db, now).hold(act(number), clinic, who)
    word = at(db, now).confirm(act(number), who)
    assert word.refused is None
    assert word.registration is not None
    assert word.registration.state is State.CONFIRMED


def test_a_center_without_a_hospital_says_so(db: Connection) -> None:
    with pytest.raises(Refusal) as refused:
        at(db)
    assert (refused.value.status, refused.value.code) == (404, "no_hospital")


def test_from_a_seat_to_the_queue(db: Connection) -> None:
    set_up(db)
    clinic = add_clinic(db, "c1")
    held = at(db).hold(act(1), "c1", ANN)
    again = at(db, NOW + 9).hold(act(1), "c1", ANN)
    assert held == again
    assert held.registration is not None
    assert held.registration.state is State.HELD
    assert held.registration.hold_until == moment(NOW + 180)
    assert held.registration.number is None
    assert at(db).clinics("inner", clinic.day)[0].left == 1
    assert [each.left for each in at(db).departments()] == [1, 0]
    done = at(db, NOW + 10).confirm(act(1), ANN).registration
    assert done == at(db, NOW + 400).confirm(act(1), ANN).registration
    assert done is not None
    assert (done.state, done.number, len(done.code)) == (State.CONFIRMED, 1, 8)
    assert (done.hospital, done.department, done.place) == (
        *("测试医院", "内科", "门诊楼2层"),
    )
    assert done.cancel_until == moment(NOW + 3 * 3600)
    assert done.sign_in_from == moment(NOW + 3 * 3600)
    assert done.sign_in_until == moment(NOW + 4.5 * 3600)
    early = at(db, NOW + 3 * 3600 - 1).sign_in(act(1), ANN)
    assert early.refused is Why.TOO_EARLY
    here = at(db, NOW + 3 * 3600).sign_in(act(1), ANN)
    assert here.refused is None
    assert here == at(db, NOW + 3 * 3600 + 5).sign_in(act(1), ANN)
    assert here.registration is not None
    assert (here.registration.state, here.registration.ahead) == (State.SIGNED_IN, 0)
    seen = at(db, NOW + 7 * 3600 + 1).status(act(1)).registration
    assert seen is not None
    assert seen.state is State.SEEN
    assert [each.id for each in at(db).mine(ANN)] == [act(1)]
    assert at(db).mine(BEN) == ()


def test_a_seat_is_free_in_the_second_its_time_is_over(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=1)
    at(db).hold(act(1), "c1", ANN)
    assert at(db, NOW + 179).hold(act(2), "c1", BEN).refused is Why.FULL
    assert at(db, NOW + 180).hold(act(3), "c1", BEN).refused is None
    late = at(db, NOW + 180).confirm(act(1), ANN)
    assert late.refused is Why.HOLD_OVER
    assert late.registration is not None
    assert late.registration.state is State.LAPSED
    assert at(db, NOW + 181).confirm(act(3), BEN).refused is None
    assert at(db, NOW + 181).hold(act(1), "c1", ANN).refused is Why.HOLD_OVER


def test_a_clock_that_is_set_back_sells_no_seat_twice(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=1, begins="18:00", ends="20:00")
    at(db, NOW + 3600).hold(act(1), "c1", ANN)
    at(db).hold(act(2), "c1", BEN)
    assert at(db).confirm(act(2), BEN).refused is None
    assert at(db, NOW + 3601).confirm(act(1), ANN).refused is Why.HOLD_OVER


def test_what_is_another_persons_stays_theirs(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1")
    at(db).hold(act(1), "c1", ANN)
    hospital = at(db)
    for answer in (
        *(hospital.hold(act(1), "c1", BEN), hospital.confirm(act(1), BEN)),
        *(hospital.release(act(1), BEN), hospital.cancel(act(1), BEN)),
        hospital.sign_in(act(1), BEN),
    ):
        assert (answer.registration, answer.refused) == (None, Why.NOT_YOURS)
    assert hospital.confirm(act(2), BEN).refused is Why.UNKNOWN
    assert hospital.status(act(2)).refused is Why.UNKNOWN
    assert hospital.confirm(act(1), ANN).refused is None


def test_a_person_keeps_one_seat_at_a_time(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=1)
    add_clinic(db, "c2", capacity=1)
    at(db).hold(act(1), "c1", ANN)
    assert at(db).hold(act(2), "c2", ANN).refused is None
    assert at(db).confirm(act(1), ANN).refused is Why.HOLD_OVER
    assert at(db).hold(act(3), "c1", BEN).refused is None


def test_a_seat_that_is_given_back_is_free(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=1)
    at(db).hold(act(1), "c1", ANN)
    for _ in range(2):
        told = at(db).release(act(1), ANN).registration
        assert told is not None
        assert told.state is State.LAPSED
    registered(db, 2, "c1", who=BEN)
    kept = at(db).release(act(2), BEN).registration
    assert kept is not None
    assert kept.state is State.CONFIRMED


def test_a_cancelled_number_is_not_given_again(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=1)
    registered(db, 1, "c1")
    last = NOW + 3 * 3600
    for _ in range(2):
        answer = at(db, last).cancel(act(1), ANN)
        assert answer.refused is None
        assert answer.registration is not None
        assert answer.registration.state is State.CANCELLED
    at(db, last).hold(act(2), "c1", BEN)
    told = at(db, last).confirm(act(2), BEN).registration
    assert told is not None
    assert told.number == 2
    assert at(db, last + 1).cancel(act(2), BEN).refused is Why.TOO_LATE
    assert at(db, last).confirm(act(1), ANN).refused is Why.HOLD_OVER


def test_a_hospital_that_lets_nothing_be_cancelled(db: Connection) -> None:
    set_up(db, settings(cancel_minutes=None))
    add_clinic(db, "c1", day=3)
    registered(db, 1, "c1")
    assert at(db).cancel(act(1), ANN).refused is Why.TOO_LATE


def test_limits_of_a_person_and_of_the_days(db: Connection) -> None:
    set_up(db)
    for name, department in (("c1", "inner"), ("c2", "inner"), ("c3", "eyes")):
        add_clinic(db, name, department=department)
    add_clinic(db, "next", day=1)
    add_clinic(db, "far", day=8)
    add_clinic(db, "over", begins="08:00", ends="10:00")
    registered(db, 1, "c1")
    assert at(db).hold(act(2), "c2", ANN).refused is Why.HAVE_ONE
    assert at(db).hold(act(3), "far", ANN).refused is Why.TOO_EARLY
    assert at(db).hold(act(4), "over", ANN).refused is Why.CLINIC_GONE
    assert at(db).hold(act(5), "none", ANN).refused is Why.CLINIC_GONE
    registered(db, 6, "next")
    registered(db, 7, "c3")
    set_up(db, settings(per_department=None))
    assert at(db).hold(act(8), "c2", ANN).refused is Why.DAY_LIMIT


def test_outside_its_hours_it_takes_nobody(db: Connection) -> None:
    hours = OpenHours(from_="06:30", until="09:59")
    set_up(db, msgspec.structs.replace(SETTINGS, open=hours))
    add_clinic(db, "c1")
    assert at(db).hold(act(1), "c1", ANN).refused is Why.CLOSED
    assert at(db, NOW - 30).hold(act(1), "c1", ANN).refused is None


def test_who_misses_three_is_barred_until_a_day(db: Connection) -> None:
    set_up(db)
    for number in range(3):
        add_clinic(db, f"c{number}", day=number)
        registered(db, number, f"c{number}", NOW + number * DAY)
    add_clinic(db, "c9", day=4)
    third = NOW + 2 * DAY + 4.5 * 3600
    before = at(db, third).hold(act(9), "c9", ANN)
    assert before.refused is None
    missed = at(db, third + 1).mine(ANN)
    assert [each.state for each in missed] == [State.MISSED] * 3
    barred = at(db, third + 1).hold(act(10), "c9", ANN)
    assert barred.refused is Why.BARRED
    assert barred.until == moment(third + 90 * DAY).date()
    assert at(db, third + 1).hold(act(11), "c9", BEN).refused is None
    assert at(db, third).sign_in(act(2), ANN).refused is None


def test_a_clinic_that_is_stopped(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", capacity=3)
    registered(db, 1, "c1")
    at(db).hold(act(2), "c1", BEN)
    assert stop_clinic(db, "c1", NOW)
    assert at(db).hold(act(3), "c1", CAI).refused is Why.CLINIC_GONE
    assert at(db).confirm(act(2), BEN).refused is Why.CLINIC_GONE
    told = at(db, NOW + 9 * 3600).status(act(1)).registration
    assert told is not None
    assert told.state is State.CLINIC_STOPPED
    assert at(db).sign_in(act(1), ANN).refused is Why.CLINIC_GONE
    assert at(db).clinics("inner", None) == ()
    add_clinic(db, "c2")
    assert at(db).hold(act(4), "c2", ANN).refused is None


def test_who_comes_while_the_clinic_is_on_is_not_late_already(db: Connection) -> None:
    set_up(db)
    add_clinic(db, "c1", begins="08:00", ends="11:30")
    registered(db, 1, "c1")
    assert at(db, NOW + 30 * MINUTE).sign_in(act(1), ANN).refused is None
    registered(db, 2, "c1", who=BEN)
    late = at(db, NOW + 30 * MINUTE + 1)
    assert late.sign_in(act(2), BEN).refused is Why.TOO_LATE


def test_the_place_in_the_queue_is_told(db: Connection) -> None:
    set_up(db)
    day = add_clinic(db, "c1", capacity=3).day
    for number, who in enumerate((ANN, BEN, CAI)):
        registered(db, number, "c1", who=who)
    here = NOW + 3.5 * 3600
    at(db, here).sign_in(act(0), ANN)
    told = at(db, here).sign_in(act(2), CAI).registration
    assert told is not None
    assert (told.number, told.ahead) == (3, 1)
    assert at(db).clinics("inner", day)[0].left == 0
    assert at(db).clinics("inner", day + timedelta(days=1)) == ()
