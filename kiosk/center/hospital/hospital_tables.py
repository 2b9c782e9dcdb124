"""The tables of registrations: who asked here, and the reference hospital's own.

Moments are seconds since 1970. A person is there as a keyed hash only, without a name.
"""

from sqlalchemy import Column, Index

from kiosk.center.database.schema import Blob, Flag, Number, Seconds, Words, table

hospital_ask = table(
    "hospital_ask",
    Column("id", Words, primary_key=True, comment="the registration's"),
    Column("kiosk", Words, nullable=False),
    Column("person", Blob, nullable=False),
    Column("clinic", Words, nullable=False),
    Column("number", Number, comment="in the queue, as the hospital said"),
    Column("open_until", Seconds, comment="a seat is held, or may be"),
    Column("over", Flag, nullable=False, comment="released before it was confirmed"),
    Column("expires", Seconds, nullable=False),
    Index("hospital_ask_kiosk", "kiosk", "open_until"),
    Index("hospital_ask_number", "clinic", "number", unique=True),
    Index("hospital_ask_expires", "expires"),
    comment="each registration that a kiosk asked for, of whatever hospital",
)
hospital_setting = table(
    "hospital_setting",
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
)
hospital_clinic = table(
    "hospital_clinic",
    Column("id", Words, primary_key=True),
    Column("department", Words, nullable=False),
    Column("day", Words, nullable=False),
    Column("begins", Seconds, nullable=False),
    Column("ends", Seconds, nullable=False),
    Column("capacity", Number, nullable=False),
    Column("taken", Number, nullable=False, comment="confirmed and not cancelled"),
    Column("last_number", Number, nullable=False),
    Column("stopped", Number, nullable=False, comment="0 no, 1 by hand, 2 by the week"),
    Column("record", Words, nullable=False),
    Index("hospital_clinic_department", "department", "ends", "id"),
    Index("hospital_clinic_day", "day", "begins", "id"),
    Index("hospital_clinic_ends", "ends"),
)
hospital_patient = table(
    "hospital_patient",
    Column("person", Blob, primary_key=True),
    Column("expires", Seconds, nullable=False),
    Index("hospital_patient_expires", "expires"),
    comment="held while something of a person's is decided",
)
hospital_registration = table(
    "hospital_registration",
    Column("id", Words, primary_key=True),
    Column("person", Blob, nullable=False),
    Column("clinic", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("held_until", Seconds, comment="only while a seat is held"),
    Column("number", Number),
    Column("code", Words, nullable=False),
    Column("changed", Seconds, nullable=False),
    Column("ends", Seconds, nullable=False, comment="of the clinic"),
    Column("expires", Seconds, nullable=False),
    Index("hospital_registration_person", "person", "ends"),
    Index("hospital_registration_held", "held_until", "clinic"),
    Index("hospital_registration_clinic", "clinic", "state", "number"),
    Index("hospital_registration_expires", "expires"),
)
