"""The tables of alerts: each from its first look to its end, and which node watches."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Number, Seconds, Words, table

desk_alert = table(
    "desk_alert",
    Column("id", Words, primary_key=True),
    Column("rule", Words, nullable=False),
    Column("subject", Words, nullable=False, comment="a hall, or empty: the fleet"),
    Column("state", Words, nullable=False, comment="near, open or over"),
    Column("looks", Number, nullable=False, comment="in a row that would change it"),
    Column("value", Seconds, nullable=False, comment="as of the last look"),
    Column("begun", Seconds, nullable=False),
    Column("opened", Seconds),
    Column("ended", Seconds),
    Column("owed", Words, nullable=False, comment="what the webhook is still to hear"),
    Column("tries", Number, nullable=False),
    Column("next_try", Seconds, nullable=False),
    Index("desk_alert_state", "state", "rule", "subject"),
    Index("desk_alert_owed", "owed", "next_try"),
    Index("desk_alert_begun", "begun", "id"),
)
desk_lease = table(
    "desk_lease",
    Column("work", Words, primary_key=True),
    Column("node", Words, nullable=False),
    Column("until", Seconds, nullable=False),
)
