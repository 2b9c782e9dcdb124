"""Taking back a report that waits: the center judges it, whatever comes first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from kiosk.domain.applications import (
    ActAnswer,
    ActState,
    Lodged,
    LossKind,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.applications.pending import QueueFull
from kiosk.sync.applications.withdrawals import MOST_OF_ONE_NUMBER
from kiosk.sync.line.https import CenterError
from tests.center.fixture import RunningCenter
from tests.sync.applications.hall import (
    CAST,
    Hall,
    TestClock,
    scene,
    state_of,
    who,
)

WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
WRONG = "864209"
Scene = tuple[RunningCenter, Hall, TestClock]


@asynccontextmanager
async def waiting(folder: Path) -> AsyncIterator[tuple[RunningCenter, Hall, Lodged]]:
    """Give a kiosk without a line that holds a report of somebody."""
    async with scene(folder) as (center, one, _):
        await one.acts.delivery.deliver()
        one.line.down = True
        lodged = await one.acts.report_loss(LossKind.TEMPORARY, who(WANG))
        assert lodged.state is ActState.WAITING
        yield center, one, lodged


async def delivered(one: Hall) -> None:
    one.line.down = False
    await one.acts.delivery.deliver()


def answer_of(one: Hall, lodged: Lodged) -> ActAnswer:
    found = one.acts.lodged(lodged.act)
    assert found is not None
    assert found.answer is not None
    return found.answer


def wang_is(center: RunningCenter) -> CardState:
    return state_of(center, WANG, TestClock().seconds())


async def test_without_a_line_it_waits_and_then_stops_the_report(
    tmp_path: Path,
) -> None:
    async with waiting(tmp_path) as (center, one, report):
        back = await one.acts.withdraw(who(WANG))
        assert back.state is ActState.WAITING
        (asked,) = one.events("withdrawal.asked")
        assert asked.payload == {"act": back.act, "reports": [report.act]}
        assert one.acts.numbers().waiting == 1
        await delivered(one)
        assert one.line.posted.index("/acts/withdraw") >= 0
        assert wang_is(center) is CardState.NORMAL
        assert answer_of(one, report).reason is Reason.WITHDRAWN
        assert one.acts.numbers().waiting == 0
        found = one.acts.withdrawal(back.act)
        assert found is not None
        assert found.state is ActState.ACCEPTED
        kinds = ("withdrawal.answered", "loss.answered")
        told = [(e.kind, e.payload["state"]) for e in one.events(*kinds)]
        assert told == list(zip(kinds, ("accepted", "refused"), strict=True))
        assert one.line.posted.count("/acts/loss") == 0


async def test_a_wrong_pin_takes_back_nothing(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (center, one, report):
        back = await one.acts.withdraw(who(WANG, WRONG))
        await delivered(one)
        found = one.acts.withdrawal(back.act)
        assert found is not None
        assert found.answer is not None
        assert found.answer.reason is Reason.NOT_RECOGNISED
        assert answer_of(one, report).state is ActState.ACCEPTED
        assert wang_is(center) is CardState.TEMPORARY_LOSS


async def test_a_wrong_pin_keeps_the_owners_own_from_nothing(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (center, one, _):
        await one.acts.withdraw(who(WANG, WRONG))
        await one.acts.withdraw(who(WANG))
        await delivered(one)
        assert wang_is(center) is CardState.NORMAL


async def test_one_persons_word_is_for_one_persons_report(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (center, one, report):
        back = await one.acts.withdraw(who(LI))
        assert back.state is ActState.WAITING
        assert one.events("withdrawal.asked")[0].payload["reports"] == []
        await delivered(one)
        found = one.acts.withdrawal(back.act)
        assert found is not None
        assert found.answer is not None
        assert found.answer.reason is Reason.NOT_LOST
        assert answer_of(one, report).state is ActState.ACCEPTED
        assert wang_is(center) is CardState.TEMPORARY_LOSS


async def test_with_a_line_it_is_answered_at_once(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (center, one, report):
        one.line.down = False
        back = await one.acts.withdraw(who(WANG))
        assert back.answer is not None
        assert back.answer.state is ActState.ACCEPTED
        assert back.answer.card_state is CardState.NORMAL
        assert answer_of(one, report).reason is Reason.WITHDRAWN
        assert wang_is(center) is CardState.NORMAL


async def test_a_report_that_is_there_already_stays_in_effect(tmp_path: Path) -> None:
    """Its answer was lost, so the kiosk does not know; the center does."""
    async with waiting(tmp_path) as (center, one, report):
        one.line.down, one.line.lose = False, ["/acts/loss"]
        await one.acts.delivery.deliver()
        assert wang_is(center) is CardState.TEMPORARY_LOSS
        assert one.acts.lodged(report.act) == Lodged(report.act)
        back = await one.acts.withdraw(who(WANG))
        assert back.answer is not None
        assert (back.answer.state, back.answer.reason) == (
            ActState.REFUSED,
            Reason.TOO_LATE,
        )
        assert wang_is(center) is CardState.TEMPORARY_LOSS


@pytest.mark.parametrize("turn", range(4))
async def test_both_on_their_way_at_once_end_in_one_of_two_ways(
    tmp_path: Path, turn: int
) -> None:
    async with waiting(tmp_path) as (center, one, report):
        one.line.down = False
        sent = asyncio.create_task(one.acts.delivery.deliver())
        for _ in range(turn * 2):
            await asyncio.sleep(0.005)
        back = await one.acts.withdraw(who(WANG))
        await sent
        await one.acts.delivery.deliver()
        assert back.answer is not None
        taken = back.answer.state is ActState.ACCEPTED
        assert taken or back.answer.reason is Reason.TOO_LATE
        state = CardState.NORMAL if taken else CardState.TEMPORARY_LOSS
        assert wang_is(center) is state
        wanted = ActState.REFUSED if taken else ActState.ACCEPTED
        assert answer_of(one, report).state is wanted
        assert len(one.events("loss.answered")) == 1
        assert one.acts.numbers().waiting == 0


async def test_a_report_that_comes_after_all_is_not_taken(tmp_path: Path) -> None:
    """A kiosk whose disk was put back sends it once more."""
    async with waiting(tmp_path) as (center, one, report):
        (request,) = one.acts._pending.waiting()
        one.line.down = False
        await one.acts.withdraw(who(WANG))
        answer = await one.acts._client.report_loss(request)
        assert (answer.act, answer.reason) == (report.act, Reason.WITHDRAWN)
        assert wang_is(center) is CardState.NORMAL


async def test_a_lost_answer_and_a_restart_change_nothing(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (center, one, report):
        one.line.down = False
        one.line.lose = ["/acts/withdraw", "/acts/status"]
        back = await one.acts.withdraw(who(WANG))
        assert back.state is ActState.WAITING
        one.line.lose = []
        await one.acts.delivery.deliver()
        assert answer_of(one, report).reason is Reason.WITHDRAWN
        assert len(one.events("withdrawal.answered")) == 1
        assert wang_is(center) is CardState.NORMAL


async def test_a_center_that_cannot_judge_it_lets_the_report_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older center has no such route: the card must be protected all the same."""
    async with waiting(tmp_path) as (center, one, report):
        back = await one.acts.withdraw(who(WANG))
        fails = CenterError("no route", Fault.CENTER_BAD_ANSWER)

        async def no_route(request: object) -> ActAnswer:
            raise fails

        monkeypatch.setattr(one.acts._client, "withdraw", no_route)
        one.line.down = False
        for _ in range(4):
            await one.acts.delivery.deliver()
            one.journal.clock.ran += 600.0  # type: ignore[attr-defined]
        (told,) = one.events("withdrawal.answered")
        assert told.payload == {
            **{"act": back.act, "state": "unknown"},
            "fault": Fault.CENTER_BAD_ANSWER,
        }
        assert answer_of(one, report).state is ActState.ACCEPTED
        assert wang_is(center) is CardState.TEMPORARY_LOSS


