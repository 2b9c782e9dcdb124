"""The tables of a person's own rights, and of the proof that a card is present.

Amounts are decimals as text, days `YYYY-MM-DD`, months `YYYY-MM`, moments seconds
since 1970 or RFC 3339. Values that nobody searches in are one JSON column, written and
read by the record's own type.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Number, Seconds, Words, table

card = table(
    "card",
    Column("id", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("holder_name", Words, nullable=False),
    Column("generation", Number, nullable=False),
    Column("state", Words, nullable=False),
    Index("card_holder", "holder", "id"),
)
contribution = table(
    "contribution",
    Column("holder", Words, primary_key=True),
    Column("insurance", Words, primary_key=True),
    Column("month", Words, primary_key=True),
    Column("employer", Words, primary_key=True),
    Column("paid_month", Words, nullable=False),
    Column("base", Words, nullable=False),
    Column("employer_amount", Words, nullable=False),
    Column("personal_amount", Words, nullable=False),
    Column("arrived", Words),
    Column("kind", Words, nullable=False),
)
meta = table(
    "meta",
    Column("key", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
person = table(
    "person",
    Column("number", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("record", Words, nullable=False),
)
person_mobile = table(
    "person_mobile",
    Column("number", Words, primary_key=True),
    Column("mobile", Words, nullable=False, comment="that of the record, or nothing"),
    Index("person_mobile_mobile", "mobile"),
)
card_record = table(
    "card_record",
    Column("card", Words, primary_key=True),
    Column("number", Words, nullable=False),
    Column("loss_until", Seconds),
    Column("record", Words, nullable=False),
    Index("card_record_number", "number"),
)
pension_account = table(
    "pension_account",
    Column("holder", Words, primary_key=True),
    Column("record", Words, nullable=False),
)
statement = table(
    "statement",
    Column("holder", Words, primary_key=True),
    Column("year", Number, primary_key=True, autoincrement=False),
    Column("record", Words, nullable=False),
)
medical_account = table(
    "medical_account",
    Column("holder", Words, primary_key=True),
    Column("record", Words, nullable=False),
)
movement = table(
    "movement",
    Column("holder", Words, primary_key=True),
    Column("serial", Words, primary_key=True),
    Column("time", Words, nullable=False),
    Column("record", Words, nullable=False),
    Index("movement_time", "holder", "time", "serial"),
)
visit = table(
    "visit",
    Column("holder", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("settled", Words, nullable=False),
    Column("record", Words, nullable=False),
    Index("visit_settled", "holder", "settled", "id"),
)
benefits = table(
    "benefits",
    Column("holder", Words, primary_key=True),
    Column("record", Words, nullable=False),
)
challenge = table(
    "challenge",
    Column("kiosk", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("card", Words, nullable=False),
    Column("factor", Blob, nullable=False),
    Column("original", Blob, nullable=False),
    Column("expires", Seconds, nullable=False),
    Index("challenge_expires", "expires"),
)
session = table(
    "session",
    Column("kiosk", Words, primary_key=True),
    Column("token_hash", Blob, primary_key=True),
    Column("card", Words, nullable=False),
    Column("expires", Seconds, nullable=False),
    Column("pin", Words, nullable=False, server_default="none"),
    Index("session_expires", "expires"),
)
card_item = table(
    "card_item",
    Column("card", Words, primary_key=True),
    Column("item", Words, primary_key=True),
    Column("tag", Blob, nullable=False),
    Column("source", Words, nullable=False),
    Column("since", Seconds, nullable=False),
)
card_learn = table(
    "card_learn",
    Column("card", Words, primary_key=True),
    Column("expires", Seconds, nullable=False),
)
card_doubt = table(
    "card_doubt",
    Column("card", Words, primary_key=True),
    Column("kiosk", Words, primary_key=True),
    Column("times", Number, nullable=False),
    Column("first", Seconds, nullable=False),
    Column("last", Seconds, nullable=False),
)
