"""The tables of work: registrations, sign-ins, vacancies.

Days are `YYYY-MM-DD` in China, so that they sort as text.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Flag, Number, Seconds, Words, table

unemployed = table(
    "unemployed",
    Column("holder", Words, primary_key=True),
    Column("registered", Words, nullable=False),
    Column("cause", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("ended", Words),
)
work_sign_in = table(
    "work_sign_in",
    Column("holder", Words, primary_key=True),
    Column("day", Words, primary_key=True),
    Column("kiosk", Words, comment="none: signed in elsewhere"),
    Column("act", Words),
    Column("number", Words, nullable=False),
)
vacancy = table(
    "vacancy",
    Column("list", Number, primary_key=True, autoincrement=False),
    Column("serial", Number, primary_key=True, autoincrement=False),
    *(Column(name, Words, nullable=False) for name in ("title", "employer")),
    Column("number", Number, nullable=False),
    *(Column(name, Number) for name in ("pay_low", "pay_high")),
    *(Column(name, Words, nullable=False) for name in ("district", "kind")),
    *(Column(name, Words, nullable=False) for name in ("place", "schooling")),
    *(Column(name, Words, nullable=False) for name in ("contact", "valid_until")),
    Column("source", Words, nullable=False),
    Column("verified", Flag, nullable=False),
    Index("vacancy_district", "list", "district", "serial"),
    Index("vacancy_kind", "list", "kind", "serial"),
)
vacancy_list = table(
    "vacancy_list",
    Column("list", Number, primary_key=True, autoincrement=False),
    Column("at", Seconds, nullable=False),
    Column("shown", Flag, nullable=False, comment="the whole of it is there"),
)
