"""A person's own rights, given out like contributions: for a session's token only.

Functions over a connection; the caller's thread owns it. Which token is good for which
card is decided in `proofs.py`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, Connection, func, select

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.records import records_tables as tables
from kiosk.center.records.card_states import standing
from kiosk.center.records.proofs import as_of, card_of_session
from kiosk.center.records.record_pages import RecordsPage, page_of
from kiosk.domain.own_records import (
    AccountMovement,
    AnnualStatement,
    Benefits,
    CardRecord,
    MedicalAccount,
    PensionAccount,
    PersonRecord,
)
from kiosk.domain.records import MedicalVisit, VisitKind
from kiosk.sync.wire.contract import Paging
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    ListRequest,
    MedicalAnswer,
    PersonAnswer,
    StatementsAnswer,
    VisitCounts,
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


def statements(
    db: Connection, kiosk: str, asked: ListRequest, now: float
) -> StatementsAnswer:
    """Return the pension account and its years, oldest first."""
    card = card_of_session(db, kiosk, asked.token, now)
    holder, own = card["holder"], tables.statement.c
    account = _one(db, tables.pension_account.c.holder, holder, PensionAccount)
    query = select(own.record, own.year).where(own.holder == holder)
    page = page_of(db, query, [own.year], asked)
    years = _records(reversed(page.rows), AnnualStatement)
    of = card["holder_name"]
    return StatementsAnswer(as_of(db), of, account, years, page.more)


def medical(
    db: Connection, kiosk: str, asked: ListRequest, now: float
) -> MedicalAnswer:
    """Return the medical account and its movements, newest first."""
    card = card_of_session(db, kiosk, asked.token, now)
    holder, own = card["holder"], tables.movement.c
    account = _one(db, tables.medical_account.c.holder, holder, MedicalAccount)
    page = _dated(db, holder, (own.time, own.serial), asked)
    years = tuple(year for year, _ in _years(db, holder, own.time, asked))
    moved = _records(page.rows, AccountMovement)
    of = card["holder_name"]
    return MedicalAnswer(as_of(db), of, account, moved, page.more, years)


def visits(db: Connection, kiosk: str, asked: ListRequest, now: float) -> VisitsAnswer:
    """Return the medical settlements, newest first."""
    card = card_of_session(db, kiosk, asked.token, now)
    holder, own = card["holder"], tables.visit.c
    page = _dated(db, holder, (own.settled, own.id), asked)
    found = _records(page.rows, MedicalVisit)
    counts = _counts(db, holder, asked) if _is_first(asked) else None
    return VisitsAnswer(as_of(db), card["holder_name"], found, page.more, counts)


def _counts(db: Connection, holder: str, asked: ListRequest) -> VisitCounts:
    own = tables.visit.c
    rows = every(db, select(own.record).where(own.holder == holder))
    kinds = Counter(one.kind for one in _records(rows, _Kind))
    known = tuple((kind, kinds[kind]) for kind in VisitKind if kinds[kind])
    years = _years(db, holder, own.settled, asked)
    return VisitCounts(len(rows), years, known)


class _Kind(msgspec.Struct):
    """As much of a settlement as is counted."""

    kind: VisitKind | None = None

    def __repr__(self) -> str:
        return "_Kind(hidden)"


def _is_first(asked: ListRequest) -> bool:
    return asked.limit is not None and not asked.before


def _years(
    db: Connection, holder: str, moment: Column[Any], asked: ListRequest
) -> tuple[tuple[int, int], ...]:
    """Return the years of a table's records with their numbers, for the first page."""
    if not _is_first(asked):
        return ()
    year = func.substr(moment, 1, 4).label("year")
    own = moment.table.c
    query = select(year, func.count().label("number")).where(own.holder == holder)
    rows = every(db, query.where(moment != "").group_by(year).order_by(year.desc()))
    return tuple((int(row["year"]), row["number"]) for row in rows)


def _dated(
    db: Connection, holder: str, order: tuple[Column[Any], Column[Any]], asked: Paging
) -> RecordsPage:
    """Return a page of a table's records; those without a day are on the first.

    They are shown in every year, so no year would be whole before the last page.
    """
    moment, own = order[0], order[0].table.c
    query = select(own.record, *order).where(own.holder == holder)
    if asked.limit is None:
        return page_of(db, query, order, asked)
    page = page_of(db, query.where(moment != ""), order, asked)
    if asked.before:
        return page
    undated = query.where(moment == "").order_by(order[1].desc())
    return page._replace(rows=page.rows + every(db, undated.limit(asked.limit)))


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


def _records(rows: Iterable[Row], kind: type[T]) -> tuple[T, ...]:
    decoder = msgspec.json.Decoder(kind)
    return tuple(decoder.decode(row["record"]) for row in rows)
