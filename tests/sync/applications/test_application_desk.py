"""What the journal says an act became: done, refused, not sent, or not known."""

from pathlib import Path

import pytest

from kiosk.center.server.operations import revoke_kiosk
from kiosk.domain.applications import ActState, LossKind
from kiosk.domain.faults import Fault
from kiosk.sync.applications.card_acts import _outcome
from kiosk.sync.line.https import CenterError
from tests.center.fixture import KIOSK
from tests.sync.applications.hall import CAST, scene, who

WANG = CAST["wang-xiulan"]


@pytest.mark.parametrize(
    ("fault", "code", "outcome"),
    [
        (Fault.CENTER_UNREACHABLE, "", "not_sent"),
        (Fault.CENTER_IDENTITY, "", "not_sent"),
        (Fault.NOT_ENROLLED, "", "not_sent"),
        (Fault.CENTER_TIMEOUT, "", "unknown"),
        (Fault.CENTER_ERROR, "", "unknown"),
        (Fault.CENTER_BAD_ANSWER, "", "unknown"),
        (Fault.CENTER_REFUSED_US, "", "unknown"),
        (Fault.CENTER_REFUSED_US, "not_enrolled", "refused"),
        (Fault.CENTER_PROOF, "session_ended", "refused"),
    ],
)
def test_an_act_without_an_answer(fault: Fault, code: str, outcome: str) -> None:
    assert _outcome(CenterError("x", fault, code=code)) == outcome


async def test_every_act_leaves_a_question_and_what_became_of_it(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (_, one, _):
        await one.acts.delivery.deliver()
        kicks: list[bool] = []
        one.acts.kick = lambda: kicks.append(True)
        first = await one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
        assert first.state is ActState.ACCEPTED
        assert len(kicks) == 1
        refused = await one.acts.undo(first.act, who(WANG, "864209"))
        one.line.down = True
        with pytest.raises(CenterError):
            await one.acts.release(who(WANG))
        one.line.down = False
        asked = [*one.events("undo.asked"), *one.events("release.asked")]
        told = [*one.events("undo.answered"), *one.events("release.answered")]
        assert [e.payload["act"] for e in asked] == [e.payload["act"] for e in told]
        assert [e.payload["state"] for e in told] == ["refused", "not_sent"]
        assert told[0].payload["reason"] == refused.reason == "not_recognised"
        assert told[1].payload["fault"] == Fault.CENTER_UNREACHABLE
        assert len(kicks) == 3


async def test_a_machine_that_the_center_refuses_keeps_no_report_waiting(
    tmp_path: Path,
) -> None:
    """It would be told that it is sent as soon as it can, and never be sent."""
    async with scene(tmp_path) as (center, one, _):
        await one.acts.delivery.deliver()
        assert revoke_kiosk(center.folder, KIOSK)
        with pytest.raises(CenterError) as refused:
            await one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
        assert refused.value.fault is Fault.CENTER_REFUSED_US
        assert one.acts.numbers().waiting == 0
        (asked,), (gone,) = one.events("loss.asked"), one.events("loss.withdrawn")
        assert asked.payload["act"] == gone.payload["act"]
