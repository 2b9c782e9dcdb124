"""A desk for acts that answers what a test tells it, and remembers what was asked."""

from dataclasses import dataclass, field

from kiosk.domain.applications import (
    NO_PROOF,
    ActAnswer,
    ActId,
    ActState,
    CodeAnswer,
    CodeState,
    Contact,
    ContactProof,
    Lodged,
    LossKind,
    NewPin,
    ProgressAnswer,
    ProgressState,
    Reason,
    Who,
)
from kiosk.domain.faults import KioskError
from kiosk.sync.applications.pending import PendingNumbers
from kiosk.sync.wire.services.eligibility_wire import FaceProof

ACT = "0190b5a4c3d27e6f8a9b0c1d2e3f4a5b"


def accepted(**more: object) -> ActAnswer:
    """Return an accepted act's answer with these fields."""
    fields = {"state": ActState.ACCEPTED, "number": "25011000001", **more}
    return ActAnswer(act=ACT, **fields)  # type: ignore[arg-type]


def refused(reason: Reason, **more: object) -> ActAnswer:
    """Return a refused act's answer."""
    return accepted(state=ActState.REFUSED, reason=reason, **more)


@dataclass
class ScriptedActs:
    """Fits `ActsDesk`; without a script every act is accepted."""

    answers: list[ActAnswer | KioskError | None] = field(default_factory=list)
    """Taken from the front; None leaves a loss report waiting."""
    can_seal: bool = True
    waiting: int = 0
    """How many reports wait at the kiosk."""
    asked: list[tuple[object, ...]] = field(default_factory=list)
    code: CodeAnswer = field(
        default_factory=lambda: CodeAnswer(state=CodeState.SENT, seconds=300)
    )
    found: ProgressAnswer = field(
        default_factory=lambda: ProgressAnswer(state=ProgressState.NOT_FOUND)
    )

    async def report_loss(self, kind: LossKind, who: Who) -> Lodged:
        return Lodged(ACT, self._next("loss", kind, who))

    async def withdraw(self, who: Who) -> Lodged:
        return Lodged(ACT, self._next("withdraw", who))

    def withdrawal(self, act: ActId) -> Lodged | None:
        return None

    async def undo(self, of: ActId, who: Who) -> ActAnswer:
        return self._sure("undo", of, who)

    async def release(self, who: Who, card: str = "") -> ActAnswer:
        return self._sure("release", who)

    async def change_contact(
        self, token: str, contact: Contact, proof: ContactProof = NO_PROOF
    ) -> ActAnswer:
        return self._sure("contact", contact, *([proof] if proof != NO_PROOF else []))

    async def contact_code(self, token: str) -> CodeAnswer:
        self.asked.append(("contact_code",))
        return self.code

    async def enable(self, token: str) -> ActAnswer:
        return self._sure("enable")

    async def replace_card(self, who: Who) -> ActAnswer:
        return self._sure("replace_card", who)

    async def sign_in(self, token: str) -> ActAnswer:
        return self._sure("sign_in")

    async def change_pin(self, token: str, new: NewPin) -> ActAnswer:
        return self._sure("pin", new)

    async def certify(self, token: str, face: FaceProof | None) -> ActAnswer:
        return self._sure("certify", face)

    async def progress(self, who: Who) -> ProgressAnswer:
        self.asked.append(("progress", who))
        return self.found

    def lodged(self, act: ActId) -> Lodged | None:
        return None

    def numbers(self) -> PendingNumbers:
        return PendingNumbers(self.waiting, None)

    def _sure(self, *asked: object) -> ActAnswer:
        answer = self._next(*asked)
        assert answer is not None, "only a loss report can wait"
        return answer

    def _next(self, *asked: object) -> ActAnswer | None:
        self.asked.append(asked)
        answer = self.answers.pop(0) if self.answers else accepted()
        if isinstance(answer, KioskError):
            raise answer
        return answer
