"""A virtual card slot: presents software cards to a real pcscd through vpcd.

It speaks vpcd's protocol and knows nothing of what a card answers.
"""

import contextlib
import socket
import threading
from typing import Protocol

POWER_OFF = b"\x00"
POWER_ON = b"\x01"
RESET = b"\x02"
GET_ATR = b"\x04"

_NO_ANSWER = b"\x00"
"""Sent where a real reader reports a time-out: one byte, which is no ATR and no
status word. The protocol has no word for it, and an empty frame ejects the card."""
_RETRY_S = 0.1


class ChipCard(Protocol):
    """What can be put into the slot."""

    @property
    def atr(self) -> bytes:
        """Return the answer to reset; empty when the chip is dead."""
        ...

    def reset(self) -> None:
        """Forget what ends with power."""
        ...

    def answer(self, command: bytes) -> bytes | None:
        """Return data and status word.

        Empty: the card stays silent and the reader gives up. None: even the reader
        hangs, until the card is pulled.
        """
        ...


class VirtualReader:
    """One slot at one vpcd port; a card in it is a connection, pulling it ends it.

    Several readers may run in one process, each at its own port. While pcscd
    restarts, an inserted card keeps knocking.
    """

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._lock = threading.Lock()
        self._insertion: _Insertion | None = None
        self._counted = 0

    @property
    def card(self) -> ChipCard | None:
        """Return the card in the slot."""
        insertion = self._insertion
        return insertion.card if insertion else None

    @property
    def apdu_count(self) -> int:
        """Return how many commands cards in this slot have been sent."""
        insertion = self._insertion
        return self._counted + (insertion.apdu_count if insertion else 0)

    def insert(self, card: ChipCard) -> None:
        """Put a card in; one that is there already is pulled first."""
        self.remove()
        with self._lock:
            self._insertion = _Insertion(self._address, card)
            self._insertion.start()

    def remove(self) -> None:
        """Pull the card, also in the middle of a command; no card is no error."""
        with self._lock:
            insertion, self._insertion = self._insertion, None
            if insertion is not None:
                insertion.end()
                self._counted += insertion.apdu_count

    def close(self) -> None:
        """Pull the card and leave."""
        self.remove()


class _Insertion(threading.Thread):
    """One card from insertion to removal."""

    def __init__(self, address: tuple[str, int], card: ChipCard) -> None:
        super().__init__(name="virtual-card", daemon=True)
        self.card = card
        self.apdu_count = 0
        self._address = address
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._socket: socket.socket | None = None

    def end(self) -> None:
        """Cut the connection; the thread may be the caller's own."""
        self._ended.set()
        with self._guard:
            if self._socket is not None:
                _shut(self._socket)
        if threading.current_thread() is not self:
            self.join(timeout=2.0)

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                with socket.create_connection(self._address, timeout=2.0) as line:
                    self._serve(line)
            except OSError:
                pass  # pcscd is not there (yet), or cut the line: knock again
            self.card.reset()
            self._ended.wait(_RETRY_S)

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(None)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._guard:
            self._socket = line
            if self._ended.is_set():
                _shut(line)
        try:
            while (frame := _receive(line)) is not None:
                self._obey(line, frame)
        finally:
            with self._guard:
                self._socket = None

    def _obey(self, line: socket.socket, frame: bytes) -> None:
        if frame in (POWER_OFF, POWER_ON, RESET):
            self.card.reset()
        elif frame == GET_ATR:
            _send(line, self.card.atr or _NO_ANSWER)
        else:
            self.apdu_count += 1
            answer = self.card.answer(frame)
            if answer is None:
                self._ended.wait()
            elif not self._ended.is_set():
                _send(line, answer or _NO_ANSWER)


def _receive(line: socket.socket) -> bytes | None:
    """Return one frame: two length bytes, then the content; None at the end."""
    head = _exactly(line, 2)
    return None if head is None else _exactly(line, int.from_bytes(head, "big"))


def _exactly(line: socket.socket, count: int) -> bytes | None:
    received = b""
    while len(received) < count:
        part = line.recv(count - len(received))
        if not part:
            return None
        received += part
        # Linux drops this flag by itself; without it vpcd's two small writes meet a
        # delayed acknowledgement and every command costs 40 ms.
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    return received


def _send(line: socket.socket, content: bytes) -> None:
    line.sendall(len(content).to_bytes(2, "big") + content)


def _shut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side may have been faster
        line.shutdown(socket.SHUT_RDWR)
