"""A small invented hospital for tests, in a database of either engine."""

import hashlib
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
from sqlalchemy import Connection, insert

from kiosk.center.database.transactions import transaction
from kiosk.center.hospital.city.city_hospital import CityHospital
from kiosk.center.hospital.city.clinic_schedule import clinic_row
from kiosk.center.hospital.city.hospital_settings import (
    CityHospitalSettings,
    keep_settings,
)
from kiosk.center.hospital.hospital_port import Patient
from kiosk.center.hospital.hospital_tables import hospital_clinic
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import Clinic, ClinicKind, Cost, Department
from kiosk.sync.wire.services.hospital_wire import HospitalRules

NOW = datetime(2025, 1, 10, 2, 0, tzinfo=UTC).timestamp()
"""10:00 in China, a Friday."""
RULES = HospitalRules(
    days_ahead=7,
    per_day=2,
    per_department=1,
    hold_seconds=180,
    late_minutes=30,
    cancel_minutes=60,
    missed_most=3,
    missed_days=90,
    barred_days=90,
)
SETTINGS = CityHospitalSettings(
    name="测试医院",
    rules=RULES,
    departments=(
        Department(id="inner", name="内科", place="门诊楼2层"),
        Department(id="eyes", name="眼科"),
    ),
    bring=("社保卡",),
)
COST = Cost(
    fee=Decimal("10.00"),
    fund=Decimal("6.00"),
    account=Decimal("4.00"),
    own=Decimal("0.00"),
)


def settings(**rules: object) -> CityHospitalSettings:
    """Return the hospital with other limits."""
    changed = msgspec.structs.replace(RULES, **rules)
    return msgspec.structs.replace(SETTINGS, rules=changed)


def set_up(db: Connection, own: CityHospitalSettings = SETTINGS) -> None:
    """Let the database have the hospital, without clinics."""
    with transaction(db):
        keep_settings(db, own)


def add_clinic(
    db: Connection,
    id: str,
    capacity: int = 2,
    day: int = 0,
    begins: str = "14:00",
    ends: str = "17:00",
    department: str = "inner",
    now: float = NOW,
) -> Clinic:
    """Add a clinic so many days from today."""
    clinic = Clinic(
        id=id,
        department=department,
        kind=ClinicKind.EXPERT,
        doctor="甲医生",
        title="主任医师",
        day=china_date(now) + timedelta(days=day),
        begins=begins,
        ends=ends,
        cost=COST,
    )
    with transaction(db):
        db.execute(insert(hospital_clinic).values(**clinic_row(clinic, capacity)))
    return clinic


def patient(name: str) -> Patient:
    """Return an invented person."""
    return Patient(f"99{name}", name)


def tag(number: str) -> bytes:
    """Return what the tables know a person by."""
    return hashlib.sha256(number.encode()).digest()


def at(db: Connection, now: float = NOW) -> CityHospital:
    """Return the hospital at a moment."""
    return CityHospital(db, tag, now)


def act(number: int) -> str:
    """Return an id as a kiosk makes it."""
    return f"{number:012x}7000800000000000{number:04x}"
