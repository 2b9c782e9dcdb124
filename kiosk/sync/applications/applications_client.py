"""The acts of the contract as methods over the line to the center.

Nothing is repeated or kept here: that is `application_desk.py` and `pending.py`.
"""

from datetime import datetime

from kiosk.domain.applications import ActAnswer, ActId, CodeAnswer, ProgressAnswer
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.wire.applications_wire import (
    ActStatus,
    CodeRequest,
    ContactRequest,
    EnableRequest,
    LossRequest,
    PinChangeRequest,
    PinProgressRequest,
    ProgressRequest,
    ReleaseRequest,
    ReplacementRequest,
    SealingKey,
    StatusRequest,
    UndoRequest,
    WithdrawRequest,
)
from kiosk.sync.wire.identity_wire import Health
from kiosk.sync.wire.services.eligibility_wire import CertifyRequest
from kiosk.sync.wire.services.work_wire import SignInRequest


class ActsClient:
    """Every act as a method; all failures are CenterErrors, a refusal is an answer."""

    def __init__(self, line: CenterClient) -> None:
        self._line = line

    async def time(self) -> datetime:
        """Return the center's time."""
        return (await self._line.get("/health", Health)).time

    async def sealing_key(self) -> SealingKey:
        """Return the center's present public key."""
        return await self._line.get("/keys/sealing", SealingKey)

    async def report_loss(self, request: LossRequest) -> ActAnswer:
        """Report a loss; the same request may be sent any number of times."""
        return await self._line.post("/acts/loss", request, ActAnswer)

    async def undo(self, request: UndoRequest) -> ActAnswer:
        """Take a report back."""
        return await self._line.post("/acts/undo", request, ActAnswer)

    async def withdraw(self, request: WithdrawRequest) -> ActAnswer:
        """Take back what waits here; sent twice it does nothing twice."""
        return await self._line.post("/acts/withdraw", request, ActAnswer)

    async def release(self, request: ReleaseRequest) -> ActAnswer:
        """End a loss report."""
        return await self._line.post("/acts/release", request, ActAnswer)

    async def change_contact(self, request: ContactRequest) -> ActAnswer:
        """Change contact data."""
        return await self._line.post("/acts/contact", request, ActAnswer)

    async def contact_code(self, request: CodeRequest) -> CodeAnswer:
        """Have a code sent; the same request twice sends one."""
        return await self._line.post("/acts/contact/code", request, CodeAnswer)

    async def enable(self, request: EnableRequest) -> ActAnswer:
        """Enable the social function of a card."""
        return await self._line.post("/acts/enabling", request, ActAnswer)

    async def replace_card(self, request: ReplacementRequest) -> ActAnswer:
        """Apply for a new card."""
        return await self._line.post("/acts/replacement", request, ActAnswer)

    async def progress_by_pin(self, request: PinProgressRequest) -> ProgressAnswer:
        """Ask how far a card is, with number and service PIN."""
        return await self._line.post("/acts/progress/pin", request, ProgressAnswer)

    async def sign_in(self, request: SignInRequest) -> ActAnswer:
        """Sign in as unemployed."""
        return await self._line.post("/acts/sign-in", request, ActAnswer)

    async def change_pin(self, request: PinChangeRequest) -> ActAnswer:
        """Tell the new PIN of the proved card."""
        return await self._line.post("/acts/pin", request, ActAnswer)

    async def certify(self, request: CertifyRequest) -> ActAnswer:
        """Certify that a right to a benefit goes on."""
        return await self._line.post("/acts/certify", request, ActAnswer)

    async def status(self, act: ActId) -> ActAnswer | None:
        """Return what became of an act; None when the center never took it."""
        status = await self._line.post("/acts/status", StatusRequest(act), ActStatus)
        return status.answer

    async def progress(self, request: ProgressRequest) -> ProgressAnswer:
        """Ask how far a person's card is."""
        return await self._line.post("/acts/progress", request, ProgressAnswer)
