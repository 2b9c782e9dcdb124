"""The tables of certifications: benefits, numbers for a module's look, its keys."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Flag, Seconds, Words, table

eligibility = table(
    "eligibility",
    Column("holder", Words, primary_key=True),
    Column("benefit", Words, primary_key=True),
    Column("holding", Words, nullable=False),
    Column("granted", Words, nullable=False),
    Column("last", Words),
    Column("how", Words),
    Column("presented", Words),
)
face_nonce = table(
    "face_nonce",
    Column("holder", Words, primary_key=True),
    Column("nonce", Blob, primary_key=True),
    Column("kiosk", Words, nullable=False),
    Column("until", Seconds, nullable=False, comment="good for a look so long"),
    Column("used", Flag, nullable=False),
    Column("expires", Seconds, nullable=False, comment="counted as a try so long"),
    Index("face_nonce_expires", "expires"),
)
face_module = table(
    "face_module",
    Column("kiosk", Words, primary_key=True),
    Column("public", Blob, nullable=False, comment="Ed25519, 32 bytes"),
)
