"""Who may hold a connection: few without a certificate, and none in silence.

Counted when a connection is accepted, before any cryptography. Who is over a limit does
not keep others out: the oldest that has shown no certificate goes.
"""

import socket
from contextlib import suppress

STRANGERS_AT_ONE_ADDRESS = 32
STRANGERS = 128
"""Connections without a certificate, those at their handshake among them."""
OF_ONE_KIOSK = 16
"""A kiosk needs two or three."""
Peer = tuple[str, int]


class _Held(socket.socket):
    """An accepted socket that tells when it is closed."""

    door: "Doorkeeper | None" = None
    peer: Peer = ("", 0)

    def close(self) -> None:
        """Close, and be counted no more."""
        if self.door is not None:
            self.door.left(self.peer)
        super().close()


class Doorkeeper(socket.socket):
    """A listening socket that sheds before the work; belongs to the event loop."""

    def __init__(
        self, family: int, kind: int, protocol: int, handle: int | None = None
    ) -> None:
        """Make the socket, or take over an open one; nobody is there yet."""
        super().__init__(family, kind, protocol, handle)
        self._strangers: dict[Peer, _Held] = {}
        self._kiosks: dict[str, dict[Peer, _Held]] = {}
        self._owners: dict[Peer, str] = {}

    def accept(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection and let the oldest stranger go where it is too many."""
        handle, address = self._accept()  # type: ignore[attr-defined]
        held = _Held(self.family, self.type, self.proto, fileno=handle)
        held.door, held.peer = self, (str(address[0]), int(address[1]))
        here = [peer for peer in self._strangers if peer[0] == held.peer[0]]
        if len(here) >= STRANGERS_AT_ONE_ADDRESS:
            self._shed(self._strangers, here[0])
        elif len(self._strangers) >= STRANGERS:
            self._shed(self._strangers, next(iter(self._strangers)))
        self._strangers[held.peer] = held
        return held, address

    def proved(self, peer: Peer, kiosk: str) -> None:
        """Count a connection as a kiosk's; its oldest goes when it has too many."""
        held = self._strangers.pop(peer, None)
        if held is None:
            return
        own = self._kiosks.setdefault(kiosk, {})
        if len(own) >= OF_ONE_KIOSK:
            self._shed(own, next(iter(own)))
        own[peer], self._owners[peer] = held, kiosk

    def left(self, peer: Peer) -> None:
        """Forget a connection that is closed."""
        self._strangers.pop(peer, None)
        kiosk = self._owners.pop(peer, None)
        own = {} if kiosk is None else self._kiosks.get(kiosk, {})
        own.pop(peer, None)
        if kiosk is not None and not own:
            self._kiosks.pop(kiosk, None)

    @staticmethod
    def _shed(held: dict[Peer, _Held], peer: Peer) -> None:
        """End a connection as its other side would: the loop then closes it."""
        with suppress(OSError):
            held.pop(peer).shutdown(socket.SHUT_RDWR)
