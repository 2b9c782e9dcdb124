"""The wire of a person's own rights: requests with a session's token, five answers.

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
from kiosk.domain.records import MedicalVisit, PersonalRecord, Record, VisitKind
from kiosk.sync.wire.contract import Cursor, Number, Paging, Sentence, Token


class RightsRequest(Record, frozen=True):
    """`POST /v1/records/person` or `benefits`."""

    token: Token


class ListRequest(Paging, frozen=True, omit_defaults=True):
    """`POST /v1/records/statements`, `medical` or `visits`: all, or a page."""


class PersonAnswer(PersonalRecord, frozen=True):
    """Who the person is and how the card stands."""

    as_of: datetime
    """When the center last brought its records up to date, as in every answer."""
    person: PersonRecord
    card: CardRecord


class StatementsAnswer(PersonalRecord, frozen=True, omit_defaults=True):
    """The pension account and its years, oldest first; no account, no years."""

    as_of: datetime
    holder_name: Sentence
    account: PensionAccount | None
    statements: tuple[AnnualStatement, ...]
    more: Cursor = ""
    """Where older ones begin, in every list that was asked for by the page."""


class MedicalAnswer(PersonalRecord, frozen=True, omit_defaults=True):
    """The medical account and its movements, newest first."""

    as_of: datetime
    holder_name: Sentence
    account: MedicalAccount | None
    movements: tuple[AccountMovement, ...]
    more: Cursor = ""
    years: tuple[int, ...] = ()
    """On the first page: the years that all movements are of, newest first."""


class VisitCounts(PersonalRecord, frozen=True):
    """How many settlements there are, cancelled ones too."""

    all: Number
    years: tuple[tuple[Number, Number], ...]
    """Each year and its number, newest first; what has no day is in none."""
    kinds: tuple[tuple[VisitKind, Number], ...]


class VisitsAnswer(PersonalRecord, frozen=True, omit_defaults=True):
    """All medical settlements, newest first, cancelled ones too."""

    as_of: datetime
    holder_name: Sentence
    visits: tuple[MedicalVisit, ...]
    more: Cursor = ""
    counts: VisitCounts | None = None
    """On the first page, of all that there are."""


class BenefitsAnswer(PersonalRecord, frozen=True):
    """What is and was paid to the person."""

    as_of: datetime
    holder_name: Sentence
    benefits: Benefits
