"""Fills an empty center with the demo people; a real center has real registers.

It runs again when the people's file changed, and leaves journals alone.
"""

import hashlib
import sqlite3
from collections.abc import Mapping

import msgspec

from kiosk.center.db import transaction
from kiosk.people import LAST_BOOKED, Person, contributions_of


def seed(connection: sqlite3.Connection, people: Mapping[str, Person]) -> None:
    """Write cards and contributions, unless these very people are there already."""
    stamp = hashlib.sha256(msgspec.json.encode(people)).hexdigest()
    with transaction(connection):
        row = connection.execute("SELECT value FROM meta WHERE key='seed'").fetchone()
        if row is not None and row["value"] == stamp:
            return
        connection.execute("DELETE FROM card")
        connection.execute("DELETE FROM contribution")
        for person in people.values():
            _write(connection, person)
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
