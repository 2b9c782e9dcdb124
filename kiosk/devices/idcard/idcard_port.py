"""The port of an ID card reader: what a flow needs of one, and what comes from a card.

No vendor's driver is here. One that only blocks belongs into a thread of its own, as
the card slot's does.
"""

from dataclasses import dataclass, field
from typing import Protocol

from kiosk.domain.faults import DeviceError, Fault


class IdReaderFault(DeviceError):
    """The ID card reader cannot be used, or the card could not be read."""

    fault = Fault.READER_MISSING


@dataclass(frozen=True, slots=True)
class IdCard:
    """What was read from a resident's ID card; it never shows itself."""

    number: str = field(repr=False)
    """The citizen's number, 18 characters, may end in X."""
    name: str = field(repr=False)


class IdCardReader(Protocol):
    """One reader; each time a card is laid on it, it is read once."""

    async def read(self) -> IdCard:
        """Wait for a card and read it; cancelling the wait leaves nothing behind.

        A card that was read before and still lies there does not count: it may be
        somebody's who forgot it.

        :raises IdReaderFault: when the reader is gone or the card is unreadable.
        """
        ...

    def close(self) -> None:
        """Let go of the reader."""
        ...
