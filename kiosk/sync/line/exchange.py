"""One center over mutual TLS: sends a request, returns the answer or a CenterError.

How, not what: the contract's requests are methods of `center_client.py`. Texts name no
person; when to try again is the caller's decision.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar, TypeVar

import msgspec

from kiosk.domain.faults import Fault
from kiosk.domain.message import Message
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.returning import Waiting
from kiosk.sync.line.https import LAST_WORDS, CenterError, HttpAnswer, HttpsLine
from kiosk.sync.wire.contract import API, EVIDENCE, TAKES_HEADER, Problem

UPLOAD_DEADLINE = 30.0
"""A short limit and fast retries make a busy center collapse."""
T = TypeVar("T")
Stamp = tuple[int, ...]

FAULTS = {
    "not_enrolled": Fault.CENTER_REFUSED_US,
    "other_kiosk": Fault.CENTER_REFUSED_US,
    "signature": Fault.CENTER_REFUSED_US,
    "twin": Fault.CENTER_TWIN,
    "no_record": Fault.CENTER_NO_RECORD,
    "proof_refused": Fault.CARD_NOT_GENUINE,
    "item_refused": Fault.CARD_NOT_GENUINE,
    "pin_unproved": Fault.CARD_PIN_UNPROVED,
    "challenge_ended": Fault.CENTER_PROOF,
    "session_ended": Fault.CENTER_PROOF,
    "not_released": Fault.CARD_LOCKED,
    "card_lost": Fault.CARD_REPORTED_LOST,
    "card_not_enabled": Fault.CARD_NOT_ENABLED,
    "bad_request": Fault.CENTER_BAD_ANSWER,
    "bad_chain": Fault.CENTER_BAD_ANSWER,
    "no_hospital": Fault.CENTER_BAD_ANSWER,
}

"""What a person is told, by the code of the center's refusal."""


