"""One HTTPS line to the center, and the only file that knows the HTTP library.

It sends bytes and gives back status and bytes, with every failure as a CenterError.
What the bytes mean is the client's matter.
"""

import asyncio
import re
import ssl
from collections.abc import Iterator
from typing import NamedTuple

import httpx2

from kiosk.faults import Fault, KioskError

MAX_ANSWER = 4 * 1024 * 1024
_LAST_WORDS = 0.5
_CLIENT_CERTIFICATE_ALERTS = re.compile(
    r"alert (unknown ca|bad certificate|certificate (expired|required|revoked|unknown)"
    r"|unsupported certificate|access denied|decrypt error)",
    re.IGNORECASE,
)


class CenterError(KioskError):
    """The center could not be asked, or said no; never names a person."""

    def __init__(
        self,
        message: str,
        fault: Fault,
        retry_after: float | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message, fault)
        self.retry_after = retry_after
        """Seconds the center asked to wait."""
        self.code = code
        """The center's own word, such as `gap`."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    retry_after: float | None


class HttpsLine:
    """Keep-alive connections to one center, opened when they are needed."""

    def __init__(self, url: str, context: ssl.SSLContext) -> None:
        self._client = httpx2.AsyncClient(
            base_url=url,
            verify=context,
            trust_env=False,
            follow_redirects=False,
            headers={"accept-encoding": "identity", "accept": "application/json"},
            limits=httpx2.Limits(max_connections=8, keepalive_expiry=60),
        )
        self._running: set[asyncio.Task[Answer]] = set()

    async def exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request and read the whole answer within `deadline` seconds.

        Cancelling it returns at once, but the request itself runs on to its own
        limits: the HTTP library loses the socket of a handshake that is cancelled.

        :raises CenterError: whatever goes wrong on the way.
        """
        request = self._request(method, path, deadline, body, headers)
        task = asyncio.create_task(request)
        self._running.add(task)
        task.add_done_callback(self._ended)
        try:
            async with asyncio.timeout(deadline):
                return await asyncio.shield(task)
        except TimeoutError as error:
            raise _timed_out(deadline) from error
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if caller is not None and caller.cancelling():
                raise
            # Not the caller but the request was cancelled: the line was closed.
            raise CenterError(
                "The line to the center was closed.", Fault.CENTER_UNREACHABLE
            ) from None

    def _ended(self, task: asyncio.Task[Answer]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # asked for, so that nobody misses it

    async def _request(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
    ) -> Answer:
        try:
            async with asyncio.timeout(4 * deadline):
                return await self._exchange(method, path, deadline, body, headers)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise _timed_out(deadline) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
            raise _translated(error) from error

    async def _exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
    ) -> Answer:
        async with self._client.stream(
            method, path, content=body, headers=headers, timeout=deadline
        ) as response:
            received = bytearray()
            async for piece in response.aiter_raw():
                received += piece
                if len(received) > MAX_ANSWER:
                    raise CenterError(
                        f"The center's answer is over {MAX_ANSWER} bytes.",
                        Fault.CENTER_BAD_ANSWER,
                    )
            after = _seconds(response.headers.get("retry-after", ""))
            return Answer(response.status_code, bytes(received), after)

    async def close(self, patience: float = _LAST_WORDS) -> None:
        """Let what runs end or run out for a moment, then close the connections."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._client.aclose()


def _timed_out(deadline: float) -> CenterError:
    return CenterError(
        f"The center did not answer within {deadline:g} s.", Fault.CENTER_TIMEOUT
    )


def _seconds(text: str) -> float | None:
    """Return a Retry-After in seconds; a date is not used, clocks differ."""
    return float(text) if text.isascii() and text.isdecimal() else None


def _translated(error: Exception) -> CenterError:
    """Say in our words what a transport failure was."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CenterError(
                f"The center's certificate was refused: {cause.verify_message}.",
                Fault.CENTER_IDENTITY,
            )
        if _CLIENT_CERTIFICATE_ALERTS.search(str(cause)):
            return CenterError(
                "The center refused this kiosk's certificate.", Fault.CENTER_REFUSED_US
            )
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return CenterError("center.url is not an address.", Fault.CENTER_UNREACHABLE)
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return CenterError("No connection to the center.", Fault.CENTER_UNREACHABLE)
    return CenterError(
        f"The line to the center broke ({type(error).__name__}).",
        Fault.CENTER_BAD_ANSWER,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
