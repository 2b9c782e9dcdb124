"""Events of a visit: who came, what became of the card, how it ended."""

from msgspec import field

from kiosk.sync.wire.events.journal_event import (
    ABSENT,
    Absent,
    JournalEvent,
    Reader,
    Severity,
    VisitEvent,
    kind,
)


class VisitBegun(VisitEvent, frozen=True, kw_only=True):
    """A card was put in, or somebody began an errand without one."""

    about = kind("visit.begin", Severity.INFO, Reader.OFFICE)
    service: str | Absent = ABSENT
    """Only of an errand without a card."""
    card: str | None
    """The card's id, null without a card."""
    region: str | Absent | None = ABSENT
    generation: int | Absent = ABSENT


class VisitEnded(VisitEvent, frozen=True, kw_only=True):
    """A visit or an errand ended, and why."""

    about = kind("visit.end", Severity.INFO, Reader.OFFICE)
    reason: str
    fault: str | Absent = ABSENT


class VisitFault(JournalEvent, frozen=True):
    """A visit was stopped by a fault, and the person saw its code."""

    about = kind("visit.trouble", Severity.WARNING, Reader.TECHNICIAN)
    fault: str


class SecondCardSeen(JournalEvent, frozen=True):
    """A second card was in the other slot during a visit."""

    about = kind("card.second_in_other_slot", Severity.NOTICE, Reader.TECHNICIAN)


class CardLeftInSlot(JournalEvent, frozen=True):
    """Nobody took the card for half a minute after a visit."""

    about = kind("card.left_in_slot", Severity.NOTICE, Reader.OFFICE)


class CardTakenLate(JournalEvent, frozen=True):
    """A card that was left in the slot is out again."""

    about = kind("card.taken_late", Severity.INFO, Reader.OFFICE)


class CardStateTold(VisitEvent, frozen=True, kw_only=True):
    """How the center says the card stands; unknown when it could not be asked."""

    about = kind("card.state", Severity.INFO, Reader.OFFICE)
    state: str
    fault: str | None


class CardRefused(VisitEvent, frozen=True):
    """A card that is not enabled was shown where that is done."""

    about = kind("card.refused", Severity.INFO, Reader.OFFICE)
    fault: str


class CardNotGenuine(VisitEvent, frozen=True, kw_only=True):
    """The card is a copy, or something lies between card and reader."""

    about = kind("card.not_genuine", Severity.WARNING, Reader.SECURITY)
    card: str | None
    reason: str


class CardGenuine(VisitEvent, frozen=True):
    """The card proved itself without the center."""

    about = kind("card.genuine", Severity.INFO, Reader.SECURITY)
    by: str


class CardNotChecked(VisitEvent, frozen=True):
    """The PSAM could not check the card while the center was away."""

    about = kind("card.not_checked", Severity.NOTICE, Reader.SECURITY)
    reason: str


class PinProofTold(VisitEvent, frozen=True, kw_only=True):
    """What the center knows of the item that the PIN opened."""

    about = kind("card.pin_proof", Severity.INFO, Reader.SECURITY)
    known: str
    fault: str | None


class LostCardInserted(VisitEvent, frozen=True):
    """A card that was reported lost or cancelled is in the slot."""

    about = kind("card.lost_inserted", Severity.WARNING, Reader.OFFICE, Reader.SECURITY)
    state: str


class ChipFactsRead(VisitEvent, frozen=True, kw_only=True):
    """The person asked what the chip itself holds about an insurance."""

    about = kind("card.facts", Severity.INFO, Reader.OFFICE)
    insurance: str
    read: int
    unreadable: int
    fault: str | None = field(name="trouble")


class HolderUnknown(VisitEvent, frozen=True, kw_only=True):
    """The holder's file could not be read, so no page bears a name."""

    about = kind("holder.unknown", Severity.NOTICE, Reader.TECHNICIAN)
    fault: str
    reason: str | Absent = ABSENT
