"""Events of what was applied for: losses, their ends, contact data, the service PIN."""

from base64 import b64encode

from msgspec import field

from kiosk.domain.applications import ActAnswer
from kiosk.sync.wire.events.journal_event import (
    ABSENT,
    Absent,
    JournalEvent,
    Reader,
    Severity,
    VisitEvent,
    kind,
)


class IdCardFailed(VisitEvent, frozen=True):
    """The machine's reader could not read an ID card."""

    about = kind("id_card.failed", Severity.NOTICE, Reader.TECHNICIAN)
    fault: str


class LossImpossible(VisitEvent, frozen=True):
    """A loss report could not be taken, and the person was sent elsewhere."""

    about = kind("loss.impossible", Severity.WARNING, Reader.OFFICE)
    fault: str


class LossManyMisses(VisitEvent, frozen=True):
    """Many numbers or PINs were wrong at this machine: somebody may be guessing."""

    about = kind("loss.many_misses", Severity.WARNING, Reader.SECURITY, Reader.OPERATOR)


class LossAsked(JournalEvent, frozen=True, kw_only=True):
    """A loss report was taken and waits for the center."""

    about = kind("loss.asked", Severity.INFO, Reader.OFFICE)
    act: str
    loss: str = field(name="kind")
    how: str
    """`number` or `id_card`."""


class LossAnswered(JournalEvent, frozen=True, kw_only=True):
    """The center has decided a loss report."""

    about = kind("loss.answered", Severity.INFO, Reader.OFFICE)
    act: str
    state: str
    reason: str | None
    number: str | None
    evidence: str | Absent = ABSENT
    """The center's own, in base64, by which it knows the report again."""


class LossWithdrawn(JournalEvent, frozen=True):
    """A loss report was taken back: the center refuses this machine."""

    about = kind("loss.withdrawn", Severity.WARNING, Reader.OFFICE)
    act: str


class WithdrawalAsked(JournalEvent, frozen=True):
    """Somebody wants back what waits here; the center has to judge who it is."""

    about = kind("withdrawal.asked", Severity.INFO, Reader.OFFICE)
    act: str
    reports: tuple[str, ...]
    """The acts of the reports; with none of them nothing of that number waited."""


class Asked(JournalEvent, frozen=True):
    """Something that cannot wait is about to be asked of the center."""

    act: str


class Answered(JournalEvent, frozen=True, kw_only=True):
    """What became of it: the center's word, or why there is none."""

    act: str
    state: str
    """The center's, or `not_sent`, `refused` or `unknown` without an answer."""
    reason: str | Absent | None = ABSENT
    """Only with an answer."""
    fault: str | Absent = ABSENT
    """Only without one."""
    evidence: str | Absent = ABSENT
    """The center's own, in base64, by which it knows the act again."""


def evidence_of(answer: ActAnswer) -> str | Absent:
    """Return an answer's evidence as its event holds it; an older center gives none."""
    return b64encode(answer.evidence).decode() if answer.evidence else ABSENT


class UndoAsked(Asked, frozen=True):
    """A loss report is about to be taken back."""

    about = kind("undo.asked", Severity.INFO, Reader.OFFICE)


class UndoAnswered(Answered, frozen=True):
    """What became of taking a loss report back."""

    about = kind("undo.answered", Severity.INFO, Reader.OFFICE)


class WithdrawalAnswered(Answered, frozen=True):
    """What became of taking waiting loss reports back."""

    about = kind("withdrawal.answered", Severity.INFO, Reader.OFFICE)


class ReleaseAsked(Asked, frozen=True):
    """A loss report is about to be ended."""

    about = kind("release.asked", Severity.INFO, Reader.OFFICE)


class ReleaseAnswered(Answered, frozen=True):
    """What became of ending a loss report."""

    about = kind("release.answered", Severity.INFO, Reader.OFFICE)


class ContactAsked(Asked, frozen=True):
    """Contact data is about to be changed."""

    about = kind("contact.asked", Severity.INFO, Reader.OFFICE)


class ContactAnswered(Answered, frozen=True):
    """What became of changing contact data."""

    about = kind("contact.answered", Severity.INFO, Reader.OFFICE)


class CertificationAsked(Asked, frozen=True):
    """A person's benefits are about to be certified."""

    about = kind("certification.asked", Severity.INFO, Reader.OFFICE)


class CertificationAnswered(Answered, frozen=True):
    """What became of certifying a person's benefits."""

    about = kind("certification.answered", Severity.INFO, Reader.OFFICE)


class FaceJudged(VisitEvent, frozen=True):
    """A certified camera module gave its word; no picture is kept anywhere."""

    about = kind("certification.face", Severity.INFO, Reader.OFFICE)
    verdict: str


class ServicePinAsked(Asked, frozen=True):
    """The center is about to be told a new service PIN."""

    about = kind("pin.asked", Severity.INFO, Reader.OFFICE)


class ServicePinAnswered(Answered, frozen=True):
    """What became of telling the center a new service PIN."""

    about = kind("pin.answered", Severity.INFO, Reader.OFFICE)


class EnablingAsked(Asked, frozen=True):
    """A card's social function is about to be enabled."""

    about = kind("enabling.asked", Severity.INFO, Reader.OFFICE)


class EnablingAnswered(Answered, frozen=True):
    """What became of enabling a card."""

    about = kind("enabling.answered", Severity.INFO, Reader.OFFICE)


class ReplacementAsked(Asked, frozen=True):
    """A new card is about to be applied for."""

    about = kind("replacement.asked", Severity.INFO, Reader.OFFICE)


class ReplacementAnswered(Answered, frozen=True):
    """What became of applying for a new card."""

    about = kind("replacement.answered", Severity.INFO, Reader.OFFICE)


class ContactCodeAnswered(VisitEvent, frozen=True, kw_only=True):
    """What became of asking for a code to the number on record."""

    about = kind("contact.code", Severity.INFO, Reader.OFFICE)
    state: str
    """The center's, or `unknown` without an answer."""
    fault: str | Absent = ABSENT
    """Only without one."""


class SignInAsked(Asked, frozen=True):
    """A sign-in as unemployed is about to be asked for."""

    about = kind("sign_in.asked", Severity.INFO, Reader.OFFICE)


class SignInAnswered(Answered, frozen=True):
    """What became of a sign-in as unemployed."""

    about = kind("sign_in.answered", Severity.INFO, Reader.OFFICE)
