"""Events of the machine itself: start, certificate, journal, paper."""

from msgspec import field

from kiosk.sync.wire.events.journal_event import (
    ABSENT,
    Absent,
    JournalEvent,
    Reader,
    Severity,
    kind,
)


class KioskStarted(JournalEvent, frozen=True):
    """The program started."""

    about = kind("kiosk.start", Severity.INFO, Reader.TECHNICIAN)
    version: str


class TwinNoticed(JournalEvent, frozen=True):
    """The center said that another machine has this name, or that it is settled."""

    about = kind("kiosk.twin", Severity.WARNING, Reader.SECURITY, Reader.OPERATOR)
    seen: bool


class CertificateRenewed(JournalEvent, frozen=True, kw_only=True):
    """The kiosk has its next certificate."""

    about = kind("kiosk.certificate_renewed", Severity.INFO, Reader.OPERATOR)
    serial: str
    ends: str


class CertificateAsked(JournalEvent, frozen=True):
    """The certificate has ended; the kiosk asks for another, which staff approves."""

    about = kind("kiosk.certificate_asked", Severity.WARNING, Reader.OPERATOR)


class CertificateReturned(JournalEvent, frozen=True, kw_only=True):
    """Staff at the center let the kiosk in again; it has a certificate."""

    about = kind(
        "kiosk.certificate_returned",
        Severity.NOTICE,
        *(Reader.OPERATOR, Reader.SECURITY),
    )
    serial: str
    ends: str


class RefusedSettled(JournalEvent, frozen=True):
    """An event that the center refused is dealt with, here or by the center."""

    about = kind("refused.settled", Severity.INFO, Reader.OPERATOR, Reader.TECHNICIAN)
    event: str
    """Its id, 32 hexadecimal digits."""
    how: str
    """`here` by a technician, `sent_again` as a new event, or `center`."""


class EpochBegun(JournalEvent, frozen=True, kw_only=True):
    """The journal goes on in a new epoch, because kiosk and center differed."""

    about = kind("journal.epoch", Severity.NOTICE, Reader.OPERATOR)
    reason: str
    origin: tuple[int, int] = field(name="from")
    """Epoch and number of the last event before."""
    moved: int
    """Events that went along."""
    unreadable: int
    """Events that could not, and were set aside."""


class PrintDone(JournalEvent, frozen=True, kw_only=True):
    """A print job ended, well or not; what was printed is not said."""

    about = kind("print.done", Severity.INFO, Reader.OFFICE, Reader.TECHNICIAN)
    job: int
    receipt: str = field(name="kind")
    state: str
    sent: int | None = field(name="bytes")
    fault: str | None
    number: str | Absent = ABSENT
    """The receipt's own, the same for every copy; an older kiosk does not tell it."""
    copy: int | Absent = ABSENT
    """Which print of that number it was; from 2 on it bore the mark of a copy."""


class ReceiptNotTaken(JournalEvent, frozen=True, kw_only=True):
    """Nobody took a receipt in time, and the printer drew it back."""

    about = kind("print.not_taken", Severity.NOTICE, Reader.OFFICE, Reader.TECHNICIAN)
    job: int
    number: str | Absent = ABSENT
    """The receipt's own, where it has one."""


class PaperNearEnd(JournalEvent, frozen=True):
    """The roll ends soon; told once for each roll."""

    about = kind("printer.paper_near_end", Severity.NOTICE, Reader.TECHNICIAN)


class PartFault(JournalEvent, frozen=True, kw_only=True):
    """A part of the machine broke, or is well again."""

    about = kind("part.fault", Severity.WARNING, Reader.TECHNICIAN, Reader.OPERATOR)
    part: str
    fault: str
    began: bool
    """False: it has ended."""


class ReleaseKept(JournalEvent, frozen=True, kw_only=True):
    """A new release was well while it was on trial, and is kept."""

    about = kind("release.kept", Severity.NOTICE, Reader.TECHNICIAN, Reader.OPERATOR)
    version: str
    before: str


class ReleaseTakenBack(JournalEvent, frozen=True, kw_only=True):
    """A new release was not well, and the one before runs again."""

    about = kind("release.back", Severity.WARNING, Reader.TECHNICIAN, Reader.OPERATOR)
    version: str
    before: str
    why: str
    """`starts`, `start`, `silent`, `asked` or the name of the part that broke."""
