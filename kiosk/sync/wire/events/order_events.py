"""Events of orders from the desk: that a machine has one, and how it ended."""

from kiosk.sync.wire.events.journal_event import JournalEvent, Reader, Severity, kind


class OrderTaken(JournalEvent, frozen=True, kw_only=True):
    """The machine took an order of the desk, and does it when nobody is served."""

    about = kind("order.taken", Severity.NOTICE, Reader.OPERATOR, Reader.SECURITY)
    number: int
    act: str
    by: str
    """The account at the desk that gave it."""


class OrderEnded(JournalEvent, frozen=True, kw_only=True):
    """An order of the desk ended, well or not."""

    about = kind("order.ended", Severity.NOTICE, Reader.OPERATOR, Reader.SECURITY)
    number: int
    act: str
    by: str
    end: str
    """`done`, `expired`, `refused` or `failed`."""
    why: str
    """A word such as `replayed` or `store`; empty where it is done."""