class Exchange:
    """The line to one center; the certificate is loaded when first needed."""

    last_words: ClassVar[float] = LAST_WORDS
    """Seconds that what runs is let run on when it is closed."""

    def __init__(
        self,
        url: str,
        kiosk_id: str,
        keys: DeviceKeys,
        folder: Path,
        timeout: float = 10.0,
        known: Callable[[], datetime | None] = lambda: datetime.now(UTC),
    ) -> None:
        """Take where the center is, who we are, and who knows the time."""
        self.kiosk_id, self._url, self._keys = kiosk_id, url, keys
        self._papers, self._timeout = Certificates(folder, keys), timeout
        self._known = known
        self.waiting = Waiting(folder)
        self._line: HttpsLine | None = None
        self._stamp: Stamp | None = None
        self._leaving: dict[asyncio.Task[None], HttpsLine] = {}

    async def close(self) -> None:
        """Close the connections."""
        line, self._line, self._stamp = self._line, None, None
        leaving = dict(self._leaving)
        for each in (line, *leaving.values()):
            if each is not None:
                await each.close(self.last_words)
        await asyncio.gather(*leaving)

    async def get(self, path: str, kind: type[T]) -> T:
        """Ask for one path of the contract and return its answer.

        :raises CenterError: for every failure.
        """
        answer = await self.exchange("GET", path, self._timeout, None, None)
        return decoded(checked(answer), kind)

    async def post(
        self, path: str, request: msgspec.Struct, kind: type[T], again: bool = True
    ) -> T:
        """Send one request of the contract and return its answer.

        :param again: sending it twice does nothing twice.

        :raises CenterError: for every failure.
        """
        body = msgspec.json.encode(request)
        headers = {"content-type": "application/json", TAKES_HEADER: EVIDENCE}
        timeout = self._timeout
        answer = await self.exchange("POST", path, timeout, body, headers, again)
        return decoded(checked(answer), kind)

    async def exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
        again: bool = True,
    ) -> HttpAnswer:
        """Return whatever the center answers, refusals too.

        :raises CenterError: when no answer came, or not in time.
        """
        try:
            answer = await self._exchange(method, path, deadline, body, headers, again)
        except CenterError as error:
            if error.fault is Fault.CENTER_REFUSED_US:
                self._check_waiting()
            raise
        if answer.status == 401 and _code_of(answer) == "not_enrolled":
            self._check_waiting()
        return answer

    def _check_waiting(self) -> None:
        """Say more of a refusal where staff only has to approve.

        :raises CenterError: when it is so.
        """
        if self.waiting.since is not None:
            raise CenterError(Message("center__not_approved"), Fault.NOT_APPROVED)

    async def exchange_unnamed(
        self, path: str, body: bytes, headers: dict[str, str]
    ) -> HttpAnswer:
        """Post something without showing a certificate.

        :raises CenterError: when no answer came, or we trust nobody.
        """
        try:
            context = self._papers.stranger_context()
        except (OSError, ValueError) as error:
            bad = Message("enrol__other_key", path=str(self._keys.folder))
            raise CenterError(bad, Fault.NOT_ENROLLED) from error
        line = HttpsLine(self._url, context)
        try:
            return await line.exchange("POST", API + path, self._timeout, body, headers)
        finally:
            await line.close()

    async def _exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
        again: bool,
    ) -> HttpAnswer:
        line, stamp = self._ready()
        try:
            target = API + path
            answer = await line.exchange(method, target, deadline, body, headers, again)
            # Another request was the first with the renewed certificate and so ended
            # this one's on the way; a refusal by name means that nothing was done.
            if answer.status == 401 and stamp != self._papers.stamp(self._url):
                line, _ = self._ready()
                answer = await line.exchange(
                    method, target, deadline, body, headers, again
                )
            return answer
        except CenterError as error:
            # A center that refuses our certificate only hangs up: in TLS 1.3 that
            # comes after the handshake. So look whether it had a reason to.
            if error.fault is not Fault.CENTER_BAD_ANSWER:
                raise
            if not self._papers.good(self._known()):
                raise CenterError(
                    "The center refused this kiosk's certificate, which has ended or "
                    "is of another authority.",
                    Fault.CENTER_REFUSED_US,
                ) from error
            raise

    def _ready(self) -> tuple[HttpsLine, Stamp]:
        """Return the line, made anew when the certificate on disk is another.

        What runs over the line before ends there: a person may be waiting for it.

        :raises CenterError: when this kiosk is not enrolled.
        """
        stamp = self._papers.stamp(self._url)
        if self._line is None or stamp != self._stamp:
            old, self._line = self._line, None
            if old is not None:
                self._leave(old)
            self._line = HttpsLine(self._url, self._papers.context())
            self._stamp = stamp
        return self._line, stamp

    def _leave(self, line: HttpsLine) -> None:
        # Longer than any request is waited for, so that the end cancels nobody.
        patience = max(UPLOAD_DEADLINE, self._timeout) + 1
        task = asyncio.create_task(line.close(patience))
        self._leaving[task] = line
        task.add_done_callback(lambda done: self._leaving.pop(done, None))


def _code_of(answer: HttpAnswer) -> str:
    try:
        return msgspec.json.decode(answer.body, type=Problem).code
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def checked(answer: HttpAnswer) -> HttpAnswer:
    """Return a success as it is.

    :raises CenterError: for everything else.
    """
    status = answer.status
    if 200 <= status < 300:
        return answer
    if status in (408, 429) or status >= 500:
        raise CenterError(
            f"The center answered with status {status}.",
            Fault.CENTER_ERROR,
            answer.retry_after,
        )
    try:
        problem = msgspec.json.decode(answer.body, type=Problem)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _bad_form(f"status {status} without a Problem") from error
    # Only the code is passed on: the message was written elsewhere.
    fault = FAULTS.get(problem.code, Fault.CENTER_BAD_ANSWER)
    code = problem.code if problem.code in FAULTS else ""
    text = f"The center refused the request: status {status} {code}".rstrip()
    raise CenterError(text + ".", fault, code=code)


def decoded(answer: HttpAnswer, kind: type[T]) -> T:
    """Return an answer's body as the agreed type.

    :raises CenterError: when it is none; the text quotes nothing of it.
    """
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Without the cause: it may quote what the center said about a person.
        raise _bad_form(f"no {kind.__name__}") from None


def _bad_form(what: str) -> CenterError:
    return CenterError(
        f"The center's answer is not in the agreed form: {what}.",
        Fault.CENTER_BAD_ANSWER,
    )
