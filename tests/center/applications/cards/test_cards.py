"""Progress by PIN, enabling, and a replacement: on the real center over TLS."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from kiosk.center.applications.applications_tables import service_pin
from kiosk.center.database.transactions import transaction
from kiosk.center.records.card_states import set_standing
from kiosk.center.server.operations import allow_part
from kiosk.domain.applications import (
    ActState,
    ByIdCard,
    ByNumber,
    ProgressState,
    Reason,
)
from kiosk.domain.faults import Fault
from kiosk.domain.own_records import CardStep
from kiosk.domain.records import CardState
from kiosk.domain.region.region_rules import PinRules, Procedure
from kiosk.domain.secret import Pin
from kiosk.sync.line.https import CenterError
from tests.center.engines import asked
from tests.center.fixture import KIOSK, RunningCenter
from tests.sync.applications.hall import (
    CAST,
    REGION,
    database,
    report,
    scene,
    state_of,
    token_of,
    who,
)

WANG, NEW = CAST["wang-xiulan"], CAST["zheng-wei"]
ALL = msgspec.structs.replace(
    REGION,
    pin=msgspec.structs.replace(REGION.pin, tells_progress=True),
    procedures={
        **REGION.procedures,
        "enabling": Procedure(kiosk=True),
        "replacement": Procedure(kiosk=True),
    },
)


async def test_number_and_pin_tell_how_far_a_card_is(tmp_path: Path) -> None:
    async with scene(tmp_path, ALL) as (_, one, _):
        found = await one.acts.progress(who(WANG))
        assert found.state is ProgressState.FOUND
        assert found.card_state is CardState.NORMAL
        nobody = ByNumber("990199199001010014", Pin("111111"))
        wrong = await one.acts.progress(who(WANG, "111111"))
        assert await one.acts.progress(nobody) == wrong
        assert wrong.state is ProgressState.NOT_FOUND


async def test_guesses_of_a_pin_are_one_lock_with_those_of_a_loss(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, ALL) as (_, one, _):
        for _ in range(3):
            await one.acts.progress(who(WANG, "111111"))
        locked = await one.acts.progress(who(WANG))
        assert (locked.state, locked.retry_after) == (ProgressState.LOCKED, 60)
        assert (await report(one, WANG)).reason is Reason.LOCKED


async def test_the_region_says_whether_a_pin_tells_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        told = await one.acts.progress(who(WANG))
        assert told.state is ProgressState.NOT_ALLOWED


async def test_a_card_is_enabled_once_and_only_its_social_part(tmp_path: Path) -> None:
    async with scene(tmp_path, ALL) as (center, one, clock):
        token = await token_of(one, NEW)
        one.line.lose = ["/acts/enabling"]
        done = await one.acts.enable(token)
        assert done.state is ActState.ACCEPTED
        assert done.card_state is CardState.NORMAL
        assert state_of(center, NEW, clock.at) is CardState.NORMAL
        again = await one.acts.enable(token)
        assert again.state is ActState.ALREADY
        card = (await one.line.client.person(token)).card
        assert card.financial_active is not True
        with database(center) as db:
            acts = asked(db, "SELECT * FROM act WHERE kind='enabling'")
        assert [act["state"] for act in acts] == ["accepted", "already"]


async def test_no_card_is_enabled_without_its_pin_or_where_it_is_not_allowed(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as (center, one, clock):
        told = await one.acts.enable(await token_of(one, NEW))
        assert told.reason is Reason.NOT_ALLOWED
        with pytest.raises(CenterError) as caught:
            await one.acts.enable(await token_of(one, NEW, pin=False))
        assert caught.value.fault is Fault.CARD_PIN_UNPROVED
        assert state_of(center, NEW, clock.at) is CardState.NOT_ENABLED


async def test_a_lost_card_is_not_enabled(tmp_path: Path) -> None:
    async with scene(tmp_path, ALL) as (_, one, _):
        token = await token_of(one, WANG)
        await report(one, WANG)
        assert (await one.acts.enable(token)).reason is Reason.ALREADY_LOST


async def test_a_new_card_is_applied_for_once_after_a_report(tmp_path: Path) -> None:
    async with scene(tmp_path, ALL) as (_, one, clock):
        first = await one.acts.replace_card(who(WANG))
        assert first.reason is Reason.NOT_LOST, "it is reported first"
        await report(one, WANG)
        taken = await one.acts.replace_card(who(WANG))
        assert taken.state is ActState.ACCEPTED
        assert taken.number
        again = await one.acts.replace_card(who(WANG))
        assert (again.state, again.number) == (ActState.ALREADY, taken.number)
        freed = await one.acts.release(who(WANG))
        assert freed.reason is Reason.REPLACING, "the old card does not come back"
        found = await one.acts.progress(who(WANG))
        assert [step.step for step in found.steps] == [CardStep.APPLIED]
        clock.at += 20 * 86_400
        assert (await one.acts.replace_card(who(WANG))).number == taken.number


async def test_the_region_may_take_no_application(tmp_path: Path) -> None:
    async with scene(tmp_path) as (_, one, _):
        await report(one, WANG)
        told = await one.acts.replace_card(who(WANG))
        assert told.reason is Reason.NOT_ALLOWED


def first_pin(center: RunningCenter) -> None:
    """Let a person have the PIN that cards are issued with."""
    with database(center) as db, transaction(db):
        own = update(service_pin).filter_by(number=WANG.number)
        db.execute(own.values(changed=0))


async def test_an_initial_pin_stops_a_card_and_nothing_more(tmp_path: Path) -> None:
    async with scene(tmp_path, ALL) as (center, one, clock):
        first_pin(center)
        wrong = await one.acts.progress(who(WANG, "111111"))
        assert await one.acts.progress(who(WANG)) == wrong
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        assert (await one.acts.release(who(WANG))).reason is Reason.INITIAL_PIN
        assert (await one.acts.replace_card(who(WANG))).reason is Reason.INITIAL_PIN
        assert state_of(center, WANG, clock.at) is CardState.TEMPORARY_LOSS
        allow_part(center.folder, KIOSK, "id_card")
        shown = ByIdCard(WANG.number, WANG.name)
        assert (await one.acts.release(shown)).state is ActState.ACCEPTED


async def test_where_nobody_knows_the_first_pin_it_is_like_another(
    tmp_path: Path,
) -> None:
    place = msgspec.structs.replace(ALL, pin=PinRules(tells_progress=True))
    async with scene(tmp_path, place) as (center, one, _):
        first_pin(center)
        assert (await one.acts.progress(who(WANG))).state is ProgressState.FOUND


async def test_a_card_that_came_back_and_is_lost_again_gets_another(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path, ALL) as (center, one, clock):
        await report(one, WANG)
        first = await one.acts.replace_card(who(WANG))
        with database(center) as db, transaction(db):
            set_standing(db, WANG.card.id, CardState.NORMAL)
        clock.at += 86400
        told = await one.acts.progress(who(WANG))
        assert [step.step for step in told.steps] != [CardStep.APPLIED]
        assert (await report(one, WANG)).state is ActState.ACCEPTED
        clock.at += 60
        second = await one.acts.replace_card(who(WANG))
        assert second.state is ActState.ACCEPTED
        assert second.number != first.number
        assert state_of(center, WANG, clock.at + 30 * 86400) is CardState.LOSS
