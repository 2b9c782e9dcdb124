"""Pages of registering: what a hospital offers, the kept seat, one's own numbers."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from msgspec.structs import replace

from kiosk.domain.faults import Fault
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import Clinic, Cost, Department, Registration
from kiosk.session.pages.page import Answer, Page, Part


class DayChosen(Answer, Part, frozen=True):
    """Show the clinics of another day."""

    day: date


class DepartmentsPage(Page, frozen=True):
    """The hospital's departments; answers ItemChosen or BACK."""

    name: ClassVar[str] = "departments"
    hospital: str
    departments: tuple[Department, ...]
    notes: tuple[str, ...]
    """What the hospital wants said."""
    card: bool


class ClinicsPage(Page, frozen=True):
    """One day's clinics of a department; answers ItemChosen, DayChosen or BACK."""

    name: ClassVar[str] = "clinics"
    department: str
    day: date | None
    """None: there are no clinics at all."""
    days: tuple[date, ...]
    today: date | None
    """None where nobody knows it."""
    clinics: tuple[Clinic, ...]
    card: bool


class SeatPage(Page, frozen=True):
    """The seat that is kept, and the question whether to register; OK or BACK."""

    name: ClassVar[str] = "seat"
    private: ClassVar[bool] = True
    holder: str
    """Who registers, masked."""
    hospital: str
    department: str
    place: str
    clinic: Clinic
    cost: Cost | None
    """None: what the hospital says of it contradicts itself."""
    seconds_left: int
    """So long it is kept; the page is shown anew with each second."""
    card: bool

    @property
    def says_news(self) -> bool:
        """Tell whether the time that is left is said again: not with each second."""
        return self.seconds_left % 30 == 0

    @property
    def kept_by(self) -> object:
        """Return what the part of it that is shown is remembered by."""
        return replace(self, seconds_left=0)


class Slip(StrEnum):
    """How far the slip is that prints by itself; words from `slip__<name>`."""

    NONE = "none"
    """None was begun; it can be asked for."""
    PRINTING = "printing"
    PRINTED = "printed"
    UNSURE = "unsure"
    """All went out, and nobody knows whether it lies there."""
    FAILED = "failed"


class RegistrationPage(Page, frozen=True, kw_only=True):
    """One registration; answers PRINT, KEEP, UNDO, OK, BACK, FINISH.

    UNDO asks for its cancelling, OK signs in; each only where the page offers it.
    """

    name: ClassVar[str] = "registration"
    private: ClassVar[bool] = True
    registration: Registration
    """Its times in the machine's own zone."""
    cost: Cost | None
    holder: str
    fresh: bool
    """It was just made; else it is looked at."""
    done: RegistrationStep | None = None
    """What was just done about it."""
    slip: Slip = Slip.NONE
    can_cancel: bool
    can_sign_in: bool
    can_print: bool = False
    can_keep: bool = False
    kept: bool = False
    card: bool


class MyRegistrationsPage(Page, frozen=True):
    """A person's registrations; answers ItemChosen or BACK."""

    name: ClassVar[str] = "registrations"
    private: ClassVar[bool] = True
    holder: str
    registrations: tuple[Registration, ...]
    lost: tuple[str, ...]
    """What became of those whose answer was lost: words `lost_registration__<name>`."""
    card: bool
    now: datetime | None = None
    """When it is shown, where that is known: what can be signed in then is marked."""


class CancelPage(Page, frozen=True):
    """The question whether a registration shall be cancelled; OK or BACK."""

    name: ClassVar[str] = "cancel_registration"
    private: ClassVar[bool] = True
    registration: Registration
    cost: Cost | None
    card: bool


class RegistrationStoppedPage(Page, frozen=True, kw_only=True):
    """Why something was not done and what to do; RETRY, OK, BACK or FINISH.

    Words from `registration_stopped__<reason>__title`, `__body`, `__todo`; a step may
    have its own between the last two parts.
    """

    name: ClassVar[str] = "registration_stopped"
    step: str
    reason: str
    """A `RegistrationReason`, or `offline`, `not_taken`, `unknown_end`, `differs`,
    `no_reader`, `no_departments`, `card_pulled`."""
    hotline: str
    until: date | None = None
    minutes: int = 0
    reference: str = ""
    """The short form of the id, for who asks about it at the window."""
    fault: Fault | None = None
    again: bool = False
    """Another try or another choice makes sense."""
    leads_to_own: bool = False
    """OK leads to the person's registrations."""
    card: bool
