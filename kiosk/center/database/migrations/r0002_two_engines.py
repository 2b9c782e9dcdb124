"""Revision 0002: keys that begin with whose a row is; what is searched has an index.

For files of SQLite, of revision 0001 and of every program between it and this one. The
large tables, of events and links, stay where they are.
"""

from alembic import op
from sqlalchemy import inspect

from kiosk.center.database.frozen_statements import statements

revision = "0002"
down_revision = "0001"

_REBUILT = {
    "act": "",
    "break_glass": "",
    "certificate": "",
    "challenge": "",
    "fork": "",
    "kept_receipt": "",
    "key_use": "id=randomblob(16)",
    "kiosk_try": "id=randomblob(16)",
    "notice": "",
    "number_try": "",
    "session": "",
    "unused_certificate": "",
}
"""Tables with another key, and what a new column holds."""
_REPLACED = (
    "INSERT INTO replaced_certificate (kiosk, serial) SELECT c.kiosk, c.serial "
    "FROM old_replaced_certificate AS o JOIN certificate AS c ON c.serial = o.serial"
)


def upgrade() -> None:
    """Bring the tables on, with what is in them."""
    op.execute("DROP TRIGGER IF EXISTS keep_former_key")
    op.execute("DROP TABLE IF EXISTS number_miss")
    before = set(inspect(op.get_bind()).get_table_names())
    aside = [name for name in (*_REBUILT, "replaced_certificate") if name in before]
    _drop_indexes(before)
    for name in aside:
        op.execute(f"ALTER TABLE {name} RENAME TO old_{name}")
    if "event" in before:
        op.execute("ALTER TABLE event ADD COLUMN forgotten_at REAL")
    for statement in statements("tables_0002.sql"):
        if _wanted(statement, before - set(aside)):
            op.execute(statement)
    for name in aside:
        op.execute(_REPLACED if name not in _REBUILT else _copied(name))
        op.execute(f"DROP TABLE old_{name}")


def _drop_indexes(tables: set[str]) -> None:
    """Drop every index of ours; each is made anew."""
    known = inspect(op.get_bind())
    for table in tables:
        for index in known.get_indexes(table):
            if index["name"] and not index["name"].startswith("sqlite_"):
                op.execute(f"DROP INDEX IF EXISTS {index['name']}")


def _wanted(statement: str, there: set[str]) -> bool:
    """Tell whether a table is still to be made; an index always is."""
    kind, name = statement.split()[1:3]
    return kind != "TABLE" or name.strip('"') not in there


def _copied(name: str) -> str:
    """Return the statement that brings the rows of a table over."""
    known = inspect(op.get_bind())
    old = {column["name"] for column in known.get_columns(f"old_{name}")}
    new = [column["name"] for column in known.get_columns(name)]
    both = [column for column in new if column in old]
    values = [f'"{column}"' for column in both]
    more, _, value = _REBUILT[name].partition("=")
    if more and more not in old:
        both, values = [*both, more], [*values, value]
    columns = ", ".join(f'"{column}"' for column in both)
    # Two rows that the new key makes one told the same.
    return (
        f"INSERT OR IGNORE INTO {name} ({columns}) "  # noqa: S608
        f"SELECT {', '.join(values)} FROM old_{name}"
    )
