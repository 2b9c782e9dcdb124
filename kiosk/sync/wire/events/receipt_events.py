"""Events of receipts that are printed later, at any kiosk."""

from msgspec import field

from kiosk.sync.wire.events.journal_event import Reader, Severity, VisitEvent, kind


class ReceiptKept(VisitEvent, frozen=True, kw_only=True):
    """A person who got no paper wants it later; the receipt itself is sealed."""

    about = kind("receipt.kept", Severity.INFO, Reader.OFFICE)
    number: str
    receipt: str = field(name="kind")
    card: str
    copies: int
    key: str
    """The id of the center's key that it was sealed with."""
    sealed: bytes


class ReceiptPrintedLater(VisitEvent, frozen=True, kw_only=True):
    """A kept receipt was printed for its holder, marked as a copy."""

    about = kind("receipt.printed_later", Severity.INFO, Reader.OFFICE)
    number: str
    origin: str
    """The kiosk that made the receipt."""
    copy: int
