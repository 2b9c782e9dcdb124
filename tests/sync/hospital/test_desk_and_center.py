"""The kiosk's desk before the real center and its reference hospital, over TLS."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.domain.applications import ByIdCard
from kiosk.domain.services.registrations import RegistrationReason, RegistrationState
from kiosk.sync.hospital.registration_desk import ByCard, RegistrationDesk
from tests.center.hospital.asking import PEOPLE, WANG, believe_reader, hospital_scene
from tests.center.hospital.invented_hospital import add_clinic, set_up
from tests.sync.applications.hall import Hall, TestClock, database, token_of


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[RegistrationDesk, Hall, ByCard]]:
    """Give a desk, its kiosk and a proved card, before a hospital with one seat."""
    clock = TestClock()
    async with hospital_scene(folder, clock=clock) as (center, one, _):
        with database(center) as db:
            set_up(db)
            add_clinic(db, "c1", capacity=1, day=1, now=clock.at)
        believe_reader(center)
        desk = RegistrationDesk.over(one.journal, one.line)
        yield desk, one, ByCard(await token_of(one, WANG), WANG.card.id)


async def test_from_the_list_to_the_number_and_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as (desk, one, card):
        assert [each.id for each in (await desk.departments()).departments] == [
            "inner",
            "eyes",
        ]
        (clinic,) = (await desk.clinics("inner")).clinics
        act = desk.new_id()
        held = await desk.hold(act, clinic.id, card)
        assert held.hold_left is not None
        assert held.registration is not None
        assert held.registration.clinic.id == clinic.id
        one.line.lose = ["/hospital/confirm"]
        made = await desk.confirm(act, card)
        assert one.line.posted[-2:] == ["/hospital/confirm", "/hospital/status"]
        assert made.registration is not None
        assert made.registration.state is RegistrationState.CONFIRMED
        (own,) = (await desk.mine(card)).registrations
        assert (own.id, own.number) == (act, made.registration.number)
        assert await desk.lost(card) == []
        gone = await desk.cancel(act, card)
        assert gone.registration is not None
        assert gone.registration.state is RegistrationState.CANCELLED
        kinds = [entry.kind for entry in one.journal.entries()]
        assert kinds == [
            f"registration.{end}" for end in ("held", "confirmed", "cancelled")
        ]


async def test_a_seat_that_was_given_back_is_another_persons(tmp_path: Path) -> None:
    async with opened(tmp_path) as (desk, one, card):
        first, second = desk.new_id(), desk.new_id()
        await desk.hold(first, "c1", card)
        li = PEOPLE["li-guoqiang"]
        other = ByIdCard(li.number, li.name)
        full = await desk.hold(second, "c1", other)
        assert full.refused is RegistrationReason.FULL
        noted = asyncio.Event()
        desk.kick = noted.set
        desk.release(first, card)
        async with asyncio.timeout(30):
            await noted.wait()
        assert one.journal.entries()[-1].kind == "registration.released"
        held = await desk.hold(desk.new_id(), "c1", other)
        assert held.refused is None


async def test_a_hold_whose_answer_is_lost_is_one_seat(tmp_path: Path) -> None:
    async with opened(tmp_path) as (desk, one, card):
        one.line.lose = ["/hospital/hold"]
        held = await desk.hold(desk.new_id(), "c1", card)
        assert one.line.posted[-2:] == ["/hospital/hold", "/hospital/status"]
        assert held.hold_left is not None
        assert held.registration is not None
        assert held.registration.state is RegistrationState.HELD
