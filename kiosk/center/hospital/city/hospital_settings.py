"""What the reference hospital is: a TOML file of its own, kept in the database.

All nodes read the kept one. It holds the limits, the departments and the week's
clinics; the clinics of each day follow from them (`clinic_schedule.py`).
"""

from pathlib import Path
from typing import Annotated

import msgspec
from sqlalchemy import Connection, select

from kiosk.center.database.transactions import one, put
from kiosk.center.hospital.hospital_tables import hospital_setting
from kiosk.domain.message import Message
from kiosk.domain.records import Record
from kiosk.domain.services.registrations import (
    ClinicKind,
    Cost,
    Department,
    Key,
    Line,
    Lines,
)
from kiosk.settings.told import Told
from kiosk.settings.toml_file import decode_toml
from kiosk.sync.wire.services.hospital_wire import MOST_DEPARTMENTS, HospitalRules

OWN, WEEK = "hospital", "week"
Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]


class WrongClinics(Told):
    """Clinics of a week that have no department, no time, or a wrong sum."""


class OpenHours(Record, frozen=True, kw_only=True):
    """When the hospital takes registrations; from later than until: over midnight."""

    from_: Clock = msgspec.field(name="from", default="00:00")
    until: Clock = "23:59"

    def has(self, clock: str) -> bool:
        """Tell whether it is open at a time `HH:MM`."""
        if self.from_ <= self.until:
            return self.from_ <= clock <= self.until
        return clock >= self.from_ or clock <= self.until


class WeekClinic(Record, frozen=True, kw_only=True):
    """One clinic of the week: who, when and for how many."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_.-]{1,40}$(?!\n)")]
    department: Key
    kind: ClinicKind = ClinicKind.GENERAL
    doctor: Line = ""
    title: Line = ""
    days: tuple[Annotated[int, msgspec.Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5, 6, 7)
    """1 is Monday."""
    begins: Clock
    ends: Clock
    capacity: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    cost: Cost


class CityHospitalSettings(Record, frozen=True, kw_only=True):
    """The whole file."""

    name: Line
    rules: HospitalRules = HospitalRules()
    open: OpenHours = OpenHours()
    sign_in_minutes: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 60
    """So long before its clinic a number can be signed in."""
    cancelled_most: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    """So many cancelled within `cancelled_days` bar a person like missed ones."""
    cancelled_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30
    id_card: bool = True
    bring: Lines = ()
    notes: Lines = ()
    """On each registration's page and slip."""
    departments: Annotated[
        tuple[Department, ...], msgspec.Meta(max_length=MOST_DEPARTMENTS)
    ] = ()
    clinics: tuple[WeekClinic, ...] = ()

    def mistakes(self) -> list[str]:
        """Return the ids of clinics that cannot be: no department, no time, a sum."""
        known = {each.id for each in self.departments}
        return [
            each.id
            for each in self.clinics
            if each.department not in known
            or each.begins >= each.ends
            or not each.cost.adds_up
        ]

    @property
    def keeps_days(self) -> int:
        """Return for how many days past registrations are kept: bars need them."""
        rules = self.rules
        longest = max(rules.missed_days, self.cancelled_days)
        return max(30, longest + rules.barred_days)


def read_settings(path: Path) -> CityHospitalSettings:
    """Return what a file says.

    :raises SettingsMistake: when it does not fit.
    :raises WrongClinics: when clinics cannot be.
    """
    found = decode_toml(path, CityHospitalSettings)
    if wrong := found.mistakes():
        told = {"path": str(path), "clinics": ", ".join(wrong)}
        raise WrongClinics(Message("operator__wrong_clinics", **told))
    return found


def keep_settings(db: Connection, settings: CityHospitalSettings) -> None:
    """Write them down, in the caller's transaction; the week apart: it is long."""
    short = msgspec.structs.replace(settings, clinics=())
    put(db, hospital_setting, name=OWN, value=_json(short))
    put(db, hospital_setting, name=WEEK, value=_json(settings.clinics))


def kept_settings(db: Connection) -> CityHospitalSettings | None:
    """Return what was written down, without the week; None: there is no hospital."""
    text = _kept(db, OWN)
    return msgspec.json.decode(text, type=CityHospitalSettings) if text else None


def kept_week(db: Connection) -> tuple[WeekClinic, ...]:
    """Return the week's clinics."""
    text = _kept(db, WEEK)
    return msgspec.json.decode(text, type=tuple[WeekClinic, ...]) if text else ()


def _kept(db: Connection, name: str) -> str:
    query = select(hospital_setting.c.value).where(hospital_setting.c.name == name)
    row = one(db, query)
    return "" if row is None else str(row["value"])


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
