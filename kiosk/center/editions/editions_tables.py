"""The tables of editions: what was published, how far each machine is, rollouts."""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import AnyText, Blob, Number, Seconds, Words, table

edition = table(
    "edition",
    Column("kind", Words, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("audience", Words, nullable=False, comment="all, site:, kiosk: or ring"),
    Column("content", Blob, nullable=False, comment="of accounts: nothing"),
    Column("made", Seconds, nullable=False),
    Column("by", AnyText, nullable=False),
    Index("edition_audience", "audience", "kind", "number"),
)
edition_place = table(
    "edition_place",
    Column("kiosk", Words, primary_key=True),
    Column("kind", Words, primary_key=True),
    Column("applied", Number, nullable=False),
    Column("refused", Number, nullable=False),
    Column("why", AnyText, nullable=False, comment="of what was refused"),
    Column("told_at", Seconds, nullable=False),
    Index("edition_place_newest", "kind", "applied"),
)
release_package = table(
    "release_package",
    Column("sha512", Words, primary_key=True),
    Column("version", Words, nullable=False),
    Column("serial", Number, nullable=False),
    Column("architecture", Words, nullable=False),
    Column("size", Number, nullable=False),
    Column("signed", Blob, nullable=False, comment="the office's own file"),
    Column("added", Seconds, nullable=False),
    Column("by", AnyText, nullable=False),
)
release_block = table(
    "release_block",
    Column("sha512", Words, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("data", Blob, nullable=False),
)
rollout = table(
    "rollout",
    Column("number", Number, primary_key=True, comment="of its edition"),
    Column("version", Words, nullable=False),
    Column("rings", Words, nullable=False, comment="percent, with commas between"),
    Column("ring", Number, nullable=False, comment="which of them is open, from 0"),
    Column("hours", Number, nullable=False, comment="for each ring"),
    Column("state", Words, nullable=False, comment="running, paused, stopped, done"),
    Column("why", Words, nullable=False),
    Column("opened", Seconds, nullable=False, comment="when its ring was"),
    Column("began", Seconds, nullable=False),
    Column("by", AnyText, nullable=False),
)
rollout_result = table(
    "rollout_result",
    Column("kiosk", Words, primary_key=True),
    Column("number", Number, primary_key=True),
    Column("state", Words, nullable=False, comment="taken, kept, back or refused"),
    Column("before", Number, nullable=False, comment="how the machine stood then"),
    Column("at", Seconds, nullable=False),
    Index("rollout_result_number", "number", "state"),
)
