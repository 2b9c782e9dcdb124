"""The demo's hospital in a center: its week, and people who have numbers there.

Everything is made anew from the hour of the start, so that there is always a clinic to
choose and a number to sign in.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from zlib import crc32

import msgspec

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.transactions import Connection, transaction
from kiosk.center.hospital.city.clinic_schedule import (
    clinic_on,
    clock_of,
    renew_clinics,
)
from kiosk.center.hospital.city.hospital_settings import (
    CityHospitalSettings,
    WeekClinic,
    keep_settings,
    read_settings,
)
from kiosk.center.hospital.city.written_numbers import (
    change_clinic,
    clinics_ahead,
    forget_numbers,
    write_number,
)
from kiosk.center.hospital.claimants import patient_tag
from kiosk.center.server.serve import Fill
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.china_time import china_date
from kiosk.domain.services.registrations import ClinicKind
from kiosk.settings.shipped import asset

_MARK = "DEMO"
"""How the codes of invented registrations begin; those of visitors never do."""
_LAST, _SOON = "23:58", "neike-now"
PATIENTS: dict[str, tuple[tuple[str, int], ...]] = {
    "wang-xiulan": (("now", 0), ("yanke-am", 1), ("neike-am", -12)),
    "li-guoqiang": (("guke-am", 2), ("waike-am", -40)),
    "zhao-genfu": (("neike-am", -6), ("guke-am", -15), ("yanke-pm", -33)),
}
"""People with the clinics of the week they have a number for, and in how many days.

Wang has one to sign in, one tomorrow and a missed one; Li's clinic is stopped; Zhao
missed three and is barred.
"""
STOPPED = ("guke-am", 2)


def with_hospital(fill: Fill, people: Mapping[str, Person]) -> Fill:
    """Return what fills a center, and the hospital behind it as well."""

    def both(db: Connection, rules: ActRules, now: float) -> None:
        fill(db, rules, now)
        write_hospital(db, rules, people, now)

    return both


def write_hospital(
    db: Connection, rules: ActRules, people: Mapping[str, Person], now: float
) -> None:
    """Write the hospital, its clinics, and the people's numbers as of now."""
    settings = read_settings(asset("demo", "hospital.toml"))
    with transaction(db):
        keep_settings(db, settings)
        forget_numbers(db, _MARK)
        renew_clinics(db, settings, now)
        _change_some(db, now)
        for key, numbers in PATIENTS.items():
            if key in people:
                tag = patient_tag(rules, people[key].number)
                for name, days in numbers:
                    _register(db, settings, tag, name, days, now)
        change_clinic(db, _id(*STOPPED, now), stopped=1)


def _change_some(db: Connection, now: float) -> None:
    """Let some experts' clinics be full, and go on what was put between the week's."""
    for row in clinics_ahead(db, now):
        if row["id"].startswith(_SOON):
            change_clinic(db, row["id"], stopped=0)
        is_expert = ClinicKind.EXPERT in row["record"]
        if is_expert and not row["taken"] and crc32(row["id"].encode()) % 3 == 0:
            seats = row["capacity"]
            change_clinic(db, row["id"], taken=seats, last_number=seats)


def _register(
    db: Connection,
    settings: CityHospitalSettings,
    tag: bytes,
    name: str,
    days: int,
    now: float,
) -> None:
    """Give a person the next number of a clinic; of one in the past, too."""
    week = {each.id: each for each in settings.clinics}
    each = _soon(week["neike-am"], now) if name == "now" else week[name]
    clinic = clinic_on(each, china_date(now) + timedelta(days=days))
    made = hashlib.sha256(tag + clinic.id.encode()).hexdigest()
    id, code = f"{made[:12]}7{made[13:16]}8{made[17:32]}", _MARK + made[:6].upper()
    write_number(db, id, tag, clinic, each.capacity, code)


def _soon(each: WeekClinic, now: float) -> WeekClinic:
    """Return a clinic of today that begins within the next hour."""
    hour, minute = (int(part) for part in clock_of(now).split(":"))
    hour, minute = (hour + 1, 0) if minute >= 30 else (hour, 30)
    begins = min(f"{hour:02}:{minute:02}", _LAST)
    ends = min(f"{hour + 2:02}:{minute:02}", "23:59")
    name = f"{_SOON}{begins.replace(':', '')}"
    return msgspec.structs.replace(each, id=name, begins=begins, ends=ends)


def _id(name: str, days: int, now: float) -> str:
    return f"{name}-{china_date(now) + timedelta(days=days):%Y%m%d}"
