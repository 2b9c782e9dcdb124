"""The table of codes that were sent to a number on record; a code is a keyed hash."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Number, Seconds, Words, table

contact_code = table(
    "contact_code",
    Column("holder", Words, primary_key=True),
    Column("kiosk", Words, nullable=False),
    Column("act", Words, nullable=False),
    Column("code", Blob, nullable=False),
    Column("misses", Number, nullable=False),
    Column("expires", Seconds, nullable=False),
    Index("contact_code_expires", "expires"),
)
