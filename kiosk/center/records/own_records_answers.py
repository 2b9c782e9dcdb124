"""A person's own rights, given out like contributions: for a session's token only.

Functions over a connection; the caller's thread owns it. Which token is good for which
card is decided in `proofs.py`.
"""

import sqlite3
from typing import TypeVar

import msgspec

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


def person(db: sqlite3.Connection, kiosk: str, token: str, now: float) -> PersonAnswer:
    """Return who the holder is and how the card stands.

    :raises Refusal: as every function here: `session_ended`, or what the card's state
        forbids.
    """
    card = card_of_session(db, kiosk, token, now)
    found = _one(db, "person", "number", card["holder"], PersonRecord)
    return PersonAnswer(
        as_of(db),
        found or PersonRecord(name=card["holder_name"], number=card["holder"]),
        card_record(db, card, now),
    )


def statements(
    db: sqlite3.Connection, kiosk: str, token: str, now: float
) -> StatementsAnswer:
    """Return the pension account and its years, oldest first."""
    card = card_of_session(db, kiosk, token, now)
    holder = card["holder"]
    account = _one(db, "pension_account", "holder", holder, PensionAccount)
    years = _all(db, "statement", holder, "year", AnnualStatement)
    return StatementsAnswer(as_of(db), card["holder_name"], account, years)


def medical(
    db: sqlite3.Connection, kiosk: str, token: str, now: float
) -> MedicalAnswer:
    """Return the medical account and its movements, newest first."""
    card = card_of_session(db, kiosk, token, now)
    holder = card["holder"]
    account = _one(db, "medical_account", "holder", holder, MedicalAccount)
    moved = _all(db, "movement", holder, "time DESC, serial DESC", AccountMovement)
    return MedicalAnswer(as_of(db), card["holder_name"], account, moved)


def visits(db: sqlite3.Connection, kiosk: str, token: str, now: float) -> VisitsAnswer:
    """Return the medical settlements, newest first."""
    card = card_of_session(db, kiosk, token, now)
    found = _all(db, "visit", card["holder"], "settled DESC, id DESC", MedicalVisit)
    return VisitsAnswer(as_of(db), card["holder_name"], found)


def benefits(
    db: sqlite3.Connection, kiosk: str, token: str, now: float
) -> BenefitsAnswer:
    """Return what is and was paid to the holder."""
    card = card_of_session(db, kiosk, token, now)
    found = _one(db, "benefits", "holder", card["holder"], Benefits)
    return BenefitsAnswer(as_of(db), card["holder_name"], found or Benefits())


def card_record(db: sqlite3.Connection, card: sqlite3.Row, now: float) -> CardRecord:
    """Return the register's entry of a card, with the state it has now."""
    row = db.execute("SELECT * FROM card_record WHERE card=?", [card["id"]]).fetchone()
    kept = CardRecord()
    if row is not None:
        kept = msgspec.json.decode(row["record"], type=CardRecord)
    return msgspec.structs.replace(kept, **standing(db, card["id"], now)._asdict())


def _one(
    db: sqlite3.Connection, table: str, key: str, value: str, kind: type[T]
) -> T | None:
    """Return the one record of a table, or None; names come from this file only."""
    row = db.execute(
        f"SELECT record FROM {table} WHERE {key}=?",  # noqa: S608
        [value],
    ).fetchone()
    return None if row is None else msgspec.json.decode(row["record"], type=kind)


def _all(
    db: sqlite3.Connection, table: str, holder: str, order: str, kind: type[T]
) -> tuple[T, ...]:
    rows = db.execute(
        f"SELECT record FROM {table} WHERE holder=? ORDER BY {order}",  # noqa: S608
        [holder],
    )
    decoder = msgspec.json.Decoder(kind)
    return tuple(decoder.decode(row["record"]) for row in rows)
