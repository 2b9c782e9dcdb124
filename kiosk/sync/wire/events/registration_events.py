"""Events of registering at a hospital; none says with whom, for what, or how much."""

from kiosk.sync.wire.events.journal_event import JournalEvent, Reader, Severity, kind


class RegistrationEvent(JournalEvent, frozen=True):
    """An event of one registration, by the id that its first tap got."""

    act: str


class RegistrationHeld(RegistrationEvent, frozen=True):
    """The hospital keeps a seat for a few minutes; nobody is registered."""

    about = kind("registration.held", Severity.INFO, Reader.OFFICE)


class RegistrationConfirmed(RegistrationEvent, frozen=True):
    """The hospital has registered the person."""

    about = kind("registration.confirmed", Severity.INFO, Reader.OFFICE)


class RegistrationReleased(RegistrationEvent, frozen=True):
    """A seat was given back before it was confirmed."""

    about = kind("registration.released", Severity.INFO, Reader.OFFICE)


class RegistrationCancelled(RegistrationEvent, frozen=True):
    """The hospital has taken a registration back."""

    about = kind("registration.cancelled", Severity.INFO, Reader.OFFICE)


class RegistrationSignedIn(RegistrationEvent, frozen=True):
    """The person is in the queue."""

    about = kind("registration.signed_in", Severity.INFO, Reader.OFFICE)


class RegistrationRefused(RegistrationEvent, frozen=True, kw_only=True):
    """The hospital did not do what was asked for."""

    about = kind("registration.refused", Severity.INFO, Reader.OFFICE)
    step: str
    """`hold`, `confirm`, `cancel` or `sign_in`."""
    reason: str
    """The hospital's; `differs` when it answered about something else."""


class RegistrationUnknown(RegistrationEvent, frozen=True, kw_only=True):
    """No sure answer came: nobody at the kiosk knows whether it was done."""

    about = kind("registration.unknown", Severity.NOTICE, Reader.OFFICE)
    step: str
    """As in `registration.refused`."""
    fault: str
