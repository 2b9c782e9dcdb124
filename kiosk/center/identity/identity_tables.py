"""The tables of identity: kiosks, keys, certificates, codes and sealed secrets."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Flag, Number, Seconds, Words, table

kiosk = table(
    "kiosk",
    Column("id", Words, primary_key=True),
    Column("signing_key", Blob, nullable=False, comment="empty: it was revoked"),
    Column("enrolled_at", Seconds, nullable=False),
)
former_key = table(
    "former_key",
    Column("kiosk", Words, primary_key=True),
    Column("signing_key", Blob, primary_key=True),
    Column("until", Seconds, nullable=False),
)
certificate = table(
    "certificate",
    Column("kiosk", Words, primary_key=True),
    Column("serial", Words, primary_key=True),
    Column("not_after", Seconds, nullable=False),
    Column("revoked", Flag, nullable=False, server_default="0"),
)
unused_certificate = table(
    "unused_certificate",
    Column("kiosk", Words, primary_key=True),
    Column("number", Number, primary_key=True, comment="the kiosk's own count"),
    Column("serial", Words, nullable=False),
)
replaced_certificate = table(
    "replaced_certificate",
    Column("kiosk", Words, primary_key=True),
    Column("serial", Words, primary_key=True),
)
code = table(
    "code",
    Column("hash", Blob, primary_key=True),
    Column("kiosk", Words),
    Column("expires", Seconds, nullable=False),
    Index("code_expires", "expires"),
)
break_glass = table(
    "break_glass",
    Column("kiosk", Words, primary_key=True),
    Column("challenge", Words, primary_key=True),
    Column("at", Seconds, primary_key=True),
    Column("by", Words, nullable=False),
)
secret = table(
    "secret",
    Column("name", Words, primary_key=True),
    Column("sealed", Blob, nullable=False),
    Column("at", Seconds, nullable=False),
)
