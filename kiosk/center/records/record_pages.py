"""A person's records a page at a time: the newest first, older ones behind a cursor.

Who asks without a limit gets everything, as kiosks of an older release do.
"""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, literal, tuple_
from sqlalchemy.types import Integer

from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.server.refusals import Refusal
from kiosk.sync.wire.contract import Paging

Order = Sequence[ColumnElement[Any]]
"""The columns that records are sorted by; together they name one."""


# What both engines take: no NUL in a text, and no number that is too large.
_Text = Annotated[str, msgspec.Meta(pattern=r"^[^\x00\n]*$(?!\n)")]
_Number = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class RecordsPage(NamedTuple):
    """Records, the newest first, and the cursor of those before them; empty: none."""

    rows: list[Row]
    more: str

    def __repr__(self) -> str:
        return "RecordsPage(hidden)"


def page_of(
    db: Connection, query: Select[Any], order: Order, asked: Paging
) -> RecordsPage:
    """Return the page of a query's records that is asked for.

    :raises Refusal: `bad_request` for a cursor that is none of ours.
    """
    newest = query.order_by(*(column.desc() for column in order))
    if asked.limit is None:
        return RecordsPage(every(db, newest), "")
    if asked.before:
        place = tuple_(*_values(asked.before, order))
        newest = newest.where(tuple_(*order) < place)
    rows = every(db, newest.limit(asked.limit + 1))
    if len(rows) <= asked.limit:
        return RecordsPage(rows, "")
    rows.pop()
    last = [str(rows[-1][str(column.key)]) for column in order]
    return RecordsPage(rows, msgspec.json.encode(last).decode())


def _values(cursor: str, order: Order) -> list[ColumnElement[Any]]:
    try:
        texts = msgspec.json.decode(cursor, type=list[_Text])
        return [
            literal(_number(each) if _is_number(column) else each, column.type)
            for each, column in zip(texts, order, strict=True)
        ]
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError):
        # Without the cause: a cursor names a record.
        raise Refusal(400, "bad_request", "That is no place in a list.") from None


def _number(text: str) -> int:
    return msgspec.convert(text, _Number, strict=False)


def _is_number(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Integer)
