"""The tables of the key service: who may have a new PIN, and each use of a key."""

from sqlalchemy import Column

from kiosk.center.database.schema import Blob, Seconds, Words, table

pin_release = table(
    "pin_release",
    Column("card", Words, primary_key=True),
    Column("expires", Seconds, nullable=False),
)
pin_renewed = table(
    "pin_renewed",
    Column("card", Words, primary_key=True),
    Column("kiosk", Words, nullable=False),
    Column("expires", Seconds, nullable=False),
)
key_use = table(
    "key_use",
    Column("kiosk", Words, primary_key=True),
    Column("at", Seconds, primary_key=True),
    Column("id", Blob, primary_key=True, comment="random; two may be at one moment"),
    Column("card", Words, nullable=False),
    Column("key", Words, nullable=False),
)
