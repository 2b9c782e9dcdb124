"""The way back and the formal report on the real center over TLS."""

from pathlib import Path

import msgspec

from kiosk.acts import ActState, ByToken, LossKind, Reason
from kiosk.records import CardState
from tests.acts.hall import (
    CAST,
    REGION,
    region,
    report,
    scene,
    second,
    state_of,
    token_of,
    who,
)

WANG, LI, CHEN = CAST["wang-xiulan"], CAST["li-guoqiang"], CAST["chen-jianhua"]
TEMPORARY, FORMAL = LossKind.TEMPORARY, LossKind.FORMAL


async def test_a_formal_loss_follows_a_temporary_one(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        first = await report(one, WANG)
        formal = await report(one, WANG, kind=FORMAL)
        assert formal.state is ActState.ACCEPTED
        assert formal.until is None
        assert state_of(center, WANG, clock.at + 1e9) is CardState.LOSS
        for kind in (TEMPORARY, FORMAL):
            again = await report(one, WANG, kind=kind)
            assert (again.state, again.number) == (ActState.ALREADY, formal.number)
        undone = await one.desk.undo(first.act, who(WANG))
        assert undone.reason is Reason.TOO_LATE, "another act has gone over it"
        assert (await one.desk.undo(formal.act, who(WANG))).state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS
        assert state_of(center, WANG, clock.at + 16 * 86400) is CardState.NORMAL


async def test_formal_and_release_need_the_region(tmp_path: Path) -> None:
    rules = msgspec.structs.replace(REGION, procedures={})
    async with scene(tmp_path, rules) as (_, one, _):
        assert (await report(one, WANG, kind=FORMAL)).reason is Reason.NOT_ALLOWED
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        assert (await one.desk.release(who(WANG))).reason is Reason.NOT_ALLOWED


async def test_undo_and_its_limits(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        first = await report(one, WANG)
        clock.at += 600
        assert (await one.desk.undo(first.act, who(LI))).reason is Reason.NOT_YOURS
        wrong = await one.desk.undo(first.act, who(WANG, "777777"))
        assert wrong.reason is Reason.NOT_RECOGNISED
        async with second(center, tmp_path, clock) as two:
            elsewhere = await two.desk.undo(first.act, who(WANG))
            assert elsewhere.reason is Reason.NOT_YOURS
        undone = await one.desk.undo(first.act, who(WANG))
        assert undone.state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.NORMAL
        twice = await one.desk.undo(first.act, who(WANG))
        assert twice.state is ActState.ALREADY
        again = await report(one, WANG)
        clock.at += 601
        late = await one.desk.undo(again.act, who(WANG))
        assert (late.state, late.reason) == (ActState.REFUSED, Reason.TOO_LATE)
        unknown = await one.desk.undo(undone.act, who(WANG))
        assert unknown.reason is Reason.UNKNOWN_ACT, "an undo is not undone"


async def test_undo_where_the_region_has_none(tmp_path: Path) -> None:
    async with scene(tmp_path, region(undo_minutes=0)) as (_, one, _):
        first = await report(one, WANG)
        assert (await one.desk.undo(first.act, who(WANG))).reason is Reason.NOT_ALLOWED


async def test_release_and_its_limits(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        assert (await one.desk.release(who(WANG))).reason is Reason.NOT_LOST
        assert (await one.desk.release(who(CAST["xu-dehua"]))).reason is (
            Reason.CANCELLED
        )
        token = ByToken(await token_of(one, WANG))
        await report(one, WANG)
        finder = await one.desk.release(token)
        assert finder.reason is Reason.NOT_ALLOWED, "who found it has the card too"
        assert (await one.desk.release(who(WANG))).state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.NORMAL
        elsewhere = CAST["feng-juan"]
        assert (await one.desk.release(who(elsewhere))).state is ActState.ACCEPTED
        assert state_of(center, elsewhere, clock.at) is CardState.NORMAL
