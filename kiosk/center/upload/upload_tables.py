"""The tables of the journals: positions, events, links, forks, machines of one name.

An event is stored once for its kiosk and id, a link for each place that it came at.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import AnyText, Blob, Number, Seconds, Words, table

position = table(
    "position",
    Column("kiosk", Words, primary_key=True),
    Column("epoch", Number, nullable=False),
    Column("seq", Number, nullable=False),
    Column("hash", Blob, nullable=False),
    Column("durable_epoch", Number, nullable=False, server_default="0"),
    Column("durable_seq", Number, nullable=False, server_default="0"),
)
event = table(
    "event",
    Column("kiosk", Words, primary_key=True),
    Column("id", Blob, primary_key=True),
    Column("digest", Blob, nullable=False),
    Column("kind", AnyText, nullable=False),
    Column("wall_us", Number, nullable=False),
    Column("mono_us", Number, nullable=False),
    Column("boot_id", AnyText, nullable=False),
    Column("payload", Blob, nullable=False),
    Column("refused_code", Words),
    Column("refused_reason", Words),
    Column("received_at", Seconds, nullable=False),
    Column("forgotten_at", Seconds, comment="the payload is empty, its digest stays"),
)
Index(
    "event_refused",
    event.c.received_at,
    sqlite_where=event.c.refused_code.is_not(None),
    postgresql_where=event.c.refused_code.is_not(None),
)

link = table(
    "link",
    Column("kiosk", Words, primary_key=True),
    Column("epoch", Number, primary_key=True, autoincrement=False),
    Column("seq", Number, primary_key=True, autoincrement=False),
    Column("id", Blob, nullable=False),
    Column("prev_hash", Blob, nullable=False),
    Column("hash", Blob, nullable=False),
    Index("link_hash", "kiosk", "hash"),
)
fork = table(
    "fork",
    Column("kiosk", Words, primary_key=True),
    Column("epoch", Number, primary_key=True, autoincrement=False),
    Column("at", Seconds, nullable=False),
    Column("left_epoch", Number, nullable=False),
    Column("left_seq", Number, nullable=False),
    Column("branch_epoch", Number, nullable=False),
    Column("branch_seq", Number, nullable=False),
)
fork_settled = table(
    "fork_settled",
    Column("kiosk", Words, primary_key=True),
    Column("epoch", Number, nullable=False),
)
twin = table(
    "twin",
    Column("kiosk", Words, primary_key=True),
    Column("seen_by", Words, primary_key=True),
    Column("since", Seconds, nullable=False),
    Column("last", Seconds, nullable=False),
    Column("times", Number, nullable=False),
)
retention = table(
    "retention",
    Column("kiosk", Words, primary_key=True),
    Column("epoch", Number, nullable=False, comment="up to here it was forgotten"),
    Column("seq", Number, nullable=False),
)
