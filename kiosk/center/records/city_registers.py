"""What brings a city's registers into the center: all of them anew, in one step.

The demo's people come so; a city writes the same tables in whatever way it likes.
"""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from kiosk.center.database.transactions import one, put
from kiosk.center.records import records_tables as tables
from kiosk.center.services.eligibility_tables import eligibility

REGISTERS = (
    *(tables.card, tables.contribution, tables.person, tables.card_record),
    tables.person_mobile,
    *(tables.pension_account, tables.statement, tables.medical_account),
    *(tables.movement, tables.visit, tables.benefits, eligibility),
)
Rows = dict[str, list[dict[str, Any]]]
"""Rows of each register, by its table's name."""


def no_rows() -> Rows:
    """Return registers without anybody."""
    return {table.name: [] for table in REGISTERS}


def replace_registers(db: Connection, rows: Rows) -> None:
    """Put these rows in the place of all that are there, in one transaction."""
    for table in REGISTERS:
        db.execute(delete(table))
        if rows[table.name]:
            db.execute(insert(table), rows[table.name])


def noted(db: Connection, key: str) -> str | None:
    """Return what was noted of the registers."""
    row = one(db, select(tables.meta).filter_by(key=key))
    return None if row is None else str(row["value"])


def note(db: Connection, key: str, value: str) -> None:
    """Note something of the registers, such as until when they tell."""
    put(db, tables.meta, key=key, value=value)
