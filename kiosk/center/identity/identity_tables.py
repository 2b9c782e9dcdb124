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
    Column(
        *("authority", Words),
        nullable=False,
        server_default="",
        comment="the key that issued it; empty: the first, before there were others",
    ),
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
authority = table(
    "authority",
    Column("number", Number, primary_key=True),
    Column("certificate", Words, nullable=False),
    Column("vouched", Words, nullable=False, comment="by the one before; or empty"),
    Column("begun", Seconds, nullable=False),
    Column("ended", Seconds),
    Column("statement", Blob, nullable=False, comment="which hold; signed by this one"),
)
waiting_kiosk = table(
    "waiting_kiosk",
    Column("kiosk", Words, primary_key=True),
    Column("key", Blob, nullable=False, comment="a hash of the key it asks for"),
    Column("since", Seconds, nullable=False),
    Column("last", Seconds, nullable=False),
    Column("approved", Seconds),
    Column("by", Words, nullable=False, server_default=""),
    Index("waiting_kiosk_last", "last"),
)
