"""What operators did, written down for good: numbered, each line hangs on the former.

The links are keyed by a sealed secret, so that whoever can write the database alone can
neither change a line nor add one. Nothing here changes or forgets a line.
"""

import hmac
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, hold, insert_new, one, snapshot
from kiosk.center.desk.audit.audit_tables import desk_audit, desk_audit_end
from kiosk.center.desk.desk_keys import DeskKeys

MOST_TOLD = 200
"""Letters of what is told; the rest is cut."""
_BOOK = "desk"
_BLOCK = 500


class AuditLine(NamedTuple):
    """Who did what to what, and how it went: no secret and no cardholder is in it."""

    number: int
    at: float
    operator: str
    address: str
    act: str
    subject: str
    told: str


class AuditBook:
    """The book of a center; the same on all nodes."""

    def __init__(self, keys: DeskKeys) -> None:
        """Take the key."""
        self._key = keys.of("audit")

    def note(
        self,
        db: Connection,
        at: float,
        by: tuple[str, str],
        act: str,
        subject: str = "",
        told: str = "",
    ) -> None:
        """Add a line, in the caller's transaction: the act and its line are one.

        :param by: the operator's name and the net that he came from.
        """
        end = _held_end(db)
        number, name = end["number"] + 1, by[0][:MOST_TOLD]
        said = AuditLine(
            *(number, at, name, by[1], act, subject[:MOST_TOLD], told[:MOST_TOLD])
        )
        link = self._link(end["link"], said)
        db.execute(insert(desk_audit).values(**said._asdict(), link=link))
        own = desk_audit_end.c.book == _BOOK
        db.execute(update(desk_audit_end).where(own).values(number=number, link=link))

    def first_wrong(self, db: Connection) -> int | None:
        """Return the number of the first line that is not as it was; None: all are."""
        with snapshot(db):
            end = one(db, select(desk_audit_end).filter_by(book=_BOOK))
            number, link = 0, b""
            for row in _rows(db):
                expected = self._link(link, _line(row))
                fits = hmac.compare_digest(expected, row["link"])
                if row["number"] != number + 1 or not fits:
                    return number + 1
                number, link = row["number"], row["link"]
        last = (0, b"") if end is None else (end["number"], end["link"])
        return None if last == (number, link) else number + 1

    def _link(self, former: bytes, line: AuditLine) -> bytes:
        return hmac.digest(self._key, former + msgspec.json.encode(line), sha256)

    def __repr__(self) -> str:
        return "AuditBook(hidden)"


def lines_before(db: Connection, number: int | None, most: int) -> list[AuditLine]:
    """Return lines, the newest first; `number` is the last one of the page before."""
    query = select(*(desk_audit.c[name] for name in AuditLine._fields))
    if number is not None:
        query = query.where(desk_audit.c.number < number)
    rows = every(db, query.order_by(desk_audit.c.number.desc()).limit(most))
    return [AuditLine(**row) for row in rows]


def each_line(db: Connection) -> Iterator[AuditLine]:
    """Yield every line, the oldest first."""
    for row in _rows(db):
        yield _line(row)


def _line(row: Row) -> AuditLine:
    return AuditLine(*(row[name] for name in AuditLine._fields))


def _held_end(db: Connection) -> Row:
    """Return the end of the book, which nobody else moves meanwhile."""
    found = hold(db, desk_audit_end, book=_BOOK)
    if found is None:
        insert_new(db, desk_audit_end, [{"book": _BOOK, "number": 0, "link": b""}])
        found = hold(db, desk_audit_end, book=_BOOK)
    assert found is not None
    return found


def _rows(db: Connection) -> Iterator[Row]:
    """Yield every line in order, a block at a time."""
    number = 0
    while True:
        after = select(desk_audit).where(desk_audit.c.number > number)
        block = every(db, after.order_by(desk_audit.c.number).limit(_BLOCK))
        if not block:
            return
        yield from block
        number = block[-1]["number"]
