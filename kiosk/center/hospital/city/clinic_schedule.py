"""The reference hospital's clinics of each day, made from its week a few days ahead."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, insert_new, put
from kiosk.center.hospital.city.hospital_settings import (
    OWN,
    CityHospitalSettings,
    WeekClinic,
    kept_settings,
    kept_week,
)
from kiosk.center.hospital.hospital_tables import (
    hospital_clinic,
    hospital_registration,
    hospital_setting,
)
from kiosk.domain.china_time import CHINA, china_date
from kiosk.domain.services.registrations import Clinic

MADE = "made"
"""The setting that says up to which day the clinics are there."""
BY_HAND, BY_WEEK = 1, 2
"""Who stopped a clinic: an operator, or a week that has it no more."""


def clock_of(now: float) -> str:
    """Return the time of day in China, `HH:MM`."""
    return f"{datetime.fromtimestamp(now, UTC).astimezone(CHINA):%H:%M}"


def moment_of(day: date, clock: str) -> float:
    """Return a day and a time of day in China as seconds since 1970."""
    time = datetime.fromisoformat(f"{day}T{clock}")
    return time.replace(tzinfo=CHINA).timestamp()


def clinic_row(clinic: Clinic, capacity: int) -> dict[str, Any]:
    """Return a clinic as the table has it, empty."""
    return {
        **{"id": clinic.id, "department": clinic.department, "day": str(clinic.day)},
        "begins": moment_of(clinic.day, clinic.begins),
        "ends": moment_of(clinic.day, clinic.ends),
        **{"capacity": capacity, "taken": 0, "last_number": 0, "stopped": 0},
        "record": msgspec.json.encode(clinic).decode(),
    }


def clinic_on(each: WeekClinic, day: date) -> Clinic:
    """Return a clinic of the week on a day."""
    return Clinic(
        id=f"{each.id}-{day:%Y%m%d}",
        department=each.department,
        kind=each.kind,
        doctor=each.doctor,
        title=each.title,
        day=day,
        begins=each.begins,
        ends=each.ends,
        cost=each.cost,
    )


def make_clinics(db: Connection, now: float) -> None:
    """Make the clinics of the days ahead that are not there, in one transaction.

    Called each minute; on all but the first minute of a day it reads one row.
    """
    settings = kept_settings(db)
    if settings is None:
        return
    last = china_date(now) + timedelta(days=settings.rules.days_ahead)
    made = hold(db, hospital_setting, name=MADE)
    # A later day is none that a right clock made; what is there already stays.
    if made is not None and made["value"] == str(last):
        return
    rows = [row for day in _days(settings, now) for row in _rows(kept_week(db), day)]
    insert_new(db, hospital_clinic, rows)
    put(db, hospital_setting, name=MADE, value=str(last))


def renew_clinics(db: Connection, settings: CityHospitalSettings, now: float) -> None:
    """Bring the days ahead to a new week, in the caller's transaction.

    What people have a number for is stopped where the week has it no more, and never
    taken away. The week decides also on days that were made further ahead than now.
    """
    hold(db, hospital_setting, name=OWN)
    days = _days(settings, now)
    rows = [row for day in days for row in _rows(settings.clinics, day)]
    insert_new(db, hospital_clinic, rows)
    own = hospital_clinic.c
    ahead = select(hospital_clinic).where(own.ends > now).order_by(own.id)
    found = every(db, ahead.with_for_update())
    made = {date.fromisoformat(each["day"]) for each in found}
    wanted = {row["id"]: row for day in made for row in _rows(settings.clinics, day)}
    for each in found:
        renewed = _renewed(each, wanted.get(each["id"]))
        db.execute(update(hospital_clinic).where(own.id == each["id"]).values(renewed))
        if (later := renewed.get("ends", each["ends"]) - each["ends"]) != 0:
            lines = hospital_registration.c
            moved = {"ends": lines.ends + later, "expires": lines.expires + later}
            theirs = update(hospital_registration).where(lines.clinic == each["id"])
            db.execute(theirs.values(moved))
    last = china_date(now) + timedelta(days=settings.rules.days_ahead)
    put(db, hospital_setting, name=MADE, value=str(last))


def _renewed(found: Row, wanted: dict[str, Any] | None) -> dict[str, Any]:
    """Return what changes of a clinic; only an operator undoes what one has stopped."""
    if wanted is None:
        return {"stopped": found["stopped"] or BY_WEEK}
    kept = ("department", "begins", "ends", "record")
    return {
        **{name: wanted[name] for name in kept},
        "capacity": max(found["taken"], wanted["capacity"]),
        "stopped": 0 if found["stopped"] == BY_WEEK else found["stopped"],
    }


def _days(settings: CityHospitalSettings, now: float) -> list[date]:
    ahead = range(settings.rules.days_ahead + 1)
    return [china_date(now) + timedelta(days=each) for each in ahead]


def _rows(week: Iterable[WeekClinic], day: date) -> list[dict[str, Any]]:
    return [
        clinic_row(clinic_on(each, day), each.capacity)
        for each in week
        if day.isoweekday() in each.days
    ]
