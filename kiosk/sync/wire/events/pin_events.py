"""Events of the card's PIN: tries, changes, and a locked card."""

from kiosk.sync.wire.events.journal_event import Reader, Severity, VisitEvent, kind


class PinOk(VisitEvent, frozen=True):
    """The card accepted the PIN."""

    about = kind("pin.ok", Severity.INFO, Reader.OFFICE)


class PinWrong(VisitEvent, frozen=True):
    """The card refused a PIN; so many tries are left, null where it does not say."""

    about = kind("pin.wrong", Severity.NOTICE, Reader.SECURITY)
    remaining: int | None


class PinIsLocked(VisitEvent, frozen=True):
    """The card is locked by wrong PINs."""

    about = kind("pin.locked", Severity.NOTICE, Reader.OFFICE, Reader.SECURITY)


class PinUnlockBegun(VisitEvent, frozen=True):
    """A new PIN is about to be written to a locked card."""

    about = kind("pin.unlock_begin", Severity.INFO, Reader.SECURITY)


class PinUnlockRefused(VisitEvent, frozen=True, kw_only=True):
    """The keys or the card refused to unlock it."""

    about = kind("pin.unlock_refused", Severity.NOTICE, Reader.SECURITY)
    fault: str
    reason: str


class PinUnlockUnknown(VisitEvent, frozen=True):
    """The card went while it was unlocked: nobody knows which PIN it has."""

    about = kind("pin.unlock_unknown", Severity.WARNING, Reader.OFFICE)


class PinUnlocked(VisitEvent, frozen=True):
    """A locked card has a new PIN."""

    about = kind("pin.unlocked", Severity.INFO, Reader.OFFICE, Reader.SECURITY)


class PinChangeBegun(VisitEvent, frozen=True):
    """The card is about to change its PIN."""

    about = kind("pin.change_begin", Severity.INFO, Reader.SECURITY)


class PinChangeRefused(VisitEvent, frozen=True):
    """The card did not take the new PIN and has the old one."""

    about = kind("pin.change_refused", Severity.NOTICE, Reader.TECHNICIAN)


class PinChangeUnknown(VisitEvent, frozen=True):
    """The card went while it changed its PIN: nobody knows which one it has."""

    about = kind("pin.change_unknown", Severity.WARNING, Reader.OFFICE)


class PinChanged(VisitEvent, frozen=True):
    """The card has a new PIN."""

    about = kind("pin.changed", Severity.INFO, Reader.OFFICE, Reader.SECURITY)


class PinNotTold(VisitEvent, frozen=True):
    """The center keeps the old service PIN: it was away, or it refused the new one."""

    about = kind("pin.center_not_told", Severity.NOTICE, Reader.OFFICE)
    fault: str
