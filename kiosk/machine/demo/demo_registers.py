"""Fills a center with the demo people; a real center has real registers.

It runs again when the people's file changed, and leaves journals alone.
"""

import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import datetime

import msgspec

from kiosk.center.applications.applicant import ActRules
from kiosk.center.records.card_items import take_over
from kiosk.center.server.db import transaction
from kiosk.center.server.serve import Fill
from kiosk.devices.virtual.people.cast import Person
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    visits_of,
)
from kiosk.devices.virtual.people.medical_accounts import medical_of
from kiosk.devices.virtual.people.pension_accounts import pension_of
from kiosk.devices.virtual.people.registers import benefits_of, card_of, person_of
from kiosk.domain.own_records import Benefits
from kiosk.domain.region.region_rules import ACCOUNT

_VERSION = b"3"
"""Another one when something else follows from the same people."""
_TABLES = (
    *("card", "contribution", "person", "card_record", "pension_account"),
    *("statement", "medical_account", "movement", "visit", "benefits"),
)


def fill_registers(people: Mapping[str, Person]) -> Fill:
    """Return what writes these people into a center, each time that it starts."""

    def fill(db: sqlite3.Connection, rules: ActRules, now: float) -> None:
        write_registers(db, people, now)
        write_pins(db, people, rules)
        _write_items(db, people, rules, now)

    return fill


def write_registers(
    connection: sqlite3.Connection,
    people: Mapping[str, Person],
    now: float,
) -> None:
    """Write the people's registers, unless these very people are there already.

    :param now: what the ends of temporary losses are counted from.
    """
    stamp = hashlib.sha256(_VERSION + msgspec.json.encode(people)).hexdigest()
    with transaction(connection):
        row = connection.execute("SELECT value FROM meta WHERE key='seed'").fetchone()
        if row is not None and row["value"] == stamp:
            return
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
        for person in people.values():
            _write(connection, person)
            _write_card(connection, person, now)
            _write_accounts(connection, person)
        connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("seed", stamp), ("as_of", LAST_BOOKED.isoformat())],
        )


def _write(connection: sqlite3.Connection, person: Person) -> None:
    card = person.card
    connection.execute(
        "INSERT INTO card VALUES (?, ?, ?, ?, ?)",
        [card.id.upper(), person.number, person.name, card.generation, card.state],
    )
    connection.executemany(
        "INSERT INTO contribution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(person.number, line.insurance, line.month, line.paid_month),
                *(line.employer, str(line.base), str(line.employer_amount)),
                *(str(line.personal_amount), line.arrived and str(line.arrived)),
                str(line.kind),
            )
            for line in contributions_of(person)
        ],
    )


def _write_card(connection: sqlite3.Connection, person: Person, now: float) -> None:
    card, hours = person.card, person.card.loss_ends_in
    connection.execute(
        "INSERT INTO card_record VALUES (?, ?, ?, ?)",
        [
            *(card.id.upper(), card.number),
            None if hours is None else now + hours * 3600,
            _json(card_of(person)),
        ],
    )
    connection.execute(
        "INSERT INTO person VALUES (?, ?, ?)",
        [person.number, person.name, _json(person_of(person))],
    )


def _write_accounts(connection: sqlite3.Connection, person: Person) -> None:
    """Write both accounts with what belongs to them, the visits and the benefits."""
    holder = person.number
    pension, years = pension_of(person)
    medical, moves = medical_of(person)
    benefits = benefits_of(person)
    rows: list[tuple[str, list[tuple[str | int, ...]]]] = [
        ("pension_account", [(holder, _json(pension))] if pension else []),
        ("statement", [(holder, year.year, _json(year)) for year in years]),
        ("medical_account", [(holder, _json(medical))] if medical else []),
        ("movement", [(holder, m.serial, _when(m.time), _json(m)) for m in moves]),
        (
            "visit",
            [(holder, v.id, _when(v.settled), _json(v)) for v in visits_of(person)],
        ),
        ("benefits", [(holder, _json(benefits))] if benefits != Benefits() else []),
    ]
    for table, values in rows:
        if values:
            places = ", ".join("?" * len(values[0]))
            connection.executemany(
                f"INSERT INTO {table} VALUES ({places})",  # noqa: S608
                values,
            )


def _when(time: datetime | None) -> str:
    """Return a moment as the tables sort it; all are in China's one time zone."""
    return "" if time is None else time.isoformat()


def _json(record: msgspec.Struct) -> str:
    return msgspec.json.encode(record).decode("utf-8")


def write_pins(
    db: sqlite3.Connection, people: Mapping[str, Person], rules: ActRules
) -> None:
    """Write the people's PINs, unless these very ones were written."""
    own = rules.region.pin
    pins = {
        person.number: pin
        for person in people.values()
        if (pin := person.card.pin or own.initial_for(person.number))
    }
    rule = f"{own.initial_rule} {own.initial}"
    text = msgspec.json.encode([sorted(pins.items()), rule]).decode()
    stamp = rules.keys.tag("seeded-pins", text).hex()
    row = db.execute("SELECT value FROM meta WHERE key='seeded_pins'").fetchone()
    if row is not None and row["value"] == stamp:
        return
    with transaction(db):
        for number, pin in pins.items():
            rules.pins.set(db, number, pin, pin != own.initial_for(number))
        db.execute("INSERT OR REPLACE INTO meta VALUES ('seeded_pins', ?)", [stamp])


def _write_items(
    db: sqlite3.Connection, people: Mapping[str, Person], rules: ActRules, now: float
) -> None:
    """Write the account numbers that the cards give only after their PIN."""
    with transaction(db):
        for person in people.values():
            card = person.card
            take_over(db, rules, card.id.upper(), ACCOUNT, card.account, now)
