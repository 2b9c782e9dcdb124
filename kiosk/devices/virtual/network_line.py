"""A network line that can be broken: a TCP relay with a switch, on a thread of its own.

Product code of the demo and the tests. It passes bytes and knows nothing of them, so
the TLS inside stays between the two real ends.
"""

import asyncio
import contextlib
import socket
import threading
from typing import Literal

Mode = Literal["open", "refuse", "hang", "cut"]
_CHUNK = 64 * 1024
_WAIT = 5.0


class NetworkLine:
    """A relay on a port of this machine to another host and port."""

    def __init__(self, target_host: str, target_port: int) -> None:
        """Take a free port and begin to relay.

        :raises OSError: when no port can be had.
        """
        self._target = (target_host, target_port)
        # Bound for the line's whole life but never listening: while the line refuses,
        # nobody else can get the port.
        self._keeper = _bound(0)
        self.port: int = self._keeper.getsockname()[1]
        self._mode: Mode = "open"
        self._after = 0
        self._flowing = asyncio.Event()
        self._relays: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._thread.start()
        self._do("open", 0)

    @property
    def mode(self) -> Mode:
        """Return the switch's position."""
        return self._mode

    def set_mode(self, mode: Mode, after: int = 0) -> None:
        """Turn the switch; when this returns, the line behaves so.

        open relays; refuse drops every connection and lets nobody connect; hang keeps
        connections but passes nothing on; cut drops a connection once `after` bytes
        of the answer have passed through it since the switch was turned.
        """
        self._do(mode, after)

    def close(self) -> None:
        """Drop every connection and give the port back."""
        if not self._thread.is_alive():
            return
        self._do("refuse", 0)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WAIT)
        self._loop.close()
        self._keeper.close()

    def _do(self, mode: Mode, after: int) -> None:
        done = asyncio.run_coroutine_threadsafe(self._switch(mode, after), self._loop)
        done.result(_WAIT)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _switch(self, mode: Mode, after: int) -> None:
        self._mode, self._after = mode, after
        if mode == "hang":
            self._flowing.clear()
        else:
            self._flowing.set()
        if mode in ("refuse", "cut"):
            await self._drop_all()
        if mode == "refuse":
            await self._stop_listening()
        elif self._server is None:
            self._server = await asyncio.start_server(
                self._relay, sock=_bound(self.port), backlog=128
            )

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _drop_all(self) -> None:
        relays = list(self._relays)
        for relay in relays:
            relay.cancel()
        await asyncio.gather(*relays, return_exceptions=True)

    async def _relay(
        self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter
    ) -> None:
        """Relay one connection until either end or the switch ends it."""
        task = asyncio.current_task()
        assert task is not None
        self._relays.add(task)
        far_out: asyncio.StreamWriter | None = None
        try:
            far, far_out = await asyncio.open_connection(*self._target)
            ways = (
                asyncio.ensure_future(self._pump(near, far_out, None)),
                asyncio.ensure_future(self._pump(far, near_out, self._after)),
            )
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        except (OSError, asyncio.CancelledError):
            pass  # a dropped line is what this is for
        finally:
            self._relays.discard(task)
            for writer in (near_out, far_out):
                if writer is not None:
                    writer.transport.abort()

    async def _pump(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        limit: int | None,
    ) -> None:
        """Pass bytes on; the way of the answer is cut after `limit` bytes."""
        passed = 0
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                await self._flowing.wait()
                if limit is not None and self._mode == "cut":
                    data = data[: max(limit - passed, 0)]
                    passed += len(data)
                sink.write(data)
                await sink.drain()
                if limit is not None and self._mode == "cut" and passed >= limit:
                    return


def _bound(port: int) -> socket.socket:
    """Return a socket bound to a port here; several may share one.

    The protocol is named because asyncio sets TCP_NODELAY only then.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound
