"""Orders from the desk to one machine: signed, numbered, and over after a while."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import KioskId, Number, Word
from kiosk.sync.wire.downward.signed_message import MachineMark

MOST_TEXT = 120
ORDERS_AT_ONCE = 4
OrderId = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class OrderAct(StrEnum):
    """What a machine can be told to do from afar."""

    MESSAGE = "message"
    """Show a text on the idle page, until a moment; an empty one ends it."""
    STOP = "stop"
    """Go out of service after the visit that runs."""
    RESUME = "resume"
    """Go back into service."""
    RESTART = "restart"
    """Start the program anew when nobody is served."""
    LOGS = "logs"
    """Send what the machine has logged, names of fields on a list only."""
    UPDATE = "update"
    """Look for the update that is offered now, and not first at night."""


class Order(Record, frozen=True, kw_only=True):
    """The body of a signed message with the purpose `order`."""

    kiosk: KioskId
    machine: MachineMark
    id: OrderId
    number: Number
    """Grows with each order for a kiosk: one that is not greater than the last that was
    taken is no order any more."""
    act: Word
    """One of `OrderAct`; a kiosk that does not know it refuses it."""
    made: Moment
    expires: Moment
    """Not begun by then, it is not done: a machine that was off does nothing of
    yesterday."""
    by: Word
    """The account of who gave it."""
    text: Annotated[str, msgspec.Meta(max_length=MOST_TEXT)] = ""
    until: Moment | None = None


class OrderEnd(StrEnum):
    """What became of an order at the machine."""

    DONE = "done"
    EXPIRED = "expired"
    REFUSED = "refused"
    """Not for this machine, not known, or not possible here."""
    FAILED = "failed"