async def test_it_is_durable_with_its_event_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with waiting(tmp_path) as (_, one, _):

        def full(event: object) -> None:
            raise StoreError("full")

        with monkeypatch.context() as patch:
            patch.setattr(one.journal, "append", full)
            with pytest.raises(StoreError):
                await one.acts.withdraw(who(WANG))
        assert one.events("withdrawal.asked") == []
        assert one.acts._withdrawals.waiting() == []


async def test_a_few_of_one_number_may_wait(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (_, one, _):
        for _ in range(MOST_OF_ONE_NUMBER):
            await one.acts.withdraw(who(WANG, WRONG))
        with pytest.raises(QueueFull):
            await one.acts.withdraw(who(WANG))
        assert (await one.acts.withdraw(who(LI))).state is ActState.WAITING


async def test_neither_number_nor_pin_is_in_the_row(tmp_path: Path) -> None:
    async with waiting(tmp_path) as (_, one, _):
        await one.acts.withdraw(who(WANG))
        rows = one.store.all("SELECT * FROM withdrawal")
        text = repr([msgspec.to_builtins(dict(row)) for row in rows])
        assert WANG.number not in text
        assert WANG.card.pin not in text
        await delivered(one)
        (row,) = one.store.all("SELECT request, tag FROM withdrawal")
        assert (row["request"], row["tag"]) == (None, "")
