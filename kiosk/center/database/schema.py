"""What every table of the center is made of: one collection, few types, two engines.

Each subject has its tables beside its code. Moments are seconds since 1970. On SQLite
tables are strict and without row ids, so that both engines refuse the same.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Constraint,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

__all__ = [
    "METADATA",
    "AnyText",
    "Blob",
    "Flag",
    "Number",
    "Row",
    "Seconds",
    "Words",
    "table",
]

METADATA = MetaData()
Row = RowMapping
"""A row, read by name."""

# PostgreSQL's plain types are too narrow: INTEGER has 32 bits, and a time of today in
# REAL is off by a minute. SQLite's strict tables know four names only.
Number = BigInteger().with_variant(Integer(), "sqlite")
Seconds: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
Flag = Integer()
"""0 or 1."""
Words = Text()
Blob = LargeBinary()

_ESCAPE = "\ue000"
_ESCAPED = {"\0": _ESCAPE + "0", _ESCAPE: _ESCAPE + "1"}
_PLAIN = {"0": "\0", "1": _ESCAPE}


class AnyText(TypeDecorator[str]):
    """Text from outside that is kept whatever it holds; PostgreSQL knows no NUL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Return a text as it is stored."""
        return None if value is None else escaped(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Return a stored text as it came."""
        if value is None or _ESCAPE not in value:
            return value
        first, *others = value.split(_ESCAPE)
        pieces = [_PLAIN.get(each[:1], _ESCAPE) + each[1:] for each in others]
        return first + "".join(pieces)


def escaped(text: str) -> str:
    """Return a text without NUL, from which the same text comes back."""
    if not any(letter in text for letter in _ESCAPED):
        return text
    return "".join(_ESCAPED.get(letter, letter) for letter in text)


def table(
    name: str, *columns: Column[Any] | Constraint | Index, comment: str | None = None
) -> Table:
    """Return a table of the center; its first column of the key says whose a row is."""
    options: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
    return Table(name, METADATA, *columns, comment=comment, **options)
