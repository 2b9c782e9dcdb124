"""An ID card reader in software, behind a Unix socket: cards are laid on and taken.

As with the real ones a card that lies there is read once; to be read again it has to
be taken and laid on anew.
"""

import socket
import threading
from contextlib import suppress
from pathlib import Path

import msgspec

from kiosk.devices.idcard.idcard_port import IdCard

_LOOK = 0.2
"""Seconds between two looks at whether the other end of a wait is still there."""


class VirtualIdReader:
    """Serves whoever connects with the next card."""

    def __init__(self, path: Path) -> None:
        """Listen on a socket that only its owner can open."""
        self.path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen()
        self._change = threading.Condition()
        self._card: IdCard | None = None
        self._read = False
        self._closed = False
        self._threads = [threading.Thread(target=self._accept, name="id-reader")]
        self._threads[0].start()

    def put(self, card: IdCard) -> None:
        """Lay a card on the reader, in place of one that lies there."""
        with self._change:
            self._card, self._read = card, False
            self._change.notify_all()

    def take(self) -> None:
        """Take the card away."""
        with self._change:
            self._card = None

    @property
    def present(self) -> bool:
        """Tell whether a card lies on the reader."""
        return self._card is not None

    def close(self) -> None:
        """End every wait and let go of the socket."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)
        self.path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=[connection])
            self._threads = [t for t in self._threads if t.is_alive()] + [thread]
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        """Send the next card to one who waits, unless he leaves before."""
        with connection, self._change:
            while not self._closed and _there(connection):
                if self._card is not None and not self._read:
                    with suppress(OSError):
                        connection.sendall(msgspec.json.encode(self._card) + b"\n")
                        self._read = True
                    return
                self._change.wait(_LOOK)


def _there(connection: socket.socket) -> bool:
    """Tell whether the other end still listens; it never sends anything."""
    try:
        return connection.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
