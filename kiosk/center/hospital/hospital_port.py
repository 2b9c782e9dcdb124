"""What a hospital's own system does for the center, and how one is named and loaded.

A hospital writes one class for this and names it at the command; without one the
reference hospital in the center's database stands behind the same methods. What each
must hold is in docs/integration.md.
"""

import importlib
from datetime import date
from typing import Protocol

from kiosk.domain.message import Message
from kiosk.domain.records import PersonalRecord, Record
from kiosk.domain.services.registrations import (
    Clinic,
    Department,
    Key,
    Line,
    Registration,
    RegistrationId,
    RegistrationReason,
)
from kiosk.settings.told import Told
from kiosk.sync.wire.services.hospital_wire import HospitalRules


class NoHospitalSystem(Told):
    """The hospital's system that was named cannot be loaded."""


class HospitalAway(Exception):
    """The hospital's system does not answer, or not in its time; ask again.

    Nobody knows whether what was asked for was done.
    """


class Patient(PersonalRecord, frozen=True):
    """For whom something is asked, as the center has proved it."""

    number: Line
    name: Line


class HospitalTold(Record, frozen=True, kw_only=True):
    """A hospital's name and its limits."""

    name: Line
    rules: HospitalRules
    id_card: bool = True
    """Whether an ID card is enough; else the social security card with its PIN."""


class HospitalWord(PersonalRecord, frozen=True, kw_only=True):
    """What a hospital says to a request: how the registration stands, and why not."""

    registration: Registration | None = None
    refused: RegistrationReason | None = None
    until: date | None = None
    """With `barred`: the last day of it."""


class HospitalSystem(Protocol):
    """A hospital's own system; each method repeats safely by the registration's id.

    Called from several threads at once. Whatever it raises counts as no answer.
    """

    def told(self) -> HospitalTold:
        """Return its name and limits."""
        ...

    def departments(self) -> tuple[Department, ...]:
        """Return the departments that take registrations."""
        ...

    def clinics(self, department: Key, day: date | None) -> tuple[Clinic, ...]:
        """Return a department's clinics that have not ended, the soonest first."""
        ...

    def hold(self, id: RegistrationId, clinic: Key, patient: Patient) -> HospitalWord:
        """Keep a seat until `hold_until`, and not a second longer."""
        ...

    def confirm(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Make a held seat the patient's; after its time never."""
        ...

    def release(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Give a held seat back; what is confirmed stays."""
        ...

    def cancel(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Take a confirmed registration back, until the hospital's limit."""
        ...

    def sign_in(self, id: RegistrationId, patient: Patient) -> HospitalWord:
        """Put who is here on the day into the queue."""
        ...

    def status(self, id: RegistrationId) -> HospitalWord:
        """Return how a registration stands; `unknown` when it never came."""
        ...

    def mine(self, patient: Patient) -> tuple[Registration, ...]:
        """Return a patient's registrations from today on, and the late ones."""
        ...


_METHODS = tuple(name for name in vars(HospitalSystem) if not name.startswith("_"))


def hospital_system(name: str) -> HospitalSystem:
    """Return the hospital's system of a name `module:factory`.

    :raises NoHospitalSystem: when it cannot be loaded.
    """
    module, _, factory = name.partition(":")
    try:
        made: HospitalSystem = getattr(importlib.import_module(module), factory)()
    except Exception as error:  # a stranger's program: whatever it raises
        why = f"{type(error).__name__}: {error}"
        raise NoHospitalSystem(
            Message("operator__no_hospital_system", name=name, why=why)
        ) from error
    lacks = [each for each in _METHODS if not callable(getattr(made, each, None))]
    if lacks:
        why = f"{type(made).__name__} has no {', '.join(lacks)}"
        raise NoHospitalSystem(
            Message("operator__no_hospital_system", name=name, why=why)
        )
    return made
