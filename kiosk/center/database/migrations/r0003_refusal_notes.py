"""Revision 0003: what staff says of events that were refused."""

from alembic import op
from sqlalchemy import BigInteger, Column, Double, Integer, LargeBinary, Text, text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

revision = "0003"
down_revision = "0002"

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_SECONDS: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    """Make the table, and the index that finds the refused ones of very many events."""
    op.create_table(
        "refusal_note",
        Column("kiosk", Text, primary_key=True),
        Column("event", LargeBinary, primary_key=True),
        *(Column(name, _NUMBER, nullable=False) for name in ("number", "epoch", "seq")),
        *(Column(name, Text, nullable=False) for name in ("note", "by")),
        Column("at", _SECONDS, nullable=False),
        Column("arrived_at", _SECONDS),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("refusal_note_number", "refusal_note", ["kiosk", "number"])
    refused = text("refused_code IS NOT NULL")
    op.create_index(
        *("event_refused", "event", ["received_at"]),
        sqlite_where=refused,
        postgresql_where=refused,
    )
