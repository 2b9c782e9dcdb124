"""The demo's hospital: at whatever hour it starts there is something to choose."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.hospital.city.city_hospital import CityHospital
from kiosk.center.hospital.claimants import patient_tag
from kiosk.center.hospital.hospital_port import Patient
from kiosk.center.server.serve import act_rules, region_of
from kiosk.devices.virtual.people.cast import load_people
from kiosk.domain.china_time import CHINA
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from kiosk.machine.demo.registers.demo_hospital import write_hospital
from tests.center.hospital.invented_hospital import act

CAST = load_people()
WANG, LI, ZHAO = (CAST[key] for key in ("wang-xiulan", "li-guoqiang", "zhao-genfu"))
State = RegistrationState


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("center")


def states(hospital: CityHospital, number: str) -> list[State]:
    found = hospital.mine(Patient(number, ""))
    return [each.state for each in found]


@pytest.mark.parametrize(
    "clock", ["00:10", "07:59", "12:30", "20:15", "23:20", "23:57"]
)
def test_there_is_always_something(folder: Path, clock: str) -> None:
    hour, minute = (int(part) for part in clock.split(":"))
    begin = datetime(2026, 3, 7, hour, minute, tzinfo=CHINA)
    now = begin.timestamp()
    rules = act_rules(folder, region_of(folder))

    def at(db: Connection, moment: float) -> CityHospital:
        return CityHospital(db, lambda number: patient_tag(rules, number), moment)

    with closing(connect(folder)) as db:
        for _ in range(2):  # a start after a start invents nothing twice
            write_hospital(db, rules, CAST, now)
        hospital = at(db, now)
        departments = hospital.departments()
        assert len(departments) == 8
        assert all(each.left for each in departments)
        here = hospital.clinics("neike", begin.date())
        assert any(each.left for each in here)
        ahead = [each for d in departments for each in hospital.clinics(d.id, None)]
        assert any(each.left == 0 for each in ahead)
        assert max(each.day for each in ahead) == begin.date() + timedelta(days=7)
        assert states(hospital, WANG.number) == [
            *(State.CONFIRMED, State.CONFIRMED, State.MISSED)
        ]
        today = hospital.mine(Patient(WANG.number, ""))[0]
        word = hospital.sign_in(today.id, Patient(WANG.number, ""))
        assert word.refused is None
        assert states(hospital, LI.number)[0] is State.CLINIC_STOPPED
        free = next(each for each in here if each.left)
        barred = hospital.hold(act(hour), free.id, Patient(ZHAO.number, ""))
        assert barred.refused is RegistrationReason.BARRED
        assert barred.until is not None
        assert barred.until > begin.date()
