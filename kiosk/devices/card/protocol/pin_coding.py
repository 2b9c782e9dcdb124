"""PIN values: how a PIN is coded for the card and what the card's answers mean.

The card's own counter is the only judge; nothing here remembers a try.
"""

from dataclasses import dataclass

from kiosk.devices.card.protocol.apdu import StatusWord, attempts_remaining
from kiosk.domain.faults import DeviceError, Fault
from kiosk.domain.secret import Pin

MIN_DIGITS = 4
MAX_DIGITS = 16


class WrongPin(DeviceError):
    """The PIN was wrong and a try is spent; None when the card gave no number."""

    fault = Fault.CARD_UNREADABLE

    def __init__(self, attempts_remaining: int | None) -> None:
        super().__init__(f"Wrong PIN, tries left: {attempts_remaining}")
        self.attempts_remaining = attempts_remaining


class PinLocked(DeviceError):
    """The card takes no PIN any more."""

    fault = Fault.CARD_LOCKED

    def __init__(self, *, by_this_try: bool = False) -> None:
        super().__init__("The PIN is locked.")
        self.by_this_try = by_this_try
        """True when the try just made was the last one."""


class PinNotEncodable(DeviceError):
    """The card takes 4 to 16 digits; what was typed is something else."""

    fault = Fault.CARD_UNREADABLE


@dataclass(frozen=True, slots=True)
class PinStatus:
    """The PIN's state as the card tells it without spending a try."""

    attempts_remaining: int | None = None
    """None when the card did not say."""
    locked: bool = False
    empty: bool = False
    """The card's PIN was never set, so no PIN can be right."""

    @classmethod
    def from_status_word(cls, sw: int) -> "PinStatus":
        """Read the answer to a VERIFY without data."""
        if sw == StatusWord.OK:
            return cls(empty=True)
        left = attempts_remaining(sw)
        return cls(left, locked=left == 0)


def encode_pin(pin: Pin) -> bytes:
    """Return the PIN's digits two per byte; an odd number ends with F.

    :raises PinNotEncodable: when it has an X or a wrong number of digits.
    """
    if not MIN_DIGITS <= len(pin) <= MAX_DIGITS or not pin.reveal().isdecimal():
        raise PinNotEncodable("The card's PIN has 4 to 16 digits and nothing else.")
    digits = pin.reveal()
    return bytes.fromhex(digits if len(digits) % 2 == 0 else digits + "F")
