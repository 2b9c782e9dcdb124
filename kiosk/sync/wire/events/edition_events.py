"""Events of editions: what the center gave this machine to live by, and its end."""

from msgspec import field

from kiosk.sync.wire.events.journal_event import JournalEvent, Reader, Severity, kind


class EditionApplied(JournalEvent, frozen=True, kw_only=True):
    """An edition from the center is in force; of a release: it lies here whole."""

    about = kind("edition.applied", Severity.INFO, Reader.OPERATOR, Reader.TECHNICIAN)
    edition: str = field(name="kind")
    number: int
    by: str
    """The account of who gave it."""


class EditionRefused(JournalEvent, frozen=True, kw_only=True):
    """An edition from the center was not applied, or was taken back."""

    about = kind(
        "edition.refused", Severity.WARNING, Reader.OPERATOR, Reader.TECHNICIAN
    )
    edition: str = field(name="kind")
    number: int
    why: str
    """A word such as `older`, `unreadable`, or the name of the part that broke."""
