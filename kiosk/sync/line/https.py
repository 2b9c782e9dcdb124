"""One HTTPS line to the center, and the only file that knows the HTTP library.

It sends bytes and gives back status and bytes, with every failure as a CenterError.
What the bytes mean is the client's matter.
"""

import asyncio
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import httpx2

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

MAX_ANSWER = 4 * 1024 * 1024
LAST_WORDS = 0.5
_SILENT = 1 / 3
"""The part of the time after which a kept connection counts as forgotten."""
_REFUSALS = 400
_NOT_NOW = (9, 10)
"""X509_V_ERR_CERT_NOT_YET_VALID and _HAS_EXPIRED: only the time does not fit."""
_CLIENT_CERTIFICATE_ALERTS = re.compile(
    r"alert (unknown ca|bad certificate|certificate (expired|required|revoked|unknown)"
    r"|unsupported certificate|access denied|decrypt error)",
    re.IGNORECASE,
)


NOT_LET_IN = (Fault.CENTER_REFUSED_US, Fault.NOT_APPROVED)
"""The center is there, and does not take this machine for one of its own now."""


class CenterError(Told, KioskError):
    """The center could not be asked, or said no; never names a person."""

    def __init__(
        self,
        message: str | Message,
        fault: Fault,
        retry_after: float | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message, fault)
        self.retry_after = retry_after
        """Seconds the center asked to wait."""
        self.code = code
        """The center's own word, such as `gap`."""


class HttpAnswer(NamedTuple):
    """What came back."""

    status: int
    body: bytes
    retry_after: float | None

    def __repr__(self) -> str:
        return "HttpAnswer(hidden)"


_Answering = asyncio.Task[HttpAnswer]


class HttpsLine:
    """Keep-alive connections to one center, opened when they are needed."""

    def __init__(self, url: str, context: ssl.SSLContext) -> None:
        self._url, self._context = url, context
        self._client = self._opened()
        self._left: list[httpx2.AsyncClient] = []
        """Clients whose idle connections are not trusted any more."""
        self._running: set[_Answering] = set()
        self._closing: set[asyncio.Future[None]] = set()

    def _opened(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self._url,
            verify=self._context,
            trust_env=False,
            follow_redirects=False,
            headers={"accept-encoding": "identity", "accept": "application/json"},
            limits=httpx2.Limits(max_connections=8, keepalive_expiry=60),
        )

    async def exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        again: bool = True,
    ) -> HttpAnswer:
        """Send one request and read the whole answer within `deadline` seconds.

        Cancelling it returns at once, but the request itself runs on to its own
        limits: the HTTP library loses the socket of a handshake that is cancelled.

        :param again: the same request twice does nothing twice. Then a kept connection
            that stays silent for a third of the time, as one does that the network
            has forgotten, is answered by the same request on a fresh one.

        :raises CenterError: whatever goes wrong on the way.
        """
        request = _Request(method, path, deadline, body, headers)
        tasks = [self._start(request)]
        try:
            async with asyncio.timeout(deadline):
                if again and await self._forgotten(request, tasks[0]):
                    self._left.append(self._client)
                    self._client = self._opened()
                    tasks.append(self._start(request))
                return await _first_good(tasks)
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

    async def _forgotten(self, request: "_Request", task: _Answering) -> bool:
        """Tell whether a connection of earlier does not even begin to answer."""
        await asyncio.wait((task,), timeout=request.deadline * _SILENT)
        return not (task.done() or request.fresh or request.heard)

    def _start(self, request: "_Request") -> _Answering:
        task = asyncio.create_task(self._request(self._client, request))
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: _Answering) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # asked for, so that nobody misses it
        if self._left and not self._running:
            # Only now does nobody's answer hang on one of their connections.
            left, self._left = self._left, []
            closing = asyncio.ensure_future(_close(left))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _request(
        self, client: httpx2.AsyncClient, request: "_Request"
    ) -> HttpAnswer:
        try:
            async with asyncio.timeout(4 * request.deadline):
                return await self._exchange(client, request)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise _timed_out(request.deadline) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, ssl.SSLError, OSError) as error:
            raise _translated(error) from error

    async def _exchange(
        self, client: httpx2.AsyncClient, request: "_Request"
    ) -> HttpAnswer:
        async with client.stream(
            request.method,
            request.path,
            content=request.body,
            headers=request.headers,
            timeout=request.deadline,
            extensions={"trace": request.trace},
        ) as response:
            received = bytearray()
            async for piece in response.aiter_raw():
                received += piece
                if len(received) > MAX_ANSWER:
                    raise CenterError(
                        Message("center__too_long", most=MAX_ANSWER),
                        Fault.CENTER_BAD_ANSWER,
                    )
            after = _seconds(response.headers.get("retry-after", ""))
            return HttpAnswer(response.status_code, bytes(received), after)

    async def close(self, patience: float = LAST_WORDS) -> None:
        """Let what runs end or run out for a moment, then close the connections."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await asyncio.gather(*self._closing)
        await _close([*self._left, self._client])


@dataclass(repr=False)
class _Request:
    """One request, and what is seen of its way."""

    method: str
    path: str
    deadline: float
    body: bytes | None
    headers: dict[str, str] | None
    fresh: bool = False
    """A connection was opened for it."""
    heard: bool = False
    """The center began to answer."""

    async def trace(self, event: str, _: object) -> None:
        """Take what the HTTP library tells of the way."""
        self.fresh |= event == "connection.connect_tcp.started"
        self.heard |= event.endswith("receive_response_headers.complete")


async def _close(clients: list[httpx2.AsyncClient]) -> None:
    for client in clients:
        await client.aclose()


async def _first_good(tasks: list[_Answering]) -> HttpAnswer:
    """Return the first answer that is no refusal, else a refusal, else the first error.

    The same request on two connections may be refused on the second because the
    first was done; and a second that found no center says nothing of the first.
    """
    waiting, refusal = set(tasks), None
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when="FIRST_COMPLETED")
        for task in done:
            if task.exception() is None:
                if task.result().status < _REFUSALS:
                    return task.result()
                refusal = task.result()
    return refusal or tasks[0].result()


def _timed_out(deadline: float) -> CenterError:
    return CenterError(
        Message("center__timed_out", seconds=f"{deadline:g}"), Fault.CENTER_TIMEOUT
    )


def _seconds(text: str) -> float | None:
    """Return a Retry-After in seconds; a date is not used, clocks differ."""
    return float(text) if text.isascii() and text.isdecimal() else None


def _translated(error: Exception) -> CenterError:
    """Say in our words what a transport failure was."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            if cause.verify_code in _NOT_NOW:
                return CenterError(
                    Message("center__not_now", why=cause.verify_message),
                    Fault.CENTER_TIME,
                )
            return CenterError(
                Message("center__not_trusted", why=cause.verify_message),
                Fault.CENTER_IDENTITY,
            )
        if _CLIENT_CERTIFICATE_ALERTS.search(str(cause)):
            return CenterError(Message("center__refused_us"), Fault.CENTER_REFUSED_US)
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return CenterError(Message("center__no_address"), Fault.CENTER_UNREACHABLE)
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return CenterError(Message("center__unreachable"), Fault.CENTER_UNREACHABLE)
    return CenterError(
        Message("center__broke", kind=type(error).__name__),
        Fault.CENTER_BAD_ANSWER,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
