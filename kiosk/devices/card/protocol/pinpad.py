"""Readers with a keypad of their own (PC/SC part 10): structures and their meaning.

Pure: bytes in, bytes out. With such a reader the PIN goes from the keypad straight to
the card and never enters this program.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

from kiosk.devices.card.protocol.apdu import Ins, Response
from kiosk.devices.card.protocol.pin_coding import MAX_DIGITS, MIN_DIGITS
from kiosk.devices.card.protocol.secure_commands import judge_pin
from kiosk.domain.faults import DeviceError, Fault

GET_FEATURE_REQUEST = 0x42000000 + 3400
"""The control code that asks a reader what it can do, as pcsc-lite counts codes."""


class Feature(IntEnum):
    """What a reader can do beyond exchanging commands, by its tag."""

    VERIFY_PIN_DIRECT = 0x06


class ReaderStatusWord(IntEnum):
    """Words that come from the reader itself and not from the card."""

    TIMED_OUT = 0x6400
    CANCELLED = 0x6401
    WRONG_NUMBER_OF_DIGITS = 0x6403


class Language(IntEnum):
    """The languages the reader's own messages are asked for in (USB's numbers)."""

    CHINESE = 0x0804
    ENGLISH = 0x0409


class PinEntryCancelled(DeviceError):
    """The person pressed the keypad's cancel key; no try was spent."""

    fault = Fault.CARD_UNREADABLE


class PinEntryTimedOut(DeviceError):
    """Nobody typed in time; no try was spent."""

    fault = Fault.CARD_UNREADABLE


class PinpadRefused(DeviceError):
    """The reader has no such keypad, whatever it says; a try may have been spent."""

    fault = Fault.CARD_UNREADABLE


def decode_features(answer: bytes) -> dict[int, int]:
    """Return control codes by feature tag from the reader's list.

    The list is tag, length 04, code in four bytes, most significant first. What does
    not fit that is left out, as is everything behind it.
    """
    found: dict[int, int] = {}
    for at in range(0, len(answer) - 5, 6):
        if answer[at + 1] != 4:
            break
        found[answer[at]] = int.from_bytes(answer[at + 2 : at + 6], "big")
    return found


_FORMAT_BCD_LEFT = 0x81
"""Unit is the byte, PIN right behind Lc, aligned left, BCD."""
_ON_KEY = 0x02
"""The entry ends with the keypad's own enter key."""
_ONE_MESSAGE = 1
_HEAD = struct.Struct("<BBBBBHBBHB3sI")
"""PIN_VERIFY without its data: two time-outs, PIN format, block, length field, fewest
and most digits, how the entry ends, number of messages, language, first message, T=1
prologue, length of the command. Packed, little-endian."""


@dataclass(frozen=True, slots=True, repr=False)
class PinEntry:
    """What a person is to type on the reader's keypad.

    The number of digits is fixed, because only then is the command's length known
    before the typing; regions say it in their profile.
    """

    digits: int
    seconds: int
    """How long the reader waits for the first and between two keys."""
    language: Language = Language.CHINESE

    def __post_init__(self) -> None:
        if not MIN_DIGITS <= self.digits <= MAX_DIGITS:
            raise ValueError(f"a PIN has {MIN_DIGITS} to {MAX_DIGITS} digits")
        if not 1 <= self.seconds <= 255:
            raise ValueError("the reader waits 1 to 255 seconds")

    @property
    def command(self) -> bytes:
        """Return VERIFY with an empty place for the PIN, filled with F."""
        size = (self.digits + 1) // 2
        return bytes((0x00, Ins.VERIFY, 0x00, 0x00, size)) + b"\xff" * size

    def encode(self) -> bytes:
        """Return the PIN_VERIFY structure."""
        command = self.command
        head = _HEAD.pack(
            self.seconds,
            self.seconds,
            _FORMAT_BCD_LEFT,
            (self.digits + 1) // 2,
            0,
            self.digits << 8 | self.digits,
            _ON_KEY,
            _ONE_MESSAGE,
            self.language,
            0,
            bytes(3),
            len(command),
        )
        return head + command


@dataclass(frozen=True, slots=True)
class PinVerify:
    """A PIN_VERIFY structure taken apart, as a reader sees it."""

    timeout: int
    format: int
    block: int
    fewest: int
    most: int
    language: int
    command: bytes


def decode_pin_verify(structure: bytes) -> PinVerify | None:
    """Take a structure apart; None when it is cut or its length does not agree."""
    if len(structure) < _HEAD.size:
        return None
    timeout, _, form, block, _, digits, _, _, language, _, _, length = (
        _HEAD.unpack_from(structure)
    )
    command = structure[_HEAD.size :]
    if len(command) != length:
        return None
    return PinVerify(
        timeout, form, block, digits >> 8, digits & 0xFF, language, command
    )


def judge(answer: bytes) -> None:
    """Return when the card accepted the PIN that the keypad gave it.

    :param answer: the two status bytes; from the card, or from the reader itself.
    :raises PinEntryCancelled: 6401, and 6403 for a wrong number of digits.
    :raises PinEntryTimedOut: 6400.
    :raises WrongPin: or another error of `judge_pin` when the card said no.
    """
    sw = int.from_bytes(answer[-2:], "big")
    if sw in (ReaderStatusWord.CANCELLED, ReaderStatusWord.WRONG_NUMBER_OF_DIGITS):
        raise PinEntryCancelled("The PIN entry was cancelled at the reader.")
    if sw == ReaderStatusWord.TIMED_OUT:
        raise PinEntryTimedOut("Nobody typed a PIN at the reader.")
    judge_pin(Ins.VERIFY, Response(b"", sw))
