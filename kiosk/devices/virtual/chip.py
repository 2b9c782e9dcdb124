"""A social security card in software: what the chip answers to any bytes at all.

Honest on purpose: access conditions, counters, wrong-Le answers and challenge rules
are the real card's. It is no reader and knows no socket. Not modelled: changing or
unblocking the PIN, card and application blocking, the medical debit commands.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.devices.card import authentication as crypto
from kiosk.devices.card.apdu import Ins, StatusWord
from kiosk.devices.card.authentication import Algorithm
from kiosk.devices.card.demo_keys import HOLDER_READ_KEY, INTERNAL_KEY
from kiosk.devices.virtual.command import (
    UPDATES,
    Apdu,
    exactly,
    expected_length,
    halves,
    parse,
)
from kiosk.devices.virtual.counters import Counters
from kiosk.devices.virtual.files import PIN, DedicatedFile, ElementaryFile
from kiosk.devices.virtual.selection import Refusal, Selection

_HOLDER_READ_KEY_ID = 0x0A


@dataclass(frozen=True, slots=True)
class Chip:
    """What is burnt into one card."""

    atr: bytes
    algorithm: Algorithm
    keys: dict[str, bytes]
    pin: bytes
    """The PIN as VERIFY brings it; empty when it was never set."""


class VirtualCard:
    """One card. `answer` takes any bytes and never raises."""

    def __init__(self, root: DedicatedFile, chip: Chip, counters: Counters) -> None:
        self._root = root
        self._chip = chip
        self._counters = counters
        self._selection = Selection(root)
        self._granted: set[str] = set()
        self._challenge = b""
        self._waiting = b""

    @property
    def atr(self) -> bytes:
        """Return the answer to reset."""
        return self._chip.atr

    def reset(self) -> None:
        """Forget everything that ends with power: rights, selection, challenge."""
        self._selection = Selection(self._root)
        self._granted.clear()
        self._challenge = b""
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Return data and status word for one command."""
        try:
            data, sw = self._dispatch(command)
        except Refusal as refusal:
            data, sw = b"", refusal.sw
        return data + sw.to_bytes(2, "big")

    def _dispatch(self, command: bytes) -> tuple[bytes, int]:
        apdu = parse(command)
        if apdu.ins == Ins.GET_RESPONSE:
            return self._get_response(apdu)
        self._waiting = b""
        if apdu.ins in UPDATES:
            raise Refusal(StatusWord.SECURITY_NOT_SATISFIED)
        handler = self._handlers().get(apdu.ins)
        if handler is None:
            raise Refusal(StatusWord.INS_UNKNOWN)
        return handler(apdu)

    def _handlers(self) -> dict[int, Callable[[Apdu], tuple[bytes, int]]]:
        return {
            Ins.SELECT: self._select,
            Ins.READ_RECORD: self._read_record,
            Ins.READ_BINARY: self._read_binary,
            Ins.VERIFY: self._verify,
            Ins.GET_CHALLENGE: self._get_challenge,
            Ins.INTERNAL_AUTHENTICATE: self._internal_authenticate,
            Ins.EXTERNAL_AUTHENTICATE: self._external_authenticate,
        }

    def _select(self, apdu: Apdu) -> tuple[bytes, int]:
        found = self._selection.select(apdu.p1, apdu.p2, apdu.data)
        if isinstance(found, ElementaryFile):
            return b"", StatusWord.OK
        return self._hand_over(found.control_information, apdu.le)

    def _read_record(self, apdu: Apdu) -> tuple[bytes, int]:
        le = expected_length(apdu)
        file = self._selection.file_for(apdu.p2 >> 3)
        if file.body is not None:
            raise Refusal(StatusWord.WRONG_FILE_TYPE)
        self._require(file)
        number, data = self._selection.find(file, apdu.p1, apdu.p2 & 0x07)
        exact = exactly(data, le)
        self._selection.stand_at(number)
        return exact

    def _read_binary(self, apdu: Apdu) -> tuple[bytes, int]:
        le = expected_length(apdu)
        by_sfi = apdu.p1 & 0x80
        file = self._selection.file_for(apdu.p1 & 0x1F if by_sfi else 0)
        if file.body is None:
            raise Refusal(StatusWord.WRONG_FILE_TYPE)
        self._require(file)
        offset = apdu.p2 if by_sfi else apdu.p1 << 8 | apdu.p2
        rest = file.body[offset:]
        if not rest:
            raise Refusal(StatusWord.OFFSET_OUTSIDE)
        if le > len(rest):
            raise Refusal(StatusWord.WRONG_LE | len(rest))
        return rest[:le], StatusWord.OK

    def _require(self, file: ElementaryFile) -> None:
        if not any(rights <= self._granted for rights in file.read):
            raise Refusal(StatusWord.SECURITY_NOT_SATISFIED)

    def _verify(self, apdu: Apdu) -> tuple[bytes, int]:
        """Check the PIN; the try is spent on disk before the digits are compared."""
        if (apdu.p1, apdu.p2) != (0, 0):
            raise Refusal(StatusWord.WRONG_P1_P2)
        if not apdu.data and apdu.le in (None, 256):
            return b"", self._pin_state()
        if not 2 <= len(apdu.data) <= 8:
            raise Refusal(StatusWord.WRONG_LENGTH)
        self._granted.discard(PIN)
        if self._counters[PIN] == 0:
            raise Refusal(StatusWord.BLOCKED)
        self._counters.spend(PIN)
        if not self._chip.pin or not hmac.compare_digest(apdu.data, self._chip.pin):
            return b"", _tries_left(self._counters[PIN])
        self._counters.restore(PIN)
        self._granted.add(PIN)
        return b"", StatusWord.OK

    def _pin_state(self) -> int:
        """Answer the query: it shows the counter and leaves it alone."""
        if self._counters[PIN] == 0:
            return StatusWord.BLOCKED
        if not self._chip.pin:
            return StatusWord.OK
        return _tries_left(self._counters[PIN])

    def _get_challenge(self, apdu: Apdu) -> tuple[bytes, int]:
        if apdu.data or apdu.le not in (4, 8, 16):
            raise Refusal(StatusWord.WRONG_LENGTH)
        self._challenge = secrets.token_bytes(apdu.le)
        return self._challenge, StatusWord.OK

    def _internal_authenticate(self, apdu: Apdu) -> tuple[bytes, int]:
        if (apdu.p1, apdu.p2) != (0, 0):
            raise Refusal(StatusWord.WRONG_P1_P2)
        factor, original = halves(apdu.data)
        key = self._chip.keys[INTERNAL_KEY]
        data = crypto.answer(self._chip.algorithm, key, factor, original)
        return self._hand_over(data, apdu.le)

    def _external_authenticate(self, apdu: Apdu) -> tuple[bytes, int]:
        """Let a terminal prove that it holds the key that opens the holder's file."""
        if apdu.p2 != _HOLDER_READ_KEY_ID:
            raise Refusal(StatusWord.KEY_NOT_FOUND)
        proof, original = halves(apdu.data)
        challenge, self._challenge = self._challenge, b""
        if not challenge:
            raise Refusal(StatusWord.NO_CHALLENGE)
        if self._counters[HOLDER_READ_KEY] == 0:
            raise Refusal(StatusWord.BLOCKED)
        self._counters.spend(HOLDER_READ_KEY)
        key = self._chip.keys[HOLDER_READ_KEY]
        expected = crypto.answer(self._chip.algorithm, key, challenge[:8], original)
        if not hmac.compare_digest(proof, expected):
            return b"", _tries_left(self._counters[HOLDER_READ_KEY])
        self._counters.restore(HOLDER_READ_KEY)
        self._granted.add(HOLDER_READ_KEY)
        return b"", StatusWord.OK

    def _hand_over(self, data: bytes, le: int | None) -> tuple[bytes, int]:
        """Give data at once when Le was sent, else let GET RESPONSE fetch it (T=0)."""
        if le is not None and le >= len(data):
            return data, StatusWord.OK
        self._waiting = data
        return b"", StatusWord.MORE_DATA | len(data)

    def _get_response(self, apdu: Apdu) -> tuple[bytes, int]:
        if not self._waiting:
            raise Refusal(StatusWord.CONDITIONS_NOT_SATISFIED)
        le = expected_length(apdu)
        if le > len(self._waiting):
            raise Refusal(StatusWord.WRONG_LE | len(self._waiting))
        data, self._waiting = self._waiting[:le], self._waiting[le:]
        rest = len(self._waiting)
        return data, StatusWord.MORE_DATA | rest if rest else StatusWord.OK


def _tries_left(tries: int) -> int:
    """Return 63Cx; a nibble says "15 or more" at most."""
    return StatusWord.TRIES_LEFT | min(tries, 15)
