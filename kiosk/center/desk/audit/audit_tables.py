"""The desk's audit: what operators did, one line after another, and its end."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import AnyText, Blob, Number, Seconds, Words, table

desk_audit = table(
    "desk_audit",
    Column("number", Number, primary_key=True),
    Column("at", Seconds, nullable=False),
    Column("operator", AnyText, nullable=False),
    Column("address", Words, nullable=False, comment="its net, not the machine"),
    Column("act", Words, nullable=False),
    Column("subject", AnyText, nullable=False),
    Column("told", AnyText, nullable=False),
    Column("link", Blob, nullable=False, comment="keyed hash over it and the former"),
    Index("desk_audit_operator", "operator", "number"),
)
desk_audit_end = table(
    "desk_audit_end",
    Column("book", Words, primary_key=True),
    Column("number", Number, nullable=False),
    Column("link", Blob, nullable=False),
)
