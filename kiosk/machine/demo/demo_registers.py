"""Fills a center with the demo people; a real center has real registers.

It runs again when the people's file changed, and leaves journals alone.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.transactions import Connection, transaction
from kiosk.center.records.card_items import take_over
from kiosk.center.records.city_registers import (
    Rows,
    no_rows,
    note,
    noted,
    replace_registers,
)
from kiosk.center.server.serve import Fill
from kiosk.center.services.eligibility_register import row_of
from kiosk.devices.virtual.people.cast import Person
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    visits_of,
)
from kiosk.devices.virtual.people.medical_accounts import medical_of
from kiosk.devices.virtual.people.pension_accounts import pension_of
from kiosk.devices.virtual.people.registers import (
    benefits_of,
    card_of,
    held_benefits_of,
    person_of,
)
from kiosk.domain.china_time import china_date
from kiosk.domain.own_records import Benefits
from kiosk.domain.records import Contribution
from kiosk.domain.region.region_rules import ACCOUNT
from kiosk.machine.demo.registers.demo_work import write_work

_VERSION = b"4"
"""Another one when something else follows from the same people."""


def fill_registers(people: Mapping[str, Person]) -> Fill:
    """Return what writes these people into a center, each time that it starts."""

    def fill(db: Connection, rules: ActRules, now: float) -> None:
        write_registers(db, people, now)
        write_pins(db, people, rules)
        _write_items(db, people, rules, now)
        write_work(db, people, now)

    return fill


def write_registers(
    db: Connection,
    people: Mapping[str, Person],
    now: float,
) -> None:
    """Write the people's registers, unless these very people are there already.

    :param now: what the ends of temporary losses are counted from.
    """
    stamp = hashlib.sha256(_VERSION + msgspec.json.encode(people)).hexdigest()
    with transaction(db):
        # Written first, so that of two nodes that start at once one waits here.
        note(db, "as_of", LAST_BOOKED.isoformat())
        if noted(db, "seed") == stamp:
            return
        rows = no_rows()
        for person in people.values():
            _add_card(rows, person, now)
            _add_accounts(rows, person)
            _add_benefits(rows, person, now)
        replace_registers(db, rows)
        note(db, "seed", stamp)


def _line(holder: str, line: Contribution) -> dict[str, Any]:
    row = msgspec.structs.asdict(line)
    texts = ("insurance", "base", "employer_amount", "personal_amount", "kind")
    row |= {name: str(row[name]) for name in texts}
    arrived = None if line.arrived is None else str(line.arrived)
    return {**row, "holder": holder, "arrived": arrived}


def _add_card(rows: Rows, person: Person, now: float) -> None:
    card, holder, hours = person.card, person.number, person.card.loss_ends_in
    of = {"holder": holder, "holder_name": person.name}
    state = {"generation": card.generation, "state": str(card.state)}
    rows["card"].append({"id": card.id.upper(), **of, **state})
    until = None if hours is None else now + hours * 3600
    entry = {"number": card.number, "record": _json(card_of(person))}
    record = {"card": card.id.upper(), "loss_until": until, **entry}
    rows["card_record"].append(record)
    of = {"number": holder, "name": person.name}
    told = person_of(person)
    rows["person"].append({**of, "record": _json(told)})
    rows["person_mobile"].append({"number": holder, "mobile": told.mobile or ""})
    lines = contributions_of(person)
    rows["contribution"].extend(_line(holder, line) for line in lines)


def _add_accounts(rows: Rows, person: Person) -> None:
    """Add both accounts with what belongs to them, the visits and the benefits."""
    pension, years = pension_of(person)
    medical, moves = medical_of(person)
    benefits = benefits_of(person)

    def add(table: str, record: msgspec.Struct, **values: Any) -> None:
        row = {"holder": person.number, "record": _json(record), **values}
        rows[table].append(row)

    if pension:
        add("pension_account", pension)
    for year in years:
        add("statement", year, year=year.year)
    if medical:
        add("medical_account", medical)
    for move in moves:
        add("movement", move, serial=move.serial, time=_when(move.time))
    for visit in visits_of(person):
        add("visit", visit, id=visit.id, settled=_when(visit.settled))
    if benefits != Benefits():
        add("benefits", benefits)


def _add_benefits(rows: Rows, person: Person, now: float) -> None:
    """Add what has to be certified; when it was the last time is counted from now."""
    held = held_benefits_of(person, china_date(now))
    rows["eligibility"].extend(row_of(person.number, each) for each in held)


def _when(time: datetime | None) -> str:
    """Return a moment as the tables sort it; all are in China's one time zone."""
    return "" if time is None else time.isoformat()


def _json(record: msgspec.Struct) -> str:
    return msgspec.json.encode(record).decode("utf-8")


def write_pins(db: Connection, people: Mapping[str, Person], rules: ActRules) -> None:
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
    if noted(db, "seeded_pins") == stamp:
        return
    with transaction(db):
        for number, pin in pins.items():
            rules.pins.set(db, number, pin, pin != own.initial_for(number))
        note(db, "seeded_pins", stamp)


def _write_items(
    db: Connection, people: Mapping[str, Person], rules: ActRules, now: float
) -> None:
    """Write the account numbers that the cards give only after their PIN."""
    with transaction(db):
        for person in people.values():
            card = person.card
            take_over(db, rules, card.id.upper(), ACCOUNT, card.account, now)
