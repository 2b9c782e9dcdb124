"""A certified camera module in software, behind a Unix socket: it sees nobody.

What it says is set from outside, as the demo's dock does it. Its key is made anew with
each start and told to the center, as a city would write down a real module's.
"""

import socket
import threading
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.domain.services.face import FaceVerdict, statement

_MOST_LINE = 4096


class NonceLine(msgspec.Struct, frozen=True):
    """What it is asked: the center's number for this look."""

    nonce: bytes

    def __repr__(self) -> str:
        return "NonceLine(hidden)"


class VirtualCamera:
    """Answers whoever connects with the verdict that is set; `away` hangs up."""

    def __init__(self, path: Path) -> None:
        """Listen on a socket that only its owner can open."""
        self.path = path
        self.verdict = FaceVerdict.PASSED
        self._key = Ed25519PrivateKey.generate()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        path.chmod(0o600)
        self._listener.listen()
        self._thread = threading.Thread(target=self._accept, name="camera")
        self._thread.start()

    @property
    def public(self) -> bytes:
        """Return the key by which the center knows it."""
        return self._key.public_key().public_bytes_raw()

    def close(self) -> None:
        """Let go of the socket."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        self.path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError, msgspec.DecodeError):
                connection.settimeout(1.0)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        verdict = self.verdict
        line = connection.makefile("rb").readline(_MOST_LINE)
        asked = msgspec.json.decode(line, type=NonceLine)
        if verdict is FaceVerdict.AWAY:
            return
        token = self._key.sign(statement(asked.nonce, verdict))
        told = {"verdict": verdict, "token": token}
        connection.sendall(msgspec.json.encode(told) + b"\n")
