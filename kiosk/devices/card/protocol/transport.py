"""A way to the card: command bytes in, answer bytes out, and what cuts it off."""

from typing import Protocol

from kiosk.domain.faults import DeviceError, Fault


class CardGone(DeviceError):
    """The card was pulled while it was being spoken to."""

    fault = Fault.CARD_REMOVED


class CardUnreadable(DeviceError):
    """The card is in the slot but mute, or answers what no card answers."""

    fault = Fault.CARD_UNREADABLE


class ReaderGone(DeviceError):
    """The reader or its service went away during a command."""

    fault = Fault.READER_MISSING


class Transport(Protocol):
    """A way to the card: command bytes in, answer bytes with status word out."""

    def transmit(self, command: bytes) -> bytes:
        """Send one command and return data and the two status bytes.

        :raises CardGone: when the card was pulled.
        :raises CardUnreadable: when there is no answer, or one under two bytes.
        :raises ReaderGone: when the reader or its service went away.
        """
        ...
