"""Events of the maintenance screens: who came in, what they did, what a test showed."""

from kiosk.sync.wire.events.journal_event import (
    ABSENT,
    Absent,
    JournalEvent,
    Reader,
    Severity,
    kind,
)


class MaintenanceEntered(JournalEvent, frozen=True):
    """A technician came in."""

    about = kind("maintenance.entered", Severity.INFO, Reader.SECURITY)
    who: str | Absent = ABSENT
    """Their own number; an older kiosk does not tell it."""


class MaintenanceLeft(JournalEvent, frozen=True):
    """The technician left, or was sent away by the time."""

    about = kind("maintenance.left", Severity.INFO, Reader.SECURITY)
    who: str | Absent = ABSENT


class MaintenanceRefused(JournalEvent, frozen=True):
    """Somebody was refused at the technician's door."""

    about = kind("maintenance.refused", Severity.NOTICE, Reader.SECURITY)
    who: str | Absent = ABSENT
    """The number, where it is an account's: else it may be anybody's secret."""


class BreakGlassUsed(JournalEvent, frozen=True):
    """Somebody came in with a one-time code that the center gave by telephone."""

    about = kind("maintenance.break_glass", Severity.WARNING, Reader.SECURITY)
    who: str
    challenge: str
    """What the machine showed, as the center has kept it."""


class StaffActed(JournalEvent, frozen=True, kw_only=True):
    """A technician did something to the machine."""

    about = kind("maintenance.act", Severity.NOTICE, Reader.SECURITY, Reader.TECHNICIAN)
    who: str
    """The number of their own account."""
    act: str
    subject: str = ""
    """What it was done to, as the act says it: a setting, a receipt's number."""
    done: bool = True
    """False: it was tried and did not come about."""


class SelfTested(JournalEvent, frozen=True, kw_only=True):
    """A self-test of a part ended."""

    about = kind("maintenance.test", Severity.INFO, Reader.TECHNICIAN)
    who: str
    test: str
    outcome: str
    proved: str
    """What it showed; empty: nothing."""
    fault: str | None


class ReadinessTold(JournalEvent, frozen=True, kw_only=True):
    """A technician sent how the machine is and what was proved of it."""

    about = kind("maintenance.readiness", Severity.INFO, Reader.OPERATOR)
    who: str
    verdict: str
    """`ready`, `unproved`, `failed`, `limited` or `stopped`."""
    parts: str
    """Each part's health or fault, `part=state`, with spaces between."""
    tests: str
    """Each self-test's last outcome in the same form."""
