"""One look of the certified camera module after the other, each with its own number.

The module's word goes to the center as it is: here nobody can judge it. A card pulled,
Back or time ends the look, and nothing of it is left.
"""

import asyncio
from dataclasses import dataclass

from kiosk.devices.camera.face_port import FaceAnswer, FaceModule
from kiosk.domain.applications import Reason
from kiosk.domain.services.face import FaceVerdict
from kiosk.session.certification.pages import FacePage
from kiosk.session.dialog.ask_center import with_a_session
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.loss.outcome import refuse
from kiosk.session.loss.pages import Act
from kiosk.session.pages.page import Tap
from kiosk.sync.wire.events.application_events import FaceJudged
from kiosk.sync.wire.services.eligibility_wire import FaceProof

LOOK_SECONDS = 45.0
"""So long a module may take for one look; then it counts as nobody there."""


@dataclass(frozen=True, slots=True, repr=False)
class Presence:
    """What speaks for the person: a proof, or with None the card alone."""

    face: FaceProof | None = None


async def show_presence(visit: CardSession) -> Presence | None:
    """Return what speaks for the person; None when the person turns back.

    :raises KioskError: when the center cannot be asked for a number.
    """
    module = visit.parts.face
    if module is None:
        return Presence()
    while True:
        ask = visit.parts.center.face_leave
        leave = await visit.parts.dialog.during(
            with_a_session(visit, ask), "busy__asking_center"
        )
        if leave.nonce is None:
            await refuse(visit, Act.CERTIFY, leave.refused or Reason.INVALID)
            return None
        told = await _look(visit, module, leave.nonce)
        if told is None:
            return None
        if told.verdict is FaceVerdict.PASSED:
            return Presence(FaceProof(leave.nonce, told.token))
        press = await visit.parts.dialog.ask(FacePage(told.verdict))
        if press is Tap.OK and told.verdict is FaceVerdict.AWAY:
            return Presence()
        if press is not Tap.RETRY:
            return None


async def _look(
    visit: CardSession, module: FaceModule, nonce: bytes
) -> FaceAnswer | None:
    """Let the module look; None when the person turns back meanwhile."""

    async def judged() -> FaceAnswer:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await module.judge(nonce)
        except TimeoutError:
            return FaceAnswer(FaceVerdict.TIMEOUT)

    _, told = await visit.parts.dialog.either(FacePage(), judged)
    if told is not None:
        visit.parts.note(FaceJudged(visit.id, verdict=told.verdict))
    return told
