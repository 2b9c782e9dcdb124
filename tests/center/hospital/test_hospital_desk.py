"""A kiosk and the reference hospital behind a real center over TLS, on both engines."""

from pathlib import Path

import pytest
from sqlalchemy import insert

from kiosk.center.hospital.ask_book import HOLDS_OF_KIOSK
from kiosk.center.hospital.hospital_tables import hospital_ask
from kiosk.domain.services.due import DueKind
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.services.hospital_wire import (
    Claimant,
    ClinicsAnswer,
    ClinicsRequest,
    DepartmentsAnswer,
    DepartmentsRequest,
)
from tests.center.hospital.asking import (
    CHEN,
    LI,
    WANG,
    ask,
    believe_reader,
    by_card,
    by_id_card,
    hold,
    hospital_scene,
    mine,
    status,
)
from tests.center.hospital.invented_hospital import act, add_clinic, set_up
from tests.sync.applications.hall import database, second, token_of

Why, State = RegistrationReason, RegistrationState


async def test_a_center_without_a_hospital(tmp_path: Path) -> None:
    async with hospital_scene(tmp_path) as (_, one, _):
        with pytest.raises(CenterError) as refused:
            await one.line.client.post(
                "/hospital/departments", DepartmentsRequest(), DepartmentsAnswer
            )
        assert refused.value.code == "no_hospital"


async def test_from_the_list_to_the_queue(tmp_path: Path) -> None:
    async with hospital_scene(tmp_path) as (center, one, clock):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1")
        client = one.line.client
        first = await client.post(
            "/hospital/departments", DepartmentsRequest(), DepartmentsAnswer
        )
        assert first.hospital == "测试医院"
        assert [each.left for each in first.departments] == [2, 0]
        lists = await client.post(
            "/hospital/clinics", ClinicsRequest("inner"), ClinicsAnswer
        )
        assert [each.id for each in lists.clinics] == ["c1"]
        who, id = await by_card(one, WANG), act(1)
        assert (await status(one, id)).refused is Why.UNKNOWN
        held = await hold(one, id, who)
        assert held == await hold(one, id, who)
        assert (held.refused, held.hold_left) == (None, 180)
        clock.at += 100
        standing = await status(one, id)
        assert (standing.registration, standing.hold_left) == (held.registration, 80)
        done = await ask(one, "confirm", id, who)
        assert done == await ask(one, "confirm", id, who)
        assert (await status(one, id)).registration == done.registration
        due = await client.due(who.token)
        assert [(each.kind, each.about) for each in due.things] == [
            (DueKind.APPOINTMENT, "内科 14:00")
        ]
        clock.at += 3 * 3600
        who = await by_card(one, WANG)
        here = await ask(one, "sign-in", id, who)
        assert here.registration is not None
        assert here.registration.state is State.SIGNED_IN
        assert (await client.due(who.token)).things == ()
        found = await mine(one, act(2), who)
        assert [each.id for each in found.registrations] == [id]


async def test_an_id_is_one_persons_at_one_machine(tmp_path: Path) -> None:
    async with (
        hospital_scene(tmp_path) as (center, one, clock),
        second(center, tmp_path, clock) as two,
    ):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1")
        wang, li = await by_card(one, WANG), await by_card(one, LI)
        there = await by_card(two, WANG)
        await hold(one, act(1), wang)
        for answer in (
            await hold(one, act(1), li),
            await hold(two, act(1), there),
            *[await ask(two, each, act(1), there) for each in ("confirm", "release")],
            *[await ask(one, each, act(1), li) for each in ("confirm", "cancel")],
            await ask(one, "sign-in", act(1), li),
            await status(two, act(1)),
        ):
            assert (answer.registration, answer.refused) == (None, Why.NOT_YOURS)
        assert (await ask(one, "confirm", act(1), wang)).refused is None
        cancelled = await ask(two, "cancel", act(1), there)
        assert cancelled.registration is not None
        assert cancelled.registration.state is State.CANCELLED


async def test_a_seat_given_back_before_it_was_asked_for_is_never_kept(
    tmp_path: Path,
) -> None:
    async with hospital_scene(tmp_path) as (center, one, _):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1", capacity=1)
        who = await by_card(one, WANG)
        assert (await ask(one, "release", act(1), who)).refused is Why.UNKNOWN
        assert (await hold(one, act(1), who)).refused is Why.HOLD_OVER
        assert (await ask(one, "confirm", act(1), who)).refused is Why.HOLD_OVER
        assert (await hold(one, act(2), who)).refused is None


async def test_one_machine_keeps_a_few_seats_for_others(tmp_path: Path) -> None:
    async with hospital_scene(tmp_path) as (center, one, clock):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1", capacity=9)
            for number in range(HOLDS_OF_KIOSK):
                row = {"id": f"x{number}", "kiosk": "hall-1", "clinic": "c1"}
                seat = {"over": 0, "expires": clock.at + 9e4}
                until = clock.at + 60 + number
                db.execute(
                    insert(hospital_ask).values(
                        **row, **seat, person=bytes([number]), open_until=until
                    )
                )
            db.commit()
        who = await by_card(one, WANG)
        refused = await hold(one, act(1), who)
        assert (refused.refused, refused.retry_after) == (Why.LOCKED, 60)
        clock.at += 60
        for number in (2, 3, 4):
            assert (await hold(one, act(number), who)).refused is None
        assert (await status(one, act(2))).registration is not None


async def test_an_id_card_that_is_believed(tmp_path: Path) -> None:
    async with hospital_scene(tmp_path) as (center, one, _):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1")
        who = await by_id_card(one, act(1), WANG.number, WANG.name)
        assert (await hold(one, act(1), who)).refused is Why.NOT_ALLOWED
        believe_reader(center)
        held = await hold(one, act(1), who)
        assert held.refused is None
        assert (await hold(one, act(2), who)).refused is Why.UNREADABLE
        done = await ask(one, "confirm", act(1), await by_card(one, WANG))
        assert done.refused is None
        both = Claimant(token=await token_of(one, WANG), identity=who.identity)
        for claim in (both, Claimant()):
            with pytest.raises(CenterError) as refused:
                await mine(one, act(1), claim)
            assert refused.value.code == "bad_request"


async def test_who_is_not_known_is_told_the_same_after_few_tries(
    tmp_path: Path,
) -> None:
    async with hospital_scene(tmp_path) as (center, one, _):
        believe_reader(center)
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1")
        answers: list[tuple[RegistrationReason | None, bool]] = []
        for number, name in ((CHEN.number, "别人"), ("990199199001010014", "无")):
            for place in range(4):
                id = act(len(answers))
                who = await by_id_card(one, id, number, name)
                found = await (mine if place % 2 else hold)(one, id, who)
                answers.append((found.refused, found.retry_after is None))
        known = [(Why.NOT_RECOGNISED, True)] * 3 + [(Why.LOCKED, False)]
        assert answers == known * 2


async def test_a_card_without_its_pin_registers_nobody(tmp_path: Path) -> None:
    async with hospital_scene(tmp_path) as (center, one, _):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1")
        who = Claimant(token=await token_of(one, WANG, pin=False))
        with pytest.raises(CenterError) as refused:
            await hold(one, act(1), who)
        assert refused.value.code == "pin_unproved"
