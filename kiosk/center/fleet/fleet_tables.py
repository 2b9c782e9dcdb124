"""The tables of the fleet: how each machine is, what it did each day, its orders."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Number, Seconds, Words, table

machine = table(
    "machine",
    Column("kiosk", Words, primary_key=True),
    Column("heard", Seconds, nullable=False, comment="by the center's clock"),
    Column("first_heard", Seconds, nullable=False),
    Column("site", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("version", Words, nullable=False),
    Column("severity", Number, nullable=False, comment="of the pulse itself"),
    Column("reasons", Words, nullable=False, comment="words with spaces between"),
    Column("waiting", Number, nullable=False),
    Column("paper_mm", Number, comment="null: nobody knows"),
    Column("boot", Words, nullable=False, comment="of the newest pulse"),
    Column("number", Number, nullable=False, comment="of the newest pulse"),
    Column("offset_ms", Number, comment="its clock before ours, as we see it"),
    Column("pulse", Blob, nullable=False, comment="the newest one, as JSON"),
    Index("machine_worst", "severity", "kiosk"),
    Index("machine_site", "site", "kiosk"),
)
machine_count = table(
    "machine_count",
    Column("kiosk", Words, primary_key=True),
    Column("day", Words, primary_key=True, comment="2026-11-30, as China has it"),
    Column("what", Words, primary_key=True),
    Column("times", Number, nullable=False),
    # With the times in it a day's sums never look at the rows themselves.
    Index("machine_count_day", "day", "what", "times"),
)
receipt_place = table(
    "receipt_place",
    Column("kiosk", Words, primary_key=True),
    Column("event", Blob, primary_key=True),
    Column("number", Words, nullable=False),
    Column("what", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("copy", Number, nullable=False),
    Column("act", Words),
    Column("at", Seconds, nullable=False),
    Index("receipt_place_number", "number", "at"),
    Index("receipt_place_at", "at"),
    comment="where a receipt was told of; no person is in it",
)
desk_order = table(
    "desk_order",
    Column("kiosk", Words, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("act", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("made", Seconds, nullable=False),
    Column("expires", Seconds, nullable=False),
    Column("state", Words, nullable=False, comment="waiting, sent, or how it ended"),
    Column("told", Words, nullable=False, comment="what the machine said of it"),
    Column("sent_at", Seconds),
    Column("ended_at", Seconds),
    Column("body", Blob, nullable=False, comment="the order, as it is signed"),
    Index("desk_order_made", "made"),
    Index("desk_order_state", "state", "kiosk"),
)
order_log = table(
    "order_log",
    Column("kiosk", Words, primary_key=True),
    Column("number", Number, primary_key=True, comment="the order's"),
    Column("at", Seconds, nullable=False),
    Column("expires", Seconds, nullable=False),
    Column("bundle", Blob, nullable=False, comment="as it came, as JSON"),
    Index("order_log_expires", "expires"),
)
