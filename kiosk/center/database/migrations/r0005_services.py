"""Revision 0005: registrations at a hospital, certifications, work, contact proofs."""

from typing import Any

from alembic import op
from sqlalchemy import BigInteger, Column, Double, Integer, LargeBinary, Text
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
_SECONDS: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

_FROM_SQLITE = """
INSERT INTO person_mobile (number, mobile)
SELECT number, COALESCE(json_extract(record, '$.mobile'), '') FROM person
"""
_FROM_OTHER = """
INSERT INTO person_mobile (number, mobile)
SELECT number, COALESCE(CAST(record AS json)->>'mobile', '') FROM person
"""


def upgrade() -> None:
    """Make the tables; they begin empty."""
    _hospital()
    _registrations()
    _certifications()
    _contact()
    _work()


def _hospital() -> None:
    _make(
        "hospital_ask",
        Column("id", Text, primary_key=True),
        Column("kiosk", Text, nullable=False),
        Column("person", LargeBinary, nullable=False),
        Column("clinic", Text, nullable=False),
        Column("number", _NUMBER),
        Column("open_until", _SECONDS),
        Column("over", Integer, nullable=False),
        Column("expires", _SECONDS, nullable=False),
    )
    op.create_index("hospital_ask_kiosk", "hospital_ask", ["kiosk", "open_until"])
    op.create_index(
        "hospital_ask_number", "hospital_ask", ["clinic", "number"], unique=True
    )
    op.create_index("hospital_ask_expires", "hospital_ask", ["expires"])
    _make(
        "hospital_setting",
        Column("name", Text, primary_key=True),
        Column("value", Text, nullable=False),
    )
    _make(
        "hospital_clinic",
        Column("id", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("department", "day")),
        *(Column(name, _SECONDS, nullable=False) for name in ("begins", "ends")),
        *(Column(name, _NUMBER, nullable=False) for name in ("capacity", "taken")),
        Column("last_number", _NUMBER, nullable=False),
        Column("stopped", _NUMBER, nullable=False),
        Column("record", Text, nullable=False),
    )
    columns = ["department", "ends", "id"]
    op.create_index("hospital_clinic_department", "hospital_clinic", columns)
    op.create_index("hospital_clinic_day", "hospital_clinic", ["day", "begins", "id"])
    op.create_index("hospital_clinic_ends", "hospital_clinic", ["ends"])


def _registrations() -> None:
    _make(
        "hospital_patient",
        Column("person", LargeBinary, primary_key=True),
        Column("expires", _SECONDS, nullable=False),
    )
    op.create_index("hospital_patient_expires", "hospital_patient", ["expires"])
    _make(
        "hospital_registration",
        Column("id", Text, primary_key=True),
        Column("person", LargeBinary, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("clinic", "state")),
        Column("held_until", _SECONDS),
        Column("number", _NUMBER),
        Column("code", Text, nullable=False),
        *(Column(name, _SECONDS, nullable=False) for name in ("changed", "ends")),
        Column("expires", _SECONDS, nullable=False),
    )
    for name, columns in {
        "person": ["person", "ends"],
        "held": ["held_until", "clinic"],
        "clinic": ["clinic", "state", "number"],
        "expires": ["expires"],
    }.items():
        index = f"hospital_registration_{name}"
        op.create_index(index, "hospital_registration", columns)


def _certifications() -> None:
    _make(
        "eligibility",
        *(Column(name, Text, primary_key=True) for name in ("holder", "benefit")),
        *(Column(name, Text, nullable=False) for name in ("holding", "granted")),
        *(Column(name, Text) for name in ("last", "how", "presented")),
    )
    _make(
        "face_nonce",
        Column("holder", Text, primary_key=True),
        Column("nonce", LargeBinary, primary_key=True),
        Column("kiosk", Text, nullable=False),
        Column("until", _SECONDS, nullable=False),
        Column("used", Integer, nullable=False),
        Column("expires", _SECONDS, nullable=False),
    )
    op.create_index("face_nonce_expires", "face_nonce", ["expires"])
    _make(
        "face_module",
        Column("kiosk", Text, primary_key=True),
        Column("public", LargeBinary, nullable=False),
    )


def _contact() -> None:
    """Codes to a number on record, and whose a number is: taken from the records."""
    _make(
        "contact_code",
        Column("holder", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("kiosk", "act")),
        Column("code", LargeBinary, nullable=False),
        Column("misses", _NUMBER, nullable=False),
        Column("expires", _SECONDS, nullable=False),
    )
    op.create_index("contact_code_expires", "contact_code", ["expires"])
    _make(
        "person_mobile",
        Column("number", Text, primary_key=True),
        Column("mobile", Text, nullable=False),
    )
    op.execute(_FROM_SQLITE if op.get_bind().dialect.name == "sqlite" else _FROM_OTHER)
    op.create_index("person_mobile_mobile", "person_mobile", ["mobile"])


def _work() -> None:
    _make(
        "unemployed",
        Column("holder", Text, primary_key=True),
        *(Column(each, Text, nullable=False) for each in ("registered", "cause")),
        Column("state", Text, nullable=False),
        Column("ended", Text),
    )
    _make(
        "work_sign_in",
        *(Column(each, Text, primary_key=True) for each in ("holder", "day")),
        *(Column(each, Text) for each in ("kiosk", "act")),
        Column("number", Text, nullable=False),
    )
    _make(
        "vacancy",
        *(
            Column(each, _NUMBER, primary_key=True, autoincrement=False)
            for each in ("list", "serial")
        ),
        *(Column(each, Text, nullable=False) for each in ("title", "employer")),
        Column("number", _NUMBER, nullable=False),
        *(Column(each, _NUMBER) for each in ("pay_low", "pay_high")),
        *(Column(each, Text, nullable=False) for each in ("district", "kind")),
        *(Column(each, Text, nullable=False) for each in ("place", "schooling")),
        *(Column(each, Text, nullable=False) for each in ("contact", "valid_until")),
        Column("source", Text, nullable=False),
        Column("verified", Integer, nullable=False),
    )
    op.create_index("vacancy_district", "vacancy", ["list", "district", "serial"])
    op.create_index("vacancy_kind", "vacancy", ["list", "kind", "serial"])
    _make(
        "vacancy_list",
        Column("list", _NUMBER, primary_key=True, autoincrement=False),
        Column("at", _SECONDS, nullable=False),
        Column("shown", Integer, nullable=False),
    )


def _make(name: str, *columns: Column[Any]) -> None:
    op.create_table(name, *columns, sqlite_strict=True, sqlite_with_rowid=False)
