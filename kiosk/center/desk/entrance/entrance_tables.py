"""The tables of the desk's door: operators, their sessions, and who has to wait.

The secrets of their apps are among the sealed ones, `desk-app:NAME`.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Flag, Number, Seconds, Words, table

desk_operator = table(
    "desk_operator",
    Column("name", Words, primary_key=True),
    Column("role", Words, nullable=False),
    Column("password", Words, nullable=False, comment="Argon2id, in PHC form"),
    Column("last_step", Number, nullable=False, comment="older codes are dead"),
    Column("drift", Number, nullable=False),
    Column("disabled", Flag, nullable=False),
    Column("made", Seconds, nullable=False),
    Column("changed", Seconds, nullable=False, comment="older sessions are over"),
)
desk_session = table(
    "desk_session",
    Column("token", Words, primary_key=True, comment="SHA-256 of it"),
    Column("operator", Words, nullable=False),
    Column("begun", Seconds, nullable=False),
    Column("seen", Seconds, nullable=False, comment="about: written once a minute"),
    Column("expires", Seconds, nullable=False),
    Index("desk_session_expires", "expires"),
    Index("desk_session_operator", "operator"),
)
desk_wait = table(
    "desk_wait",
    Column("who", Words, primary_key=True, comment="a keyed hash: name, address"),
    Column("misses", Number, nullable=False),
    Column("until", Seconds, nullable=False),
    Column("expires", Seconds, nullable=False),
    Index("desk_wait_expires", "expires"),
)
