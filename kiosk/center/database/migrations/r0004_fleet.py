"""Revision 0004: how machines are, what the desk gives them, and who sits there."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_SECONDS: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    """Make the tables; they begin empty."""
    _machines()
    _places()
    _orders()
    _door()
    _audit()
    _alerts()
    _identity()
    _editions()
    _releases()


def _machines() -> None:
    _make(
        "machine",
        Column("kiosk", Text, primary_key=True),
        *(Column(name, _SECONDS, nullable=False) for name in ("heard", "first_heard")),
        *(Column(name, Text, nullable=False) for name in ("site", "place", "version")),
        Column("severity", _NUMBER, nullable=False),
        Column("reasons", Text, nullable=False),
        Column("waiting", _NUMBER, nullable=False),
        Column("paper_mm", _NUMBER),
        Column("boot", Text, nullable=False),
        Column("number", _NUMBER, nullable=False),
        Column("offset_ms", _NUMBER),
        Column("pulse", LargeBinary, nullable=False),
    )
    op.create_index("machine_worst", "machine", ["severity", "kiosk"])
    op.create_index("machine_site", "machine", ["site", "kiosk"])
    _make(
        "machine_count",
        *(Column(name, Text, primary_key=True) for name in ("kiosk", "day", "what")),
        Column("times", _NUMBER, nullable=False),
    )
    op.create_index("machine_count_day", "machine_count", ["day", "what", "times"])


def _places() -> None:
    _make(
        "receipt_place",
        Column("kiosk", Text, primary_key=True),
        Column("event", LargeBinary, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("number", "what", "state")),
        Column("copy", _NUMBER, nullable=False),
        Column("act", Text),
        Column("at", _SECONDS, nullable=False),
    )
    op.create_index("receipt_place_number", "receipt_place", ["number", "at"])
    op.create_index("receipt_place_at", "receipt_place", ["at"])
    op.create_index("act_decided", "act", ["decided", "id"])


def _orders() -> None:
    _make(
        "desk_order",
        Column("kiosk", Text, primary_key=True),
        Column("number", _NUMBER, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("act", "by")),
        *(Column(name, _SECONDS, nullable=False) for name in ("made", "expires")),
        *(Column(name, Text, nullable=False) for name in ("state", "told")),
        *(Column(name, _SECONDS) for name in ("sent_at", "ended_at")),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("desk_order_made", "desk_order", ["made"])
    op.create_index("desk_order_state", "desk_order", ["state", "kiosk"])
    _make(
        "order_log",
        Column("kiosk", Text, primary_key=True),
        Column("number", _NUMBER, primary_key=True),
        *(Column(name, _SECONDS, nullable=False) for name in ("at", "expires")),
        Column("bundle", LargeBinary, nullable=False),
    )
    op.create_index("order_log_expires", "order_log", ["expires"])


def _door() -> None:
    _make(
        "desk_operator",
        Column("name", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("role", "password")),
        *(Column(name, _NUMBER, nullable=False) for name in ("last_step", "drift")),
        Column("disabled", Integer, nullable=False),
        *(Column(name, _SECONDS, nullable=False) for name in ("made", "changed")),
    )
    _make(
        "desk_session",
        Column("token", Text, primary_key=True),
        Column("operator", Text, nullable=False),
        *(Column(each, _SECONDS, nullable=False) for each in ("begun", "seen")),
        Column("expires", _SECONDS, nullable=False),
    )
    op.create_index("desk_session_expires", "desk_session", ["expires"])
    op.create_index("desk_session_operator", "desk_session", ["operator"])
    _make(
        "desk_wait",
        Column("who", Text, primary_key=True),
        Column("misses", _NUMBER, nullable=False),
        *(Column(each, _SECONDS, nullable=False) for each in ("until", "expires")),
    )
    op.create_index("desk_wait_expires", "desk_wait", ["expires"])


def _audit() -> None:
    _make(
        "desk_audit",
        Column("number", _NUMBER, primary_key=True),
        Column("at", _SECONDS, nullable=False),
        *(Column(each, Text, nullable=False) for each in ("operator", "address")),
        *(Column(each, Text, nullable=False) for each in ("act", "subject", "told")),
        Column("link", LargeBinary, nullable=False),
    )
    op.create_index("desk_audit_operator", "desk_audit", ["operator", "number"])
    _make(
        "desk_audit_end",
        Column("book", Text, primary_key=True),
        Column("number", _NUMBER, nullable=False),
        Column("link", LargeBinary, nullable=False),
    )


def _identity() -> None:
    issuer = Column("authority", Text, nullable=False, server_default="")
    op.add_column("certificate", issuer)
    _make(
        "authority",
        Column("number", _NUMBER, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("certificate", "vouched")),
        Column("begun", _SECONDS, nullable=False),
        Column("ended", _SECONDS),
        Column("statement", LargeBinary, nullable=False),
    )
    _make(
        "waiting_kiosk",
        Column("kiosk", Text, primary_key=True),
        Column("key", LargeBinary, nullable=False),
        *(Column(name, _SECONDS, nullable=False) for name in ("since", "last")),
        Column("approved", _SECONDS),
        Column("by", Text, nullable=False, server_default=""),
    )
    op.create_index("waiting_kiosk_last", "waiting_kiosk", ["last"])


def _editions() -> None:
    _make(
        "edition",
        Column("kind", Text, primary_key=True),
        Column("number", _NUMBER, primary_key=True),
        Column("audience", Text, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("made", _SECONDS, nullable=False),
        Column("by", Text, nullable=False),
    )
    op.create_index("edition_audience", "edition", ["audience", "kind", "number"])
    _make(
        "edition_place",
        *(Column(name, Text, primary_key=True) for name in ("kiosk", "kind")),
        *(Column(name, _NUMBER, nullable=False) for name in ("applied", "refused")),
        Column("why", Text, nullable=False),
        Column("told_at", _SECONDS, nullable=False),
    )
    op.create_index("edition_place_newest", "edition_place", ["kind", "applied"])


def _releases() -> None:
    _make(
        "release_package",
        Column("sha512", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("version", "architecture")),
        *(Column(name, _NUMBER, nullable=False) for name in ("serial", "size")),
        Column("signed", LargeBinary, nullable=False),
        Column("added", _SECONDS, nullable=False),
        Column("by", Text, nullable=False),
    )
    _make(
        "release_block",
        Column("sha512", Text, primary_key=True),
        Column("number", _NUMBER, primary_key=True),
        Column("data", LargeBinary, nullable=False),
    )
    _make(
        "rollout",
        Column("number", _NUMBER, primary_key=True),
        *(Column(n, Text, nullable=False) for n in ("version", "rings", "state")),
        *(Column(name, Text, nullable=False) for name in ("why", "by")),
        *(Column(name, _NUMBER, nullable=False) for name in ("ring", "hours")),
        *(Column(name, _SECONDS, nullable=False) for name in ("opened", "began")),
    )
    _make(
        "rollout_result",
        Column("kiosk", Text, primary_key=True),
        Column("number", _NUMBER, primary_key=True),
        Column("state", Text, nullable=False),
        Column("before", _NUMBER, nullable=False),
        Column("at", _SECONDS, nullable=False),
    )
    op.create_index("rollout_result_number", "rollout_result", ["number", "state"])


def _alerts() -> None:
    _make(
        "desk_alert",
        Column("id", Text, primary_key=True),
        *(Column(each, Text, nullable=False) for each in ("rule", "subject", "state")),
        Column("looks", _NUMBER, nullable=False),
        *(Column(each, _SECONDS, nullable=False) for each in ("value", "begun")),
        *(Column(each, _SECONDS) for each in ("opened", "ended")),
        Column("owed", Text, nullable=False),
        Column("tries", _NUMBER, nullable=False),
        Column("next_try", _SECONDS, nullable=False),
    )
    op.create_index("desk_alert_state", "desk_alert", ["state", "rule", "subject"])
    op.create_index("desk_alert_owed", "desk_alert", ["owed", "next_try"])
    op.create_index("desk_alert_begun", "desk_alert", ["begun", "id"])
    _make(
        "desk_lease",
        Column("work", Text, primary_key=True),
        Column("node", Text, nullable=False),
        Column("until", _SECONDS, nullable=False),
    )


def _make(name: str, *columns: Column[Any]) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=False)
