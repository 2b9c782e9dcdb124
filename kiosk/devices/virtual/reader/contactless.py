"""A card held to the antenna instead of put into the slot: another answer to reset.

The chip and its commands are the same; only what the reader makes of it differs.
"""

from functools import reduce
from operator import xor

from kiosk.devices.virtual.reader.virtual_reader import ChipCard

_HISTORY = 13
"""How many historical bytes this card has; they end a contact card's ATR."""


class ContactlessCard:
    """The same card through its antenna."""

    def __init__(self, card: ChipCard) -> None:
        self._card = card

    @property
    def atr(self) -> bytes:
        """Return the ATR a PC/SC reader composes for ISO 14443-4 cards.

        3B, 80 + number of historical bytes, 80 01 (T=1), the historical bytes, and
        the exclusive-or of all after the first (PC/SC part 3). A dead chip has none.
        """
        history = self._card.atr[-_HISTORY:] if self._card.atr else b""
        if not history:
            return b""
        inner = bytes((0x80 | len(history), 0x80, 0x01)) + history
        return b"\x3b" + inner + bytes((reduce(xor, inner),))

    def reset(self) -> None:
        """Reset the chip, as leaving the field does."""
        self._card.reset()

    def answer(self, command: bytes) -> bytes | None:
        """Hand the command to the chip."""
        return self._card.answer(command)
