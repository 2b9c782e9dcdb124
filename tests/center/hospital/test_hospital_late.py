"""What a hospital does late, or takes back badly: nobody is told a wrong end."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from kiosk.center.hospital.hospital_port import HospitalWord
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from kiosk.sync.hospital.registration_desk import ByCard, RegistrationDesk
from tests.center.hospital.asking import (
    LI,
    WANG,
    ask,
    both_hold,
    by_card,
    hold,
    mine,
    status,
)
from tests.center.hospital.invented_hospital import act
from tests.center.hospital.lying_hospital import LyingHospital
from tests.center.hospital.test_hospital_line import lies
from tests.sync.applications.hall import Hall

Why, State = RegistrationReason, RegistrationState
DAY = 86400.0
pytestmark = pytest.mark.engine("sqlite")


async def confirmed_late(hospital: LyingHospital, one: Hall, place: int) -> None:
    """Let the hospital make a confirmation of the act after nobody waits for it."""
    who = await by_card(one, WANG)
    with hospital.silent():
        late = await ask(one, "confirm", act(place), who)
    assert late.refused is Why.AWAY
    await asyncio.to_thread(hospital.done.wait, 30)


async def test_an_id_is_known_as_long_as_its_clinic_may_be_ahead(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, clock):
        await hold(one, act(1), await by_card(one, WANG))
        await confirmed_late(hospital, one, 1)
        clock.at += 30 * DAY
        await hold(one, act(2), await by_card(one, LI))
        told = (await status(one, act(1))).registration
        assert told is not None
        assert told.state is State.CONFIRMED


async def test_a_seat_that_is_still_held_is_no_end_of_its_confirmation(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        desk = RegistrationDesk.over(one.journal, one.line)
        who = ByCard((await by_card(one, WANG)).token or "", WANG.card.id)
        own = desk.new_id()
        await desk.hold(own, "c1", who)
        keeps, hospital.confirm = hospital.confirm, hospital.hold_on  # type: ignore[method-assign]
        hospital.reply = lambda word: HospitalWord()
        assert (await desk.confirm(own, who)).refused is Why.AWAY
        hospital.reply = lambda word: word
        assert await desk.lost(who) == [None], "nobody knows"
        hospital.confirm = keeps  # type: ignore[method-assign]
        hospital.confirm(own, None)  # type: ignore[arg-type]
        (found,) = await desk.lost(who)
        assert found is not None
        assert found.registration is not None
        assert found.registration.state is State.CONFIRMED
        assert await desk.lost(who) == []


async def test_what_was_sold_twice_unseen_is_taken_back_with_the_list(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        hospital.numbers = iter([7, 7])
        wang, li = await both_hold(one)
        await ask(one, "confirm", act(2), li)
        await confirmed_late(hospital, one, 1)
        assert (await status(one, act(1))).refused is Why.TAKEN
        assert hospital.cancelled == []
        listed = (await mine(one, act(3), wang)).registrations
        assert act(1) not in [each.id for each in listed]
        assert hospital.cancelled == [act(1)]


async def test_what_the_hospital_does_not_take_back_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        hospital.numbers = iter([7, 7])
        hospital.cancel = lambda id, patient: HospitalWord(  # type: ignore[method-assign]
            registration=hospital.known[id], refused=Why.TOO_LATE
        )
        wang, li = await both_hold(one)
        await ask(one, "confirm", act(1), wang)
        assert (await ask(one, "confirm", act(2), li)).refused is Why.TAKEN
        assert "could not be taken back" in caplog.text


async def test_what_bears_another_id_is_not_listed(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        await hold(one, act(1), who)
        await ask(one, "confirm", act(1), who)
        own = hospital.known[act(1)]
        for odd in ("APP-7", "", "x" * 100_000, "A" * 32, "\x00\x1b[2J"):
            hospital.known[odd] = msgspec.structs.replace(own, id=odd)
        assert (await mine(one, act(2), who)).registrations == (own,)
