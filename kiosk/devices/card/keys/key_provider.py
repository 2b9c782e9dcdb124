"""The issuer's keys as the kiosk knows them: names, ids on the card, and a port.

No key and no computing here. Who answers is a matter of configuration: a PSAM in a
second slot, the center's key service, or nobody.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.domain.faults import DeviceError, Fault
from kiosk.domain.secret import Pin


class KeyName(StrEnum):
    """The keys of the environment that a kiosk may have used for it."""

    INTERNAL = "IRK"
    """The card proves itself with it."""
    HOLDER_READ = "RKSSSE"
    """Opens the holder's file of the third generation, fingerprint and photo."""
    UNLOCK = "PUK"
    """Comes before unlocking or replacing a PIN."""
    MAINTENANCE = "STKSSSE"
    """A new PIN travels under it."""
    UPDATE = "UKSSSE"
    """Writes the environment's files."""


ENVIRONMENT_KEYS = {
    0x04: KeyName.UPDATE,
    0x06: KeyName.UNLOCK,
    0x0A: KeyName.HOLDER_READ,
}
"""What EXTERNAL AUTHENTICATE knows under the environment, by key id (LD/T 32.9)."""

APPLICATION_KEYS = {
    0xDF03: {0x84: "RK1DF03", 0x85: "RK2DF03"},
    0xDF04: {0x84: "RK1DF04"},
    0xDF06: {0x83: "RK1DF06"},
    0xDF07: {0x83: "RK1DF07", 0x84: "RK2DF07", 0x85: "RK3DF07"},
}
"""The read keys inside the applications; the same id is another key elsewhere.

No source gives the ids of RK1DF01 and RK1DF02, so they are not here.
"""


def key_names() -> tuple[str, ...]:
    """Return every key that is known by name."""
    inside = [key for ids in APPLICATION_KEYS.values() for key in ids.values()]
    return (*map(str, KeyName), *inside)


def key_id(name: KeyName) -> int:
    """Return the id of an environment's key that EXTERNAL AUTHENTICATE takes.

    :raises KeyError: for a key that is never shown to the card.
    """
    return {known: number for number, known in ENVIRONMENT_KEYS.items()}[name]


@dataclass(frozen=True, slots=True)
class CardIdentity:
    """What the keys of one card are derived from; it never shows itself."""

    card_id: str
    """32 hexadecimal digits; the first six are the issuing region."""
    algorithm: Algorithm
    atr_history: bytes
    """The 13 historical bytes of the answer to reset."""

    def __repr__(self) -> str:
        return f"CardIdentity({self.algorithm.name})"


class KeyRefused(DeviceError):
    """Whoever holds the keys cannot or will not use one for this card."""

    fault = Fault.CARD_UNREADABLE


class KeyProvider(Protocol):
    """Uses the issuer's keys for one card; every failure is a KioskError."""

    async def external_authentication(
        self, card: CardIdentity, key: KeyName, challenge: bytes
    ) -> bytes:
        """Return proof and original, 8 bytes each, for the card's challenge.

        :raises KeyRefused: when there is no such key for this card.
        """
        ...

    async def internal_answer_is_right(
        self, card: CardIdentity, factor: bytes, original: bytes, answer: bytes
    ) -> bool:
        """Tell whether only the genuine card could have given that answer.

        :raises KeyRefused: when it cannot be told.
        """
        ...

    async def pin_reload(
        self, card: CardIdentity, challenge: bytes, pin: Pin | None
    ) -> bytes:
        """Return the data of PIN RELOAD with a new PIN, or of PIN UNBLOCK with None.

        :raises KeyRefused: when there is no such key for this card.
        """
        ...


def historical_bytes(atr: bytes) -> bytes:
    """Return the historical bytes of an answer to reset; empty when it is cut off.

    They follow the interface bytes that T0 and each TD announce (ISO 7816-3); a
    reader makes such an answer up for a card at its antenna too.
    """
    if len(atr) < 2:
        return b""
    at, announced = 2, atr[1] >> 4
    while announced:
        at += announced.bit_count()
        if at > len(atr):
            return b""
        announced = atr[at - 1] >> 4 if announced & 0x8 else 0
    return atr[at : at + (atr[1] & 0x0F)]
