"""A PSAM: the card in a second slot that holds the issuer's keys and computes.

Commands after LD/T 32.9; the keys never leave it. Where that text leaves a byte open,
the comment says how it is read here, and the virtual PSAM reads it alike.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from kiosk.devices.card.card_port import CardSlot, SlotState
from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.key_provider import CardIdentity, KeyName, KeyRefused
from kiosk.devices.card.protocol.apdu import CommandProcessor, Ins, Response, build
from kiosk.devices.card.protocol.pin_coding import encode_pin
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.faults import DeviceError
from kiosk.domain.secret import Pin

Level = Literal["province", "region", "card", "card_id"]
T = TypeVar("T")

PUBLIC_FILE = bytes.fromhex("0015")
"""Issuer 1, serial 10, version 1, type 1, control information 2 bytes."""
TERMINAL_FILE = bytes.fromhex("0016")
"""The terminal's number: 12 digits in 6 bytes."""
USAGE_AND_ID = {
    KeyName.HOLDER_READ: (0x07, 0x0A),
    KeyName.INTERNAL: (0x07, 0x08),
    KeyName.MAINTENANCE: (0x08, 0x09),
    KeyName.UNLOCK: (0x08, 0x10),
    KeyName.UPDATE: (0x08, 0x12),
}
"""How a PSAM names the keys of the environment (LD/T 32.9, table B1)."""
ENCIPHER, MAC = 0x00, 0x05
"""P1 of the cipher command; its data are whole blocks."""


@dataclass(frozen=True, slots=True)
class PsamData:
    """What a PSAM says about itself."""

    serial: str
    terminal: str
    """The terminal's number, 12 digits."""


class Psam:
    """The PSAM behind one transport; plain and synchronous.

    Every method raises KeyRefused when the PSAM does not do it.
    """

    def __init__(self, transport: Transport) -> None:
        self._processor = CommandProcessor(transport)

    def read_data(self) -> PsamData:
        """Read the serial and the terminal's number."""
        self._send(Ins.SELECT)
        public = self._read(PUBLIC_FILE, 15)
        return PsamData(public[1:11].hex(), self._read(TERMINAL_FILE, 6).hex())

    def load(
        self,
        algorithm: Algorithm,
        key: KeyName,
        factors: Sequence[bytes],
        challenge: bytes,
    ) -> None:
        """Make the session key of one exchange inside the PSAM.

        The data field is each level's 8-byte factor, then the 8-byte process factor;
        the environment's one byte is the algorithm's number.
        """
        self._send(Ins.PSAM_ENVIRONMENT, data=bytes((algorithm,)), cla=0xBF)
        usage, number = USAGE_AND_ID[key]
        data = b"".join(factors) + challenge[:8].ljust(8, b"\x00")
        self._send(Ins.PSAM_LOAD_KEY, usage, number, data, cla=0xBF)

    def encipher(self, blocks: bytes) -> bytes:
        """Encrypt whole blocks under the session key."""
        return self._send(Ins.PSAM_CIPHER, ENCIPHER, data=blocks, cla=0x80).data

    def mac(self, message: bytes) -> bytes:
        """Return the 4-byte MAC of a message that is padded to whole blocks."""
        return self._send(Ins.PSAM_CIPHER, MAC, data=message, cla=0x80).data[:4]

    def _read(self, file: bytes, length: int) -> bytes:
        self._send(Ins.SELECT, data=file)
        return self._send(Ins.READ_BINARY, le=length).data

    def _send(
        self,
        ins: Ins,
        p1: int = 0,
        p2: int = 0,
        data: bytes = b"",
        le: int | None = None,
        cla: int = 0,
    ) -> Response:
        response = self._processor.send(build(ins, p1, p2, data, le, cla))
        if not response.ok:
            raise KeyRefused(f"PSAM, {ins.name}: status word {response.sw:04X}")
        return response


class PsamProvider:
    """A `KeyProvider` over the PSAM in a slot of its own.

    :param levels: the factors that lead from the PSAM's keys to a card's, in order.
    """

    def __init__(self, slot: CardSlot, levels: Sequence[Level]) -> None:
        self._slot = slot
        self._levels = levels

    @property
    def present(self) -> bool:
        """Tell whether a card is in the PSAM's slot."""
        return self._slot.now.state is SlotState.CARD

    async def external_authentication(
        self, card: CardIdentity, key: KeyName, challenge: bytes
    ) -> bytes:
        """Return proof and original for the card's challenge."""
        original = secrets.token_bytes(8)
        proof = await self._answer(card, key, challenge, original)
        return proof + original

    async def internal_answer_is_right(
        self, card: CardIdentity, factor: bytes, original: bytes, answer: bytes
    ) -> bool:
        """Let the PSAM compute the answer too, and compare."""
        right = await self._answer(card, KeyName.INTERNAL, factor, original)
        return secrets.compare_digest(right, answer)

    async def pin_reload(
        self, card: CardIdentity, challenge: bytes, pin: Pin | None
    ) -> bytes:
        """Let the PSAM encrypt the PIN and make the MAC."""
        plain = b""
        if pin is not None:
            plain = crypto.pin_block(card.algorithm, encode_pin(pin))

        def work(psam: Psam) -> bytes:
            key = KeyName.MAINTENANCE
            psam.load(card.algorithm, key, self._factors(card), challenge)
            secret = psam.encipher(plain) if plain else b""
            header = crypto.pin_reload_header(pin is not None, len(secret))
            message = crypto.padded(card.algorithm, header + secret)
            return secret + psam.mac(message)

        return await self._run(work)

    async def read_data(self) -> PsamData:
        """Return what the PSAM says about itself."""
        return await self._run(Psam.read_data)

    async def _answer(
        self, card: CardIdentity, key: KeyName, factor: bytes, original: bytes
    ) -> bytes:
        size = crypto.block_size(card.algorithm)

        def work(psam: Psam) -> bytes:
            psam.load(card.algorithm, key, self._factors(card), factor)
            return crypto.folded(psam.encipher(original.ljust(size, b"\x00")))

        return await self._run(work)

    async def _run(self, work: Callable[[Psam], T]) -> T:
        now = self._slot.now
        if now.state is not SlotState.CARD:
            raise KeyRefused("There is no PSAM in its slot.")
        try:
            return await self._slot.run(
                now.insertion, lambda transport: work(Psam(transport))
            )
        except KeyRefused:
            raise
        except DeviceError as error:
            # Its slot's fault must not look like the person's card being pulled.
            raise KeyRefused("The PSAM does not answer.") from error

    def _factors(self, card: CardIdentity) -> list[bytes]:
        """Return the factors of all levels below the PSAM's own keys."""
        known: dict[Level, bytes] = {
            "province": crypto.province_factor(card.card_id),
            "region": crypto.region_factor(card.card_id),
            "card": crypto.card_factor(card.atr_history),
            "card_id": bytes.fromhex(card.card_id)[8:],
        }
        return [known[level] for level in self._levels]
