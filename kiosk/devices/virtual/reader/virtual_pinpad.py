"""A reader's keypad in software: answers the control codes of PC/SC part 10.

It takes the structure apart as a reader does, types digits into the command and hands
that to the card. vpcd carries no control codes, so it is put in front of a link.
"""

from collections.abc import Callable, Iterator
from enum import Enum

from kiosk.devices.card.protocol.pinpad import (
    GET_FEATURE_REQUEST,
    Feature,
    PinVerify,
    ReaderStatusWord,
    decode_pin_verify,
)

VERIFY_CODE = 0x42000000 + 3500
"""The control code this keypad chose for VERIFY_PIN_DIRECT; each reader has its own."""
_WRONG_PARAMETER = (0x6B80).to_bytes(2, "big")
_BCD_LEFT_BEHIND_LC = 0x81


class Key(Enum):
    """What a person can do instead of typing digits."""

    CANCEL = ReaderStatusWord.CANCELLED
    NOTHING = ReaderStatusWord.TIMED_OUT


class ControlRefused(Exception):
    """The reader does not know this control code."""


class VirtualPinpad:
    """A keypad before which a person types what `fingers` gives, entry by entry.

    :param transmit: how the reader sends a command to the card in it.
    """

    def __init__(
        self, transmit: Callable[[bytes], bytes], fingers: Iterator[str | Key]
    ) -> None:
        self._transmit = transmit
        self._fingers = fingers
        self.asked: list[PinVerify] = []
        """Every entry that was asked for, without the digits."""

    def control(self, code: int, data: bytes) -> bytes:
        """Answer one control code.

        :raises ControlRefused: for a code this reader has not.
        """
        if code == GET_FEATURE_REQUEST:
            value = VERIFY_CODE.to_bytes(4, "big")
            return bytes((Feature.VERIFY_PIN_DIRECT, len(value))) + value
        if code != VERIFY_CODE:
            raise ControlRefused(f"{code:08X}")
        entry = decode_pin_verify(data)
        if entry is None or not _fits(entry):
            return _WRONG_PARAMETER
        self.asked.append(entry)
        return self._type(entry, next(self._fingers))

    def _type(self, entry: PinVerify, typed: str | Key) -> bytes:
        if isinstance(typed, Key):
            return typed.value.to_bytes(2, "big")
        if not typed.isdecimal() or not entry.fewest <= len(typed) <= entry.most:
            return ReaderStatusWord.WRONG_NUMBER_OF_DIGITS.to_bytes(2, "big")
        block = bytes.fromhex(typed.ljust(2 * entry.block, "F"))
        head, place = entry.command[:5], entry.command[5:]
        return self._transmit(head + block + place[entry.block :])


def _fits(entry: PinVerify) -> bool:
    """Say whether the structure asks for what this keypad can do."""
    command = entry.command
    whole = len(command) >= 5 and len(command) == 5 + command[4]
    return (
        whole
        and entry.format == _BCD_LEFT_BEHIND_LC
        and 0 < entry.block <= command[4]
        and 0 < entry.fewest <= entry.most <= 2 * entry.block
    )
