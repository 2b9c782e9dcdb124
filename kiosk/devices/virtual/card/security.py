"""The virtual card's guard: PIN, keys, challenges, and the rights they grant.

It answers the commands that prove something; files and selection are not its matter.
"""

import hmac
import secrets
from dataclasses import dataclass

from kiosk.devices.card.holder.access import PIN
from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import (
    APPLICATION_KEYS,
    ENVIRONMENT_KEYS,
    KeyName,
)
from kiosk.devices.card.protocol.apdu import StatusWord
from kiosk.devices.virtual.card.counters import Counters
from kiosk.devices.virtual.card.pin_memory import PinMemory
from kiosk.devices.virtual.card.received_command import Apdu, halves
from kiosk.devices.virtual.card.selection import CardRefusal

PIN_BYTES = range(2, 9)
"""How many bytes VERIFY may bring: 4 to 16 digits."""
_MAC = 4


@dataclass(frozen=True, slots=True, repr=False)
class Chip:
    """What is burnt into one card; it never shows itself."""

    atr: bytes
    algorithm: Algorithm
    keys: dict[str, bytes]
    pin: bytes
    """The PIN it was issued with, as VERIFY brings it; empty when never set."""


class Security:
    """Rights of one power-on, and what outlives it: counters and the PIN."""

    def __init__(self, chip: Chip, counters: Counters, memory: PinMemory) -> None:
        self._chip = chip
        self._counters = counters
        self._memory = memory
        self.granted: set[str] = set()
        self._challenge = b""

    def reset(self) -> None:
        """Forget what ends with power."""
        self.granted.clear()
        self._challenge = b""

    def verify(self, apdu: Apdu) -> int:
        """Check the PIN; no data asks for the counter."""
        if (apdu.p1, apdu.p2) != (0, 0):
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        if not apdu.data and apdu.le in (None, 256):
            return self._pin_state()
        if len(apdu.data) not in PIN_BYTES:
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        refusal = self._try_pin(apdu.data)
        if refusal is None:
            self.granted.add(PIN)
        return refusal or StatusWord.OK

    def change_pin(self, apdu: Apdu) -> int:
        """Replace the PIN when the old one is right: data is old, FF, new."""
        if (apdu.p1, apdu.p2) != (1, 0):
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        if not 3 <= len(apdu.data) <= 0x11:
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        old, _, new = apdu.data.partition(b"\xff")
        if len(old) not in PIN_BYTES or not is_pin(new):
            raise CardRefusal(StatusWord.WRONG_DATA)
        held = self.granted & {PIN}
        refusal = self._try_pin(old)
        if refusal is not None:
            return refusal
        self.granted |= held
        self._memory.write(new)
        return StatusWord.OK

    def _try_pin(self, typed: bytes) -> int | None:
        """Compare; the try is spent on disk first. None when it was right."""
        pin = self._stored_pin()
        self.granted.discard(PIN)
        if self._counters[PIN] == 0:
            raise CardRefusal(StatusWord.BLOCKED)
        self._counters.spend(PIN)
        if not pin or not hmac.compare_digest(typed, pin):
            return tries_left(self._counters[PIN])
        self._counters.restore(PIN)
        return None

    def _pin_state(self) -> int:
        """Answer the query: it shows the counter and leaves it alone."""
        if self._counters[PIN] == 0:
            return StatusWord.BLOCKED
        if not self._stored_pin():
            return StatusWord.OK
        return tries_left(self._counters[PIN])

    def _stored_pin(self) -> bytes:
        pin = self._memory.read()
        if pin is None:
            raise CardRefusal(StatusWord.MEMORY_FAILURE)
        return pin

    def get_challenge(self, apdu: Apdu) -> bytes:
        """Make a random number; the one before is forgotten."""
        if apdu.data or apdu.le not in (4, 8, 16):
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        self._challenge = secrets.token_bytes(apdu.le)
        return self._challenge

    def _taken_challenge(self) -> bytes:
        """Return the last challenge, which is used up by that; 8 bytes count."""
        challenge, self._challenge = self._challenge, b""
        if not challenge:
            raise CardRefusal(StatusWord.NO_CHALLENGE)
        return challenge[:8]

    def internal_authenticate(self, apdu: Apdu) -> bytes:
        """Answer factor and original with the card's own key."""
        if (apdu.p1, apdu.p2) != (0, 0):
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        factor, original = halves(apdu.data)
        key = self._key(KeyName.INTERNAL)
        return crypto.answer(self._chip.algorithm, key, factor, original)

    def external_authenticate(self, apdu: Apdu, folder: int) -> int:
        """Let a terminal prove that it holds a key; a wrong proof costs a try.

        :param folder: the id of the current folder; key ids count inside it.
        """
        if apdu.p1 != 0:
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        name = APPLICATION_KEYS.get(folder, ENVIRONMENT_KEYS).get(apdu.p2, "")
        key = self._key(name)
        proof, original = halves(apdu.data)
        challenge = self._taken_challenge()
        self.granted.discard(name)
        if self._counters[name] == 0:
            raise CardRefusal(StatusWord.BLOCKED)
        self._counters.spend(name)
        expected = crypto.answer(self._chip.algorithm, key, challenge, original)
        if not hmac.compare_digest(proof, expected):
            return tries_left(self._counters[name])
        self._counters.restore(name)
        self.granted.add(name)
        return StatusWord.OK

    def reload_pin(self, apdu: Apdu) -> int:
        """Unblock the PIN (P2 00), or replace it by an encrypted one (P2 01)."""
        if apdu.p1 != 0 or apdu.p2 not in (0, 1):
            raise CardRefusal(StatusWord.WRONG_P1_P2)
        size = crypto.block_size(self._chip.algorithm) if apdu.p2 else 0
        if len(apdu.data) != size + _MAC:
            raise CardRefusal(StatusWord.WRONG_LENGTH)
        if KeyName.UNLOCK not in self.granted:
            raise CardRefusal(StatusWord.SECURITY_NOT_SATISFIED)
        # The right is for one command: another one needs another proof.
        self.granted.discard(KeyName.UNLOCK)
        pin = self._opened(apdu.data, bool(apdu.p2))
        if pin is not None:
            self._memory.write(pin)
        self.granted.discard(PIN)
        self._counters.restore(PIN)
        return StatusWord.OK

    def _opened(self, data: bytes, reload: bool) -> bytes | None:
        """Check the MAC and take the new PIN out; None when there is none inside."""
        algorithm, key = self._chip.algorithm, self._key(KeyName.MAINTENANCE)
        session = crypto.session_key(algorithm, key, self._taken_challenge())
        secret, sent = data[:-_MAC], data[-_MAC:]
        header = crypto.pin_reload_header(reload, len(secret))
        if not hmac.compare_digest(
            sent, crypto.mac(algorithm, session, header + secret)
        ):
            raise CardRefusal(StatusWord.MESSAGING_DATA_WRONG)
        if not reload:
            return None
        plain = crypto.decipher(algorithm, session, secret)
        pin = plain[1 : 1 + plain[0]]
        if len(pin) != plain[0] or (pin and not is_pin(pin)):
            raise CardRefusal(StatusWord.WRONG_DATA)
        if crypto.pin_block(algorithm, pin) != plain:
            raise CardRefusal(StatusWord.WRONG_DATA)
        return pin

    def _key(self, name: str) -> bytes:
        if name not in self._chip.keys:
            raise CardRefusal(StatusWord.KEY_NOT_FOUND)
        return self._chip.keys[name]


def is_pin(value: bytes) -> bool:
    """Say whether bytes are 4 to 16 digits; an odd number of them ends with F."""
    digits = value.hex()
    even = digits[:-1] if digits.endswith("f") else digits
    return len(value) in PIN_BYTES and even.isdecimal()


def tries_left(tries: int) -> int:
    """Return 63Cx; a nibble says "15 or more" at most."""
    return StatusWord.TRIES_LEFT | min(tries, 15)
