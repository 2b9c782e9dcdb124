"""A social security card in software: what the chip answers to any bytes at all.

Honest on purpose: access conditions, counters, wrong-Le answers and challenge rules
are the real card's; what needs a PIN or a key is in `security.py`. It is no reader
and knows no socket. Not modelled: card and application blocking, medical debits.
"""

from collections.abc import Callable

from kiosk.devices.card.protocol.apdu import Ins, StatusWord
from kiosk.devices.virtual.card.counters import Counters
from kiosk.devices.virtual.card.file_tree import DedicatedFile, ElementaryFile
from kiosk.devices.virtual.card.pin_memory import PinMemory
from kiosk.devices.virtual.card.received_command import (
    UPDATES,
    Apdu,
    exactly,
    expected_length,
    parse,
)
from kiosk.devices.virtual.card.security import Chip, Security
from kiosk.devices.virtual.card.selection import CardRefusal, Selection

__all__ = ["Chip", "VirtualCard"]


class VirtualCard:
    """One card. `answer` takes any bytes and never raises."""

    def __init__(
        self, root: DedicatedFile, chip: Chip, counters: Counters, memory: PinMemory
    ) -> None:
        self._root = root
        self._chip = chip
        self._security = Security(chip, counters, memory)
        self._selection = Selection(root)
        self._waiting = b""

    @property
    def atr(self) -> bytes:
        """Return the answer to reset."""
        return self._chip.atr

    def reset(self) -> None:
        """Forget everything that ends with power: rights, selection, challenge."""
        self._selection = Selection(self._root)
        self._security.reset()
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        """Return data and status word for one command."""
        try:
            data, sw = self._dispatch(command)
        except CardRefusal as refusal:
            data, sw = b"", refusal.sw
        return data + sw.to_bytes(2, "big")

    def _dispatch(self, command: bytes) -> tuple[bytes, int]:
        apdu = parse(command)
        if apdu.ins == Ins.GET_RESPONSE:
            return self._get_response(apdu)
        self._waiting = b""
        if apdu.ins in UPDATES:
            raise CardRefusal(StatusWord.SECURITY_NOT_SATISFIED)
        handler = self._handlers().get(apdu.ins)
        if handler is None:
            raise CardRefusal(StatusWord.INS_UNKNOWN)
        return handler(apdu)

    def _handlers(self) -> dict[int, Callable[[Apdu], tuple[bytes, int]]]:
        security = self._security
        return {
            Ins.SELECT: self._select,
            Ins.READ_RECORD: self._read_record,
            Ins.READ_BINARY: self._read_binary,
            Ins.VERIFY: lambda apdu: (b"", security.verify(apdu)),
            Ins.CHANGE_PIN: lambda apdu: (b"", security.change_pin(apdu)),
            Ins.RELOAD_PIN: lambda apdu: (b"", security.reload_pin(apdu)),
            Ins.GET_CHALLENGE: lambda apdu: (
                security.get_challenge(apdu),
                StatusWord.OK,
            ),
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
            raise CardRefusal(StatusWord.WRONG_FILE_TYPE)
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
            raise CardRefusal(StatusWord.WRONG_FILE_TYPE)
        self._require(file)
        offset = apdu.p2 if by_sfi else apdu.p1 << 8 | apdu.p2
        rest = file.body[offset:]
        if not rest:
            raise CardRefusal(StatusWord.OFFSET_OUTSIDE)
        if le > len(rest):
            raise CardRefusal(StatusWord.WRONG_LE | len(rest))
        return rest[:le], StatusWord.OK

    def _require(self, file: ElementaryFile) -> None:
        if not any(rights <= self._security.granted for rights in file.read):
            raise CardRefusal(StatusWord.SECURITY_NOT_SATISFIED)

    def _internal_authenticate(self, apdu: Apdu) -> tuple[bytes, int]:
        return self._hand_over(self._security.internal_authenticate(apdu), apdu.le)

    def _external_authenticate(self, apdu: Apdu) -> tuple[bytes, int]:
        folder = self._selection.folder.fid
        return b"", self._security.external_authenticate(apdu, folder)

    def _hand_over(self, data: bytes, le: int | None) -> tuple[bytes, int]:
        """Give data at once when Le was sent, else let GET RESPONSE fetch it (T=0)."""
        if le is not None and le >= len(data):
            return data, StatusWord.OK
        self._waiting = data
        return b"", StatusWord.MORE_DATA | len(data)

    def _get_response(self, apdu: Apdu) -> tuple[bytes, int]:
        if not self._waiting:
            raise CardRefusal(StatusWord.CONDITIONS_NOT_SATISFIED)
        le = expected_length(apdu)
        if le > len(self._waiting):
            raise CardRefusal(StatusWord.WRONG_LE | len(self._waiting))
        data, self._waiting = self._waiting[:le], self._waiting[le:]
        rest = len(self._waiting)
        return data, StatusWord.MORE_DATA | rest if rest else StatusWord.OK
