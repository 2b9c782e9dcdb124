"""What the center would answer about the demo's people, without a center.

Made of the same records that the demo's center is filled with.
"""

from datetime import datetime
from functools import cache

from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.devices.virtual.people.invented_records import (
    LAST_BOOKED,
    contributions_of,
    visits_of,
)
from kiosk.devices.virtual.people.medical_accounts import medical_of
from kiosk.devices.virtual.people.pension_accounts import pension_of
from kiosk.devices.virtual.people.registers import (
    benefits_of,
    card_of,
    held_benefits_of,
    person_of,
)
from kiosk.domain.records import Contribution, Insurance
from kiosk.domain.services.eligibility import judged
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    MedicalAnswer,
    PersonAnswer,
    StatementsAnswer,
    VisitsAnswer,
)
from kiosk.sync.wire.services.eligibility_wire import EligibilityAnswer
from kiosk.sync.wire.visit_wire import Contributions


@cache
def cast(key: str) -> Person:
    """Return one of the demo's people, read once: a visit may ask for it often."""
    return load_people()[key]


@cache
def _lines(key: str) -> tuple[Contribution, ...]:
    return tuple(contributions_of(cast(key)))


def contributions(key: str, insurance: Insurance = Insurance.PENSION) -> Contributions:
    """Return one insurance's contributions."""
    lines = [c for c in _lines(key) if c.insurance is insurance]
    return Contributions(LAST_BOOKED, cast(key).name, lines)


def all_contributions(key: str) -> dict[Insurance, Contributions]:
    """Return the contributions to each insurance."""
    return {insurance: contributions(key, insurance) for insurance in Insurance}


def statements(key: str, as_of: datetime = LAST_BOOKED) -> StatementsAnswer:
    """Return the pension account."""
    return StatementsAnswer(as_of, cast(key).name, *pension_of(cast(key)))


def medical(key: str) -> MedicalAnswer:
    """Return the medical account."""
    return MedicalAnswer(LAST_BOOKED, cast(key).name, *medical_of(cast(key)))


def visits(key: str) -> VisitsAnswer:
    """Return the treatments."""
    person = cast(key)
    return VisitsAnswer(LAST_BOOKED, person.name, tuple(visits_of(person)))


def benefits(key: str) -> BenefitsAnswer:
    """Return the benefits."""
    return BenefitsAnswer(LAST_BOOKED, cast(key).name, benefits_of(cast(key)))


def eligibility(key: str) -> EligibilityAnswer:
    """Return how the benefits are certified, twelve months for each."""
    day = LAST_BOOKED.date()
    held = held_benefits_of(cast(key), day)
    found = tuple(judged(each, 12, day) for each in held)
    return EligibilityAnswer(as_of=LAST_BOOKED, today=day, benefits=found)


def person(key: str) -> PersonAnswer:
    """Return the person and the card."""
    return PersonAnswer(LAST_BOOKED, person_of(cast(key)), card_of(cast(key)))
