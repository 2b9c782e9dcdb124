"""The desk's outermost layer: what no browser is to do, and who may send forms.

Every answer, a failure's too, says what the page may load (its own files alone) and
that nothing of it is kept. What changes something comes from our own page or not at
all.
"""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Any, Any, Any], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{what}-src 'self'" for what in ("script", "style", "img", "connect")),
        *("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"),
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
SAFE = {"GET", "HEAD", "OPTIONS"}


class DeskFence:
    """An ASGI application around the desk's own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_ours(message.get("headers", []))
            await send(message)

        headers = {name.lower(): value for name, value in scope["headers"]}
        if scope["method"] not in SAFE and not _from_us(headers):
            await _refuse(fenced)
            return
        await self._app(scope, receive, fenced)


def _with_ours(headers: Any) -> list[tuple[bytes, bytes]]:
    found = [(bytes(name).lower(), bytes(value)) for name, value in headers]
    known = {name for name, _ in found}
    ours = ((name.encode(), value.encode()) for name, value in HEADERS.items())
    return [*found, *(pair for pair in ours if pair[0] not in known)]


def _from_us(headers: dict[bytes, bytes]) -> bool:
    """Tell whether a browser says that the request comes from our own page.

    Each of the two headers counts where it is there, and one must be.
    """
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    own = b"https://" + headers.get(b"host", b"")
    fits = site in (None, b"same-origin") and origin in (None, own)
    return fits and not (site is None and origin is None)


async def _refuse(send: Send) -> None:
    start = {"type": "http.response.start", "status": 403, "headers": []}
    await send(start)
    await send({"type": "http.response.body", "body": b"", "more_body": False})
