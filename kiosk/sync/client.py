"""The kiosk's way to its center: every request of the contract as a method.

All failures are CenterErrors with a fault code; texts name no person. When to try
again is the caller's decision.
"""

import asyncio
import base64
import zlib
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.faults import Fault
from kiosk.records import Insurance
from kiosk.sync.contract import (
    API,
    SIGNATURE_HEADER,
    Batch,
    BatchAccepted,
    BatchConflict,
    CardProof,
    Challenge,
    ChallengeRequest,
    Contributions,
    ContributionsRequest,
    Enrolled,
    ExternalKeyRequest,
    Health,
    KeyData,
    PinReloadRequest,
    Position,
    Problem,
    Renewal,
    Session,
    SessionRequest,
)
from kiosk.sync.https import Answer, CenterError, HttpsLine
from kiosk.sync.keys import DeviceKeys
from kiosk.sync.papers import Papers

UPLOAD_DEADLINE = 30.0
"""A short limit and fast retries make a busy center collapse."""
T = TypeVar("T")
Stamp = tuple[int, int]

_FAULTS = {
    "not_enrolled": Fault.CENTER_REFUSED_US,
    "signature": Fault.CENTER_REFUSED_US,
    "no_record": Fault.CENTER_NO_RECORD,
    "proof_refused": Fault.CARD_NOT_GENUINE,
    "challenge_ended": Fault.CENTER_PROOF,
    "session_ended": Fault.CENTER_PROOF,
    "not_released": Fault.CARD_LOCKED,
    "card_lost": Fault.CARD_REPORTED_LOST,
    "card_not_enabled": Fault.CARD_NOT_ENABLED,
}


class CenterClient:
    """One center over mutual TLS; the certificate is loaded when first needed."""

    def __init__(
        self,
        url: str,
        kiosk_id: str,
        keys: DeviceKeys,
        folder: Path,
        timeout: float = 10.0,
    ) -> None:
        self.kiosk_id, self._url, self._keys = kiosk_id, url, keys
        self._papers, self._timeout = Papers(folder, keys), timeout
        self._line: HttpsLine | None = None
        self._stamp: Stamp | None = None
        self._leaving: dict[asyncio.Task[None], HttpsLine] = {}

    async def health(self) -> Health:
        """Return the center's clock and version."""
        return _decoded(await self._ask("GET", "/health"), Health)

    async def position(self) -> Position:
        """Return how far the center has got with this kiosk."""
        path = f"/kiosk/{self.kiosk_id}/position"
        return _decoded(await self._ask("GET", path), Position)

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        """Send one batch, deflated and signed.

        :raises CenterError: with the code `too_large` when it must be halved.
        """
        body = zlib.compress(msgspec.json.encode(batch), 6)
        headers = {
            "content-type": "application/json",
            "content-encoding": "deflate",
            SIGNATURE_HEADER: base64.b64encode(self._keys.sign(body)).decode("ascii"),
        }
        deadline = max(UPLOAD_DEADLINE, self._timeout)
        answer = await self._exchange("POST", "/batch", deadline, body, headers)
        if answer.status == 409:
            return _decoded(answer, BatchConflict)
        if answer.status == 413:
            raise CenterError(
                "The batch is too large.", Fault.CENTER_ERROR, code="too_large"
            )
        return _decoded(_checked(answer), BatchAccepted)

    async def challenge(self, card_id: str) -> Challenge:
        """Ask for the numbers that the card must answer."""
        return await self._post("/challenges", ChallengeRequest(card_id), Challenge)

    async def open_session(self, proof: CardProof) -> Session:
        """Show the card's answer and learn the card's state."""
        return await self._post("/sessions", SessionRequest(proof), Session)

    async def contributions(self, token: str, insurance: Insurance) -> Contributions:
        """Fetch all months of one insurance."""
        request = ContributionsRequest(token, insurance)
        return await self._post("/records/contributions", request, Contributions)

    async def use_key(self, request: ExternalKeyRequest) -> bytes:
        """Have the key service make the data of EXTERNAL AUTHENTICATE."""
        return (await self._post("/keys/external", request, KeyData)).data

    async def reload_pin(self, request: PinReloadRequest) -> bytes:
        """Have the key service make the data of PIN RELOAD or PIN UNBLOCK."""
        return (await self._post("/keys/pin", request, KeyData)).data

    async def renew(self, request: Renewal) -> Enrolled:
        """Ask, over this certificate, for the next."""
        return await self._post("/renew", request, Enrolled)

    async def close(self) -> None:
        """Close the connections."""
        line, self._line, self._stamp = self._line, None, None
        leaving = dict(self._leaving)
        for each in (line, *leaving.values()):
            if each is not None:
                await each.close()
        await asyncio.gather(*leaving)

    async def _post(self, path: str, request: msgspec.Struct, kind: type[T]) -> T:
        body = msgspec.json.encode(request)
        return _decoded(await self._ask("POST", path, body), kind)

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"content-type": "application/json"} if body is not None else None
        answer = await self._exchange(method, path, self._timeout, body, headers)
        return _checked(answer)

    async def _exchange(
        self,
        method: str,
        path: str,
        deadline: float,
        body: bytes | None,
        headers: dict[str, str] | None,
    ) -> Answer:
        line, stamp = self._ready()
        try:
            target = API + path
            answer = await line.exchange(method, target, deadline, body, headers)
            # Another request was the first with the renewed certificate and so ended
            # this one's on the way; a refusal by name means that nothing was done.
            if answer.status == 401 and stamp != self._papers.stamp(self._url):
                line, _ = self._ready()
                answer = await line.exchange(method, target, deadline, body, headers)
            return answer
        except CenterError as error:
            # A center that refuses our certificate only hangs up: in TLS 1.3 that
            # comes after the handshake. So look whether it had a reason to.
            if error.fault is Fault.CENTER_BAD_ANSWER and not self._papers.good():
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


def _checked(answer: Answer) -> Answer:
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
        raise _bad_form(f"status {status} without a problem") from error
    # Only the code is passed on: the message was written elsewhere.
    fault = _FAULTS.get(problem.code, Fault.CENTER_BAD_ANSWER)
    code = problem.code if problem.code in _FAULTS else ""
    text = f"The center refused the request: status {status} {code}".rstrip()
    raise CenterError(text + ".", fault, code=code)


def _decoded(answer: Answer, kind: type[T]) -> T:
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
