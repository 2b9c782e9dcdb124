"""A person's own rights, given out like contributions: for a session's token only.

Functions over a connection; the caller's thread owns it. Which token is good for which
card is decided in `proofs.py`.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Table, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.records import records_tables as tables
from kiosk.center.records.card_states import standing
from kiosk.center.records.proofs import as_of, card_of_session
from kiosk.domain.own_records import (
    AccountMovement,
    AnnualStatement,
    Benefits,
    CardRecord,
    MedicalAccount,
    PensionAccount,
    PersonRecord,
)
from kiosk.domain.records import MedicalVisit
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    MedicalAnswer,
    PersonAnswer,
    StatementsAnswer,
    VisitsAnswer,
)

T = TypeVar("T")


def person(db: Connection, kiosk: str, token: str, now: float) -> PersonAnswer:
    """Return who the holder is and how the card stands.

    :raises Refusal: as every function here: `session_ended`, or what the card's state
        forbids.
    """
    card = card_of_session(db, kiosk, token, now)
    found = _one(db, tables.person.c.number, card["holder"], PersonRecord)
    return PersonAnswer(
        as_of(db),
        found or PersonRecord(name=card["holder_name"], number=card["holder"]),
        card_record(db, card, now),
    )


def statements(db: Connection, kiosk: str, token: str, now: float) -> StatementsAnswer:
    """Return the pension account and its years, oldest first."""
    card = card_of_session(db, kiosk, token, now)
    holder = card["holder"]
    account = _one(db, tables.pension_account.c.holder, holder, PensionAccount)
    order = [tables.statement.c.year]
    years = _all(db, tables.statement, holder, order, AnnualStatement)
    return StatementsAnswer(as_of(db), card["holder_name"], account, years)


def medical(db: Connection, kiosk: str, token: str, now: float) -> MedicalAnswer:
    """Return the medical account and its movements, newest first."""
    card = card_of_session(db, kiosk, token, now)
    holder = card["holder"]
    account = _one(db, tables.medical_account.c.holder, holder, MedicalAccount)
    order = [tables.movement.c.time.desc(), tables.movement.c.serial.desc()]
    moved = _all(db, tables.movement, holder, order, AccountMovement)
    return MedicalAnswer(as_of(db), card["holder_name"], account, moved)


def visits(db: Connection, kiosk: str, token: str, now: float) -> VisitsAnswer:
    """Return the medical settlements, newest first."""
    card = card_of_session(db, kiosk, token, now)
    order = [tables.visit.c.settled.desc(), tables.visit.c.id.desc()]
    found = _all(db, tables.visit, card["holder"], order, MedicalVisit)
    return VisitsAnswer(as_of(db), card["holder_name"], found)


def benefits(db: Connection, kiosk: str, token: str, now: float) -> BenefitsAnswer:
    """Return what is and was paid to the holder."""
    card = card_of_session(db, kiosk, token, now)
    found = _one(db, tables.benefits.c.holder, card["holder"], Benefits)
    return BenefitsAnswer(as_of(db), card["holder_name"], found or Benefits())


def card_record(db: Connection, card: Row, now: float) -> CardRecord:
    """Return the register's entry of a card, with the state it has now."""
    found = _one(db, tables.card_record.c.card, card["id"], CardRecord)
    kept = found or CardRecord()
    return msgspec.structs.replace(kept, **standing(db, card["id"], now)._asdict())


def _one(db: Connection, key: Column[Any], value: str, kind: type[T]) -> T | None:
    """Return the one record of a key's table, or None."""
    row = one(db, select(key.table.c.record).where(key == value))
    return None if row is None else msgspec.json.decode(row["record"], type=kind)


def _all(
    db: Connection,
    table: Table,
    holder: str,
    order: Sequence[ColumnElement[Any]],
    kind: type[T],
) -> tuple[T, ...]:
    query = select(table.c.record).where(table.c.holder == holder).order_by(*order)
    decoder = msgspec.json.Decoder(kind)
    return tuple(decoder.decode(row["record"]) for row in every(db, query))
