"""Fills a center with who is out of work, and with work: both told from today.

Written anew when another day or another file has come; sign-ins made at a kiosk in this
month are the demo's own and stay.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

import msgspec

from kiosk.center.database.transactions import Connection, put, transaction
from kiosk.center.records.city_registers import note, noted
from kiosk.center.services.vacancy_lists import replace_vacancies
from kiosk.center.services.work_tables import unemployed, work_sign_in
from kiosk.devices.virtual.people.cast import JobSeeker, Person
from kiosk.devices.virtual.people.offered_work import offered_work
from kiosk.domain.china_time import china_date

_DAY = 5
"""Of the month, on which the demo's people register and sign in."""


def write_work(db: Connection, people: Mapping[str, Person], now: float) -> None:
    """Write registrations and vacancies, unless those of this very day are there."""
    today = china_date(now)
    seekers = {p.number: p.work for p in people.values() if p.work is not None}
    told = msgspec.json.encode(sorted(seekers))
    stamp = hashlib.sha256(told + today.isoformat().encode()).hexdigest()
    if noted(db, "seeded_work") == stamp:
        return
    with transaction(db):
        for number, seeker in seekers.items():
            _write(db, number, seeker, today)
        note(db, "seeded_work", stamp)
    replace_vacancies(db, offered_work(today), now)


def _write(db: Connection, number: str, seeker: JobSeeker, today: date) -> None:
    registered = months_before(today, seeker.registered).isoformat()
    state = {"cause": str(seeker.cause), "state": str(seeker.state), "ended": None}
    put(db, unemployed, holder=number, registered=registered, **state)
    if seeker.signed is not None:
        signed = months_before(today, seeker.signed).isoformat()
        put(db, work_sign_in, holder=number, day=signed, number="")


def months_before(today: date, months: int) -> date:
    """Return the fifth of a month so many months ago."""
    at = today.year * 12 + today.month - 1 - months
    return date(at // 12, at % 12 + 1, _DAY)
