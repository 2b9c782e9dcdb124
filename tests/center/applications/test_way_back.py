"""The way back and the formal report on the real center over TLS."""

from pathlib import Path

import msgspec

from kiosk.center.records.card_states import set_standing
from kiosk.domain.applications import ActState, LossKind, Reason
from kiosk.domain.records import CardState
from tests.center.engines import asked, force
from tests.center.fixture import RunningCenter
from tests.sync.applications.hall import (
    CAST,
    REGION,
    database,
    region,
    report,
    scene,
    second,
    state_of,
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
        undone = await one.acts.undo(first.act, who(WANG))
        assert undone.reason is Reason.TOO_LATE, "another act has gone over it"
        assert (await one.acts.undo(formal.act, who(WANG))).state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS
        again = await one.acts.undo(formal.act, who(WANG))
        assert again.card_state is CardState.TEMPORARY_LOSS, "it does not work again"
        assert state_of(center, WANG, clock.at + 16 * 86400) is CardState.NORMAL


async def test_formal_and_release_need_the_region(tmp_path: Path) -> None:
    rules = msgspec.structs.replace(REGION, procedures={})
    async with scene(tmp_path, rules) as (_, one, _):
        assert (await report(one, WANG, kind=FORMAL)).reason is Reason.NOT_ALLOWED
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        assert (await one.acts.release(who(WANG))).reason is Reason.NOT_ALLOWED


async def test_undo_and_its_limits(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        first = await report(one, WANG)
        clock.at += 600
        assert (await one.acts.undo(first.act, who(LI))).reason is Reason.NOT_YOURS
        wrong = await one.acts.undo(first.act, who(WANG, "777777"))
        assert wrong.reason is Reason.NOT_RECOGNISED
        async with second(center, tmp_path, clock) as two:
            elsewhere = await two.acts.undo(first.act, who(WANG))
            assert elsewhere.reason is Reason.NOT_YOURS
        undone = await one.acts.undo(first.act, who(WANG))
        assert undone.state is ActState.ACCEPTED
        assert state_of(center, WANG, clock.at) is CardState.NORMAL
        twice = await one.acts.undo(first.act, who(WANG))
        assert twice.state is ActState.ALREADY
        again = await report(one, WANG)
        clock.at += 601
        late = await one.acts.undo(again.act, who(WANG))
        assert (late.state, late.reason) == (ActState.REFUSED, Reason.TOO_LATE)
        unknown = await one.acts.undo(undone.act, who(WANG))
        assert unknown.reason is Reason.UNKNOWN_ACT, "an undo is not undone"


async def test_undo_where_the_region_has_none(tmp_path: Path) -> None:
    async with scene(tmp_path, region(undo_minutes=0)) as (_, one, _):
        first = await report(one, WANG)
        assert (await one.acts.undo(first.act, who(WANG))).reason is Reason.NOT_ALLOWED


async def test_release_and_its_limits(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, clock):
        assert (await one.acts.release(who(WANG))).reason is Reason.NOT_LOST
        assert (await one.acts.release(who(CAST["xu-dehua"]))).reason is (
            Reason.CANCELLED
        )
        await report(one, WANG)
        released = await one.acts.release(who(WANG))
        assert released.state is ActState.ACCEPTED
        assert released.card_state is CardState.NORMAL
        assert state_of(center, WANG, clock.at) is CardState.NORMAL
        elsewhere = CAST["feng-juan"]
        assert (await one.acts.release(who(elsewhere))).state is ActState.ACCEPTED
        assert state_of(center, elsewhere, clock.at) is CardState.NORMAL


SECOND = "990100" + "7" * 26
"""A second card of Wang's, in the test's register only."""


def second_card(center: RunningCenter, state: CardState) -> None:
    """Give Wang a second card in a state."""
    with database(center) as db:
        force(
            db,
            "INSERT INTO card (id, holder, holder_name, generation, state) SELECT "
            ":second, holder, holder_name, generation, :state FROM card WHERE id=:id",
            **{"second": SECOND, "state": state, "id": WANG.card.id.upper()},
        )


def card_state(center: RunningCenter, card: str) -> str:
    with database(center) as db:
        (row,) = asked(db, "SELECT state FROM card WHERE id=:id", id=card)
        return str(row["state"])


async def test_a_release_is_for_the_card_in_the_slot(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        second_card(center, CardState.LOSS)
        slot = await one.acts.release(who(WANG), WANG.card.id)
        assert slot.reason is Reason.NOT_LOST, "the one in the slot is not"
        assert card_state(center, SECOND) == CardState.LOSS
        stranger = await one.acts.release(who(LI), SECOND)
        assert stranger.reason is Reason.NOT_YOURS
        nothing = await one.acts.release(who(LI), "0" * 32)
        assert nothing.reason is Reason.NOT_YOURS
        assert (await one.acts.release(who(WANG), SECOND.lower())).state is (
            ActState.ACCEPTED
        )
        assert card_state(center, SECOND) == CardState.NORMAL


async def test_a_release_without_a_card_finds_the_lost_one(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        second_card(center, CardState.LOSS)
        assert (await one.acts.release(who(WANG))).state is ActState.ACCEPTED
        assert card_state(center, SECOND) == CardState.NORMAL
        assert (await one.acts.release(who(WANG))).reason is Reason.NOT_LOST


async def test_an_undo_is_written_under_the_card_of_the_report(tmp_path: Path) -> None:
    async with scene(tmp_path) as (center, one, _):
        first = await report(one, WANG)
        second_card(center, CardState.NORMAL)
        undone = await one.acts.undo(first.act, who(WANG))
        assert undone.state is ActState.ACCEPTED
        assert undone.card_number == first.card_number
        with database(center) as db:
            rows = asked(db, "SELECT DISTINCT card FROM act")
        assert [row["card"] for row in rows] == [WANG.card.id.upper()]


async def test_too_late_is_said_only_of_a_report_that_holds(tmp_path: Path) -> None:
    async with scene(tmp_path, region(temporary_days=1)) as (center, one, clock):
        first = await report(one, WANG)
        await one.acts.release(who(WANG))
        released = await one.acts.undo(first.act, who(WANG))
        assert released.reason is Reason.NOT_LOST
        with database(center) as db:
            set_standing(db, WANG.card.id, CardState.LOSS)
        assert (await one.acts.undo(first.act, who(WANG))).reason is Reason.NOT_LOST
        second = await report(one, LI)
        clock.at += 86400
        ended = await one.acts.undo(second.act, who(LI))
        assert ended.reason is Reason.NOT_LOST, "it ended by itself"
