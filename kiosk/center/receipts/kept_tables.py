"""The tables of kept receipts: sealed, for one holder, until a moment; their keys."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Number, Seconds, Words, table

kept_receipt = table(
    "kept_receipt",
    Column("kiosk", Words, primary_key=True),
    Column("number", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("card", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("kept", Seconds, nullable=False),
    Column("expires", Seconds, nullable=False),
    Column("copies", Number, nullable=False),
    Column("key", Words, nullable=False),
    Column("sealed", Blob, nullable=False),
    Index("kept_receipt_holder", "holder", "kept", "number"),
    Index("kept_receipt_expires", "expires"),
)
receipt_key = table(
    "receipt_key",
    Column("id", Words, primary_key=True),
    Column("sealed", Blob, nullable=False),
    Column("since", Seconds, nullable=False),
    comment="in no backup: with a key that is gone its receipts are forgotten",
)
