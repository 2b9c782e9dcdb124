"""Newline-delimited JSON over a Unix socket: the server and the client of it.

The control socket and the demo's surroundings speak it. Every line is one command
object and is answered by one object; a refusal is `{"error": "..."}`.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any

Reply = dict[str, Any]
Handler = Callable[[dict[str, Any]], Awaitable[Reply]]
MAX_LINE = 64 * 1024


class CommandRefused(Exception):
    """A command cannot be carried out; the text goes back as the error."""


async def serve_lines(path: Path, handler: Handler) -> asyncio.AbstractServer:
    """Listen on a socket that only its owner can reach."""
    path.unlink(missing_ok=True)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                reply = await answer_line(line, handler)
                writer.write(json.dumps(reply, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError, asyncio.LimitOverrunError):
            pass  # the other end went away or sent an endless line
        except asyncio.CancelledError:
            pass  # the program ends; asyncio would print a trace for each client
        finally:
            writer.close()

    server = await asyncio.start_unix_server(talk, path, limit=MAX_LINE)
    path.chmod(0o600)
    return server


async def answer_line(line: bytes, handler: Handler) -> Reply:
    """Return what a handler answers to one line, refusals and all."""
    try:
        command = json.loads(line)
    except ValueError:
        return {"error": "not JSON: each line is one object"}
    if not isinstance(command, dict) or not isinstance(command.get("do"), str):
        return {"error": 'not a command: an object with a text "do" is expected'}
    try:
        return await handler(command)
    except CommandRefused as error:
        return {"error": str(error)}
    except Exception as error:
        return {"error": f"the command failed: {type(error).__name__}"}


class LineClient:
    """The other end, blocking; for the demo's driver, the dock and tests."""

    def __init__(self, path: Path, timeout: float = 15.0) -> None:
        """Connect.

        :raises OSError: when nobody listens there.
        """
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._file = self._socket.makefile("rwb")

    def ask(self, **command: object) -> Reply:
        """Send one command and return its reply, errors included.

        :raises ConnectionError: when the other end is gone.
        """
        self._file.write(json.dumps(command, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        line = self._file.readline()
        if not line:
            raise ConnectionError("the other end closed the socket")
        reply: Reply = json.loads(line)
        return reply

    def close(self) -> None:
        """Close the connection, also when the other end is gone already."""
        with contextlib.suppress(OSError):
            self._file.close()
        self._socket.close()

    def __enter__(self) -> "LineClient":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
