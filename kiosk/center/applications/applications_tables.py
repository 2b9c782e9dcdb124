"""The tables of acts: what was done, service PINs, wrong tries, notices, parts.

Moments are seconds since 1970. A service PIN is there as a verifier only, a number that
was tried wrongly as a keyed hash only.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Flag, Number, Seconds, Words, table

act = table(
    "act",
    Column("kiosk", Words, primary_key=True),
    Column("id", Words, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("decided", Seconds, nullable=False),
    Column("state", Words, nullable=False),
    Column("answer", Words, nullable=False),
    Column("card", Words),
    Column("holder", Words),
    Column("how", Words),
    Column("undo_until", Seconds),
    Column("undone", Seconds),
    Column("before_state", Words),
    Column("before_until", Seconds),
    Column("changed", Words, comment="of contact data: the fields, with commas"),
    Index("act_id", "id"),
    Index("act_card", "card", "decided", "id"),
    Index("act_holder", "holder", "decided", "id"),
    Index("act_decided", "decided", "id"),
)
act_number = table(
    "act_number",
    Column("day", Words, primary_key=True),
    Column("last", Number, nullable=False),
)
service_pin = table(
    "service_pin",
    Column("number", Words, primary_key=True),
    Column("verifier", Words, nullable=False),
    Column("changed", Flag, nullable=False),
)
number_try = table(
    "number_try",
    Column("tag", Blob, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("place", Words, primary_key=True),
    Column("level", Seconds, nullable=False),
    Column("at", Seconds, nullable=False),
    Column("over", Seconds, nullable=False),
    Index("number_try_over", "over"),
)
own_place = table(
    "own_place",
    Column("tag", Blob, primary_key=True),
    Column("kiosk", Words, primary_key=True),
    Column("at", Seconds, nullable=False),
    Index("own_place_kiosk", "kiosk"),
)
kiosk_try = table(
    "kiosk_try",
    Column("kiosk", Words, primary_key=True),
    Column("subject", Words, primary_key=True),
    Column("at", Seconds, primary_key=True),
    Column("id", Blob, primary_key=True, comment="random; two may be at one moment"),
    Index("kiosk_try_old", "at"),
)
kiosk_turn = table(
    "kiosk_turn",
    Column("kiosk", Words, primary_key=True),
    Column("until", Seconds, nullable=False),
)
kiosk_part = table(
    "kiosk_part",
    Column("kiosk", Words, primary_key=True),
    Column("part", Words, primary_key=True),
)
notice = table(
    "notice",
    Column("act", Words, primary_key=True),
    Column("message", Words, primary_key=True),
    Column("mobile", Words, primary_key=True),
    Column("at", Seconds, nullable=False),
    Column("number", Words, nullable=False),
    Column("sent", Seconds),
)
