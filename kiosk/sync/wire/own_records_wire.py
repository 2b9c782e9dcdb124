"""The wire of a person's own rights: one request with a session's token, five answers.

The same rules as for contributions: a fresh proof of the card, this kiosk, the card's
state. What all wires share is in `contract.py`; no behaviour here.
"""

from datetime import datetime

from kiosk.domain.own_records import (
    AccountMovement,
    AnnualStatement,
    Benefits,
    CardRecord,
    MedicalAccount,
    PensionAccount,
    PersonRecord,
)
from kiosk.domain.records import MedicalVisit, PersonalRecord, Record
from kiosk.sync.wire.contract import Sentence, Token


class RightsRequest(Record, frozen=True):
    """`POST /v1/records/person`, `statements`, `medical`, `visits` or `benefits`."""

    token: Token


class PersonAnswer(PersonalRecord, frozen=True):
    """Who the person is and how the card stands."""

    as_of: datetime
    """When the center last brought its records up to date, as in every answer."""
    person: PersonRecord
    card: CardRecord


class StatementsAnswer(PersonalRecord, frozen=True):
    """The pension account and its years, oldest first; no account, no years."""

    as_of: datetime
    holder_name: Sentence
    account: PensionAccount | None
    statements: tuple[AnnualStatement, ...]


class MedicalAnswer(PersonalRecord, frozen=True):
    """The medical account and its movements, newest first."""

    as_of: datetime
    holder_name: Sentence
    account: MedicalAccount | None
    movements: tuple[AccountMovement, ...]


class VisitsAnswer(PersonalRecord, frozen=True):
    """All medical settlements, newest first, cancelled ones too."""

    as_of: datetime
    holder_name: Sentence
    visits: tuple[MedicalVisit, ...]


class BenefitsAnswer(PersonalRecord, frozen=True):
    """What is and was paid to the person."""

    as_of: datetime
    holder_name: Sentence
    benefits: Benefits
