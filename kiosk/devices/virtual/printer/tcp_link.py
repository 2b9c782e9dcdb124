"""A network port in place of a serial line, one client at a time.

Printers with a network plug listen on 9100 and take what a serial one would.
"""

import contextlib
import socket


class TcpLink:
    """The printer's end of one connection; the next client waits for its end."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        """Listen; port 0 takes a free one.

        :raises OSError: when the port is somebody else's.
        """
        self.flows = True
        self._address = (host, port)
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self.plug()

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return self._address[1]

    @property
    def master(self) -> int | None:
        """Return the client, or where the next one comes in."""
        end = self._client or self._listener
        return end.fileno() if end else None

    def plug(self) -> None:
        """Listen; nothing happens when it does already."""
        if self._listener is None:
            self._listener = socket.create_server(self._address)
            self._listener.setblocking(False)
            self._address = (self._address[0], self._listener.getsockname()[1])

    def unplug(self) -> None:
        """Hang up and listen no more."""
        for end in (self._client, self._listener):
            if end is not None:
                end.close()
        self._client = self._listener = None

    def read(self, most: int) -> bytes:
        """Return what the client sent; let one in when there is none."""
        try:
            if self._client is not None:
                data = self._client.recv(most)
                if not data:
                    self._hang_up()
                return data
            if self._listener is not None:
                self._client, _ = self._listener.accept()
                self._client.setblocking(False)
        except BlockingIOError:
            pass
        except OSError:
            self._hang_up()
        return b""

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def write(self, data: bytes) -> None:
        """Answer; what nobody takes is lost."""
        if self._client is not None and data:
            with contextlib.suppress(OSError):
                self._client.send(data)
