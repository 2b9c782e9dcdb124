"""The outermost layer: reads the whole body, sheds load, inflates within a limit.

A refusal sent before the body was read resets the connection under the client, so the
body always comes first. No route and no database is known here.
"""

import zlib
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from kiosk.center.server.refusals import Refusal, retry_after
from kiosk.sync.wire.contract import MAX_BATCH_BYTES, Problem

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]

MAX_BODY = MAX_BATCH_BYTES
MAX_INFLATED = MAX_BATCH_BYTES
MAX_IN_FLIGHT = 64
_NUL = rb"\u0000"
"""In JSON. No database keeps it in a text; what comes by journal is stored escaped."""
_HELD = "/pulse"
MAX_STRANGER_BODY = 64 * 1024
"""Far more than an enrolment needs."""


class Admission:
    """An ASGI application around the center's own."""

    def __init__(self, app: ASGIApp, max_in_flight: int = MAX_IN_FLIGHT) -> None:
        self._app, self._max_in_flight = app, max_in_flight
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body in one piece, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            known = _has_certificate(scope)
            body = await _whole_body(receive, MAX_BODY if known else MAX_STRANGER_BODY)
            if body is None:
                return
            if self._in_flight >= self._max_in_flight and _sheddable(scope):
                raise Refusal(503, "busy", "Try again later.")
            scope["state"]["sent"] = body
            inflated = _inflated(scope, body)
            if _NUL in inflated and not str(scope["path"]).endswith("/batch"):
                raise Refusal(400, "bad_request", "A text has a NUL in it.")
            await self._pass_on(scope, inflated, receive, send)
        except Refusal as refusal:
            await _refuse(refusal, send)

    async def _pass_on(
        self, scope: Scope, body: bytes, receive: Receive, send: Send
    ) -> None:
        given = False

        async def once() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        # One that is held does no work; how many are, its route bounds.
        work = 0 if str(scope["path"]).endswith(_HELD) else 1
        self._in_flight += work
        try:
            await self._app(scope, once, send)
        finally:
            self._in_flight -= work


def _has_certificate(scope: Scope) -> bool:
    tls = (scope.get("extensions") or {}).get("tls") or {}
    return tls.get("identity") is not None


def _sheddable(scope: Scope) -> bool:
    """Tell whether a request may wait: uploads may, a person at a kiosk may not."""
    path = str(scope["path"])
    return path.endswith(("/batch", "/position"))


async def _whole_body(receive: Receive, most: int) -> bytes | None:
    """Read everything, keep at most the limit; None when the client left.

    :raises Refusal: `too_large` after the body was read.
    """
    body, length, more = bytearray(), 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        piece = message.get("body", b"")
        length += len(piece)
        if length <= most:
            body += piece
        more = message.get("more_body", False) and length <= 4 * most
    if length > most:
        raise Refusal(413, "too_large", f"At most {most} bytes.")
    return bytes(body)


def _inflated(scope: Scope, body: bytes) -> bytes:
    """Return the body as the routes read it.

    :raises Refusal: for a bomb, and for what is no zlib stream.
    """
    encoding = dict(scope["headers"]).get(b"content-encoding", b"identity")
    if encoding == b"identity":
        return body
    if encoding != b"deflate":
        raise Refusal(415, "bad_request", "Only deflate is understood.")
    inflater = zlib.decompressobj()
    try:
        data = inflater.decompress(body, MAX_INFLATED + 1)
    except zlib.error as error:
        raise Refusal(400, "bad_request", "Not a zlib stream.") from error
    if len(data) > MAX_INFLATED:
        raise Refusal(413, "too_large", f"At most {MAX_INFLATED} bytes inflated.")
    if not inflater.eof or inflater.unused_data:
        raise Refusal(400, "bad_request", "The zlib stream is cut or has a tail.")
    return data


async def _refuse(refusal: Refusal, send: Send) -> None:
    body = msgspec.json.encode(Problem(refusal.code, refusal.message))
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode("ascii")),
    ]
    if refusal.status == 503:
        headers.append((b"retry-after", retry_after().encode("ascii")))
    if refusal.status == 413:
        headers.append((b"connection", b"close"))
    await send(
        {
            "type": "http.response.start",
            "status": refusal.status,
            "headers": headers,
        }
    )
    await send({"type": "http.response.body", "body": body, "more_body": False})
