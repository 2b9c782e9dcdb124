"""A PSAM in software with the demo's master keys, for the second slot of a reader.

It answers what `psam.py` sends and refuses the rest; it has no PIN and no
purse. Its keys come from a public text, so it opens demo cards alone.
"""

from collections.abc import Callable

from kiosk.devices.card.holder.environment import ENVIRONMENT_NAME
from kiosk.devices.card.keys import authentication as crypto
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.keys.psam import (
    ENCIPHER,
    MAC,
    PUBLIC_FILE,
    TERMINAL_FILE,
    USAGE_AND_ID,
)
from kiosk.devices.card.protocol.apdu import Ins, StatusWord
from kiosk.devices.virtual.demo_keys import master_key

ATR = bytes.fromhex("3B6D000000814E43238697005053414D01")
"""Thirteen historical bytes, as these cards have; the end spells its kind."""
APPLICATION_NAME = bytes.fromhex("D15600000590")
_MASTER_FILE = bytes.fromhex("3F00")
_APPLICATION = bytes.fromhex("DF01")
_FILES = {
    PUBLIC_FILE: bytes.fromhex("91 00000000000000000001 02 01 0000"),
    TERMINAL_FILE: bytes.fromhex("000000990101"),
}
_NAMES = {pair: name for name, pair in USAGE_AND_ID.items()}


class VirtualPsam:
    """One PSAM. `answer` takes any bytes and never raises."""

    def __init__(self) -> None:
        self._waiting = b""
        self.reset()

    @property
    def atr(self) -> bytes:
        """Return the answer to reset."""
        return ATR

    def reset(self) -> None:
        """Forget everything that ends with power."""
        self._file = b""
        self._algorithm: Algorithm | None = None
        self._session = b""
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Return data and status word for one command."""
        if len(command) == 4:
            command += b"\x00"
        if len(command) < 5:
            return _word(StatusWord.WRONG_LENGTH)
        head, p3, data = command[:2], command[4], command[5:]
        if data and len(data) not in (p3, p3 + 1):
            return _word(StatusWord.WRONG_LENGTH)
        handler = self._handlers().get(head)
        if handler is None:
            return _word(StatusWord.INS_UNKNOWN)
        return handler(command[2], command[3], p3, data[:p3])

    def _handlers(self) -> dict[bytes, Callable[[int, int, int, bytes], bytes]]:
        return {
            bytes((0x00, Ins.SELECT)): self._select,
            bytes((0x00, Ins.READ_BINARY)): self._read,
            bytes((0x00, Ins.GET_RESPONSE)): self._get_response,
            bytes((0xBF, Ins.PSAM_ENVIRONMENT)): self._environment,
            bytes((0xBF, Ins.PSAM_LOAD_KEY)): self._load,
            bytes((0x80, Ins.PSAM_CIPHER)): self._cipher,
        }

    def _select(self, p1: int, p2: int, p3: int, data: bytes) -> bytes:
        if p1 not in (0x00, 0x02, 0x04):
            return _word(StatusWord.WRONG_P1_P2)
        names = (ENVIRONMENT_NAME, APPLICATION_NAME)
        folders = names if p1 == 0x04 else (b"", _MASTER_FILE, _APPLICATION)
        if data in folders:
            self._file = b""
            return _word(StatusWord.OK)
        if p1 == 0x04 or data not in _FILES:
            return _word(StatusWord.FILE_NOT_FOUND)
        self._file = data
        return _word(StatusWord.OK)

    def _read(self, p1: int, p2: int, p3: int, data: bytes) -> bytes:
        if not self._file:
            return _word(StatusWord.NO_CURRENT_FILE)
        rest = _FILES[self._file][p1 << 8 | p2 :]
        if not rest:
            return _word(StatusWord.OFFSET_OUTSIDE)
        if p3 > len(rest) or p3 == 0:
            return _word(StatusWord.WRONG_LE | len(rest))
        return rest[:p3] + _word(StatusWord.OK)

    def _environment(self, p1: int, p2: int, p3: int, data: bytes) -> bytes:
        self._session = b""
        if len(data) != 1:
            return _word(StatusWord.WRONG_LENGTH)
        if data[0] not in (Algorithm.DES, Algorithm.SM4):
            return _word(StatusWord.NOT_SUPPORTED)
        self._algorithm = Algorithm(data[0])
        return _word(StatusWord.OK)

    def _load(self, usage: int, number: int, p3: int, data: bytes) -> bytes:
        """Derive downwards by each factor; the last 8 bytes make the session key."""
        self._session = b""
        name = _NAMES.get((usage, number))
        if self._algorithm is None:
            return _word(StatusWord.CONDITIONS_NOT_SATISFIED)
        if name is None:
            return _word(StatusWord.KEY_NOT_FOUND)
        if not 16 <= len(data) <= 32 or len(data) % 8:
            return _word(StatusWord.WRONG_LENGTH)
        key = master_key(name)
        for at in range(0, len(data) - 8, 8):
            key = crypto.derive(self._algorithm, key, data[at : at + 8])
        self._session = crypto.session_key(self._algorithm, key, data[-8:])
        return _word(StatusWord.OK)

    def _cipher(self, p1: int, p2: int, p3: int, data: bytes) -> bytes:
        if p1 not in (ENCIPHER, MAC):
            return _word(StatusWord.WRONG_P1_P2)
        if self._algorithm is None or not self._session:
            return _word(StatusWord.CONDITIONS_NOT_SATISFIED)
        size = crypto.block_size(self._algorithm)
        if not data or len(data) % size:
            return _word(StatusWord.WRONG_LENGTH)
        blocks = [data[at : at + size] for at in range(0, len(data), size)]
        if p1 == MAC:
            self._waiting = crypto.mac_of_blocks(self._algorithm, self._session, data)
        else:
            self._waiting = b"".join(
                crypto.encipher(self._algorithm, self._session, block)
                for block in blocks
            )
        return _word(StatusWord.MORE_DATA | len(self._waiting))

    def _get_response(self, p1: int, p2: int, p3: int, data: bytes) -> bytes:
        waiting = self._waiting
        if not waiting:
            return _word(StatusWord.CONDITIONS_NOT_SATISFIED)
        if p3 != len(waiting):
            return _word(StatusWord.WRONG_LE | len(waiting))
        self._waiting = b""
        return waiting + _word(StatusWord.OK)


def _word(sw: int) -> bytes:
    return sw.to_bytes(2, "big")
