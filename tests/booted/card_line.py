"""A card in QEMU's emulated reader: VSCARD, the protocol of `ccid-card-passthru`.

A message is three 32-bit numbers (big-endian: type, reader, length) and its data.
QEMU's docs/ccid.txt and libcacard's vscard_common.h tell the types.
"""

import contextlib
import socket
import struct
import threading
import time
from pathlib import Path

from kiosk.devices.virtual.reader.virtual_reader import ChipCard

INIT, ERROR, READER_ADD, _, ATR, CARD_REMOVE, APDU = range(1, 8)
ATR_OF_T0 = bytes.fromhex("3B021450")
"""The emulated reader speaks T=0 and short commands; this answer to reset is one."""


class CardLine:
    """The far end of the reader's slot."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._line: socket.socket | None = None
        self._turn = threading.Lock()
        self.card: ChipCard | None = None
        self.apdus = 0

    def connect(self) -> None:
        """Begin the conversation with a machine that was just switched on."""
        self.close()
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(self._path))
        self._send(INIT, b"VSCD" + struct.pack(">II", 2, 0))
        self._send(READER_ADD, b"reader\0")
        threading.Thread(target=self._listen, args=(self._line,), daemon=True).start()

    def insert(self, card: ChipCard) -> None:
        """Put a card in."""
        card.reset()
        self.card = card
        self._send(ATR, card.atr)

    def remove(self) -> None:
        """Pull it."""
        self._send(CARD_REMOVE, b"")
        self.card = None
        # Torn within a tenth of a second the emulated reader hangs for a minute.
        time.sleep(0.5)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _send(self, kind: int, data: bytes) -> None:
        assert self._line is not None
        with self._turn:
            self._line.sendall(struct.pack(">III", kind, 0, len(data)) + data)

    def _listen(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                kind, _, length = struct.unpack(">III", _exactly(line, 12))
                data = _exactly(line, length)
                if kind == APDU and self.card is not None:
                    self.apdus += 1
                    answer = self.card.answer(data)
                    if answer is not None and self.card is not None:
                        self._send(APDU, answer or b"\x6f\x00")


def _exactly(line: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = line.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data
