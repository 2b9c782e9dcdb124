"""Another hospital's system behind the center: slow, away, or not telling the truth."""

import asyncio
import gc
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import msgspec
import pytest

from kiosk.center.hospital import hospital_line
from kiosk.center.hospital.hospital_line import OutsideLine
from kiosk.center.hospital.hospital_port import (
    HospitalAway,
    HospitalSystem,
    HospitalWord,
    NoHospitalSystem,
    hospital_system,
)
from kiosk.domain.faults import Fault
from kiosk.domain.services.registrations import (
    Cost,
    Department,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.services.hospital_wire import (
    MOST_DEPARTMENTS,
    ClinicsAnswer,
    ClinicsRequest,
    DepartmentsAnswer,
    DepartmentsRequest,
)
from tests.center.hospital.asking import (
    WANG,
    ask,
    believe_reader,
    both_hold,
    by_card,
    by_id_card,
    hold,
    hospital_scene,
    mine,
    status,
)
from tests.center.hospital.invented_hospital import act
from tests.center.hospital.lying_hospital import CLINIC, LyingHospital, with_cost
from tests.sync.applications.hall import START, Hall, TestClock
from tests.until import until

Why, State = RegistrationReason, RegistrationState
pytestmark = pytest.mark.engine("sqlite")


@asynccontextmanager
async def lies(
    folder: Path,
) -> AsyncIterator[tuple[LyingHospital, Hall, TestClock]]:
    """Give a hospital that a test makes lie."""
    clock = TestClock()
    hospital = LyingHospital(clock.seconds)
    async with hospital_scene(folder, hospital, clock) as (center, one, _):
        believe_reader(center)
        try:
            yield hospital, one, clock
        finally:
            hospital.gate.set()


async def test_an_honest_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        held = await hold(one, act(1), who)
        assert (held.refused, held.hold_left) == (None, 180)
        done = await ask(one, "confirm", act(1), who)
        assert done.registration is not None
        assert (done.registration.state, done.registration.number) == (
            *(State.CONFIRMED, 1),
        )
        assert (await mine(one, act(2), who)).registrations == (done.registration,)
        first = await one.line.client.post(
            "/hospital/departments", DepartmentsRequest(), DepartmentsAnswer
        )
        assert first.hospital == "谎言医院"
        shown = await by_id_card(one, act(3), WANG.number, WANG.name)
        assert (await hold(one, act(3), shown)).refused is Why.NOT_ALLOWED
        hospital.raises = RuntimeError("a person's name in it")
        assert (await mine(one, act(4), who)).refused is Why.AWAY
        assert (await hold(one, act(5), shown)).refused is Why.AWAY
        with pytest.raises(CenterError) as refused:
            await one.line.client.post(
                "/hospital/departments", DepartmentsRequest(), DepartmentsAnswer
            )
        assert refused.value.fault is Fault.CENTER_ERROR
        assert refused.value.retry_after is not None
        gc.collect()
        assert "RuntimeError" in caplog.text
        assert "a person's name" not in caplog.text


async def test_what_comes_after_its_time_is_found_by_asking_again(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        await hold(one, act(1), who)
        with hospital.silent():
            late = await ask(one, "confirm", act(1), who)
            assert (late.registration, late.refused) == (None, Why.AWAY)
            assert late.retry_after == 3
            assert (await status(one, act(1))).refused is Why.AWAY
        await asyncio.to_thread(hospital.done.wait, 10)
        found = await status(one, act(1))
        assert found.registration is not None
        assert found.registration.state is State.CONFIRMED
        again = await ask(one, "confirm", act(1), who)
        assert again.registration == found.registration


async def test_a_number_that_is_sold_twice_is_the_first_ones(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        hospital.numbers = iter([7, 7, 7, 8])
        wang, li = await both_hold(one)
        assert (await ask(one, "confirm", act(1), wang)).refused is None
        second = await ask(one, "confirm", act(2), li)
        assert (second.registration, second.refused) == (None, Why.TAKEN)
        assert hospital.cancelled == [act(2)]
        assert (await status(one, act(2))).refused is Why.HOLD_OVER
        first = (await status(one, act(1))).registration
        assert first is not None
        assert first.number == 7
        # The first one gives it back at a window, and the hospital gives it again.
        hospital.cancel(act(1), None)  # type: ignore[arg-type]
        await hold(one, act(3), li)
        third = await ask(one, "confirm", act(3), li)
        assert third.registration is not None
        assert (third.refused, third.registration.number) == (None, 7)


async def test_a_clinic_that_vanishes_before_the_confirmation(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        await hold(one, act(1), who)
        gone = HospitalWord(refused=Why.CLINIC_GONE)
        hospital.reply = lambda word: gone
        answer = await ask(one, "confirm", act(1), who)
        assert (answer.registration, answer.refused) == (None, Why.CLINIC_GONE)


def changed(word: HospitalWord, **values: object) -> HospitalWord:
    told = word.registration
    assert told is not None
    told = msgspec.structs.replace(told, **values)
    return msgspec.structs.replace(word, registration=told)


LIES: dict[str, Callable[[HospitalWord], HospitalWord]] = {
    "nothing": lambda word: HospitalWord(),
    "another_id": lambda word: changed(word, id=act(99)),
    "another_clinic": lambda word: changed(
        word, clinic=msgspec.structs.replace(CLINIC, id="c2")
    ),
    "no_end": lambda word: changed(word, hold_until=None),
    "no_near_end": lambda word: changed(
        word, hold_until=datetime(2030, 1, 1, tzinfo=UTC)
    ),
    "no_sum": lambda word: with_cost(
        word, Cost(fee=Decimal(9), fund=Decimal(9), account=Decimal(9), own=Decimal(9))
    ),
    "too_long": lambda word: changed(word, place="长" * 201),
    "fee_below_nothing": lambda word: with_cost(word, Cost(fee=Decimal(-50))),
    "fee_of_no_number": lambda word: with_cost(word, Cost(fee=Decimal("sNaN"))),
    "fee_without_end": lambda word: with_cost(word, Cost(fee=Decimal("1E+400"))),
    "number_before_one": lambda word: changed(word, number=-1),
    "number_for_no_column": lambda word: changed(word, number=2**70),
    "ahead_of_all": lambda word: changed(word, ahead=10**30),
    "day_of_no_life": lambda word: changed(
        word, clinic=msgspec.structs.replace(CLINIC, day=date(9999, 12, 31))
    ),
    "end_long_ago": lambda word: changed(
        word, hold_until=datetime(2025, 1, 1, tzinfo=UTC)
    ),
    "refused_and_done": lambda word: changed(
        msgspec.structs.replace(word, refused=Why.FULL),
        state=State.CONFIRMED,
        hold_until=None,
    ),
    "end_without_zone": lambda word: changed(word, hold_until=datetime(1, 1, 1)),
    "cancelled_for_ever": lambda word: changed(
        word, cancel_until=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    ),
    "lines_for_no_slip": lambda word: changed(word, notes=("长",) * 500),
    "no_state": lambda word: changed(word, state="sold"),
    "no_word": lambda word: cast(HospitalWord, "registered"),
}


async def test_what_cannot_be_an_answer_is_none(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        for reply in LIES.values():
            hospital.reply = reply
            answer = await hold(one, act(1), who)
            assert (answer.registration, answer.refused) == (None, Why.AWAY)
        hospital.reply = lambda word: word
        assert (await hold(one, act(1), who)).refused is None


async def test_of_too_long_lists_a_kiosk_gets_what_it_takes(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        hospital.departments_told = tuple(
            Department(id=f"d{number}", name="科", left=10**30) for number in range(150)
        )
        days = [date(2025, 1, 10), date(2025, 1, 11)]
        hospital.clinics_told = (
            *(
                msgspec.structs.replace(
                    CLINIC, id=f"c{number}", day=days[number // 200]
                )
                for number in range(301)
            ),
            msgspec.structs.replace(CLINIC, id="c1"),
            msgspec.structs.replace(CLINIC, id="c999", day=date(1, 1, 1)),
            msgspec.structs.replace(CLINIC, id="c998", cost=Cost(fee=Decimal("NaN"))),
        )
        first = await one.line.client.post(
            "/hospital/departments", DepartmentsRequest(), DepartmentsAnswer
        )
        told = (len(first.departments), {each.left for each in first.departments})
        assert told == (MOST_DEPARTMENTS, {None})
        found = await one.line.client.post(
            "/hospital/clinics", ClinicsRequest("inner"), ClinicsAnswer
        )
        assert len(found.clinics) == 200, "whole days, each clinic once"
        assert {each.day for each in found.clinics} == {days[0]}


async def test_a_person_keeps_one_seat_whatever_hospital_it_is(
    tmp_path: Path,
) -> None:
    async with lies(tmp_path) as (hospital, one, _):
        who = await by_card(one, WANG)
        for number in range(1, 7):
            assert (await hold(one, act(number), who)).refused is None
        kept = [each for each in hospital.known.values() if each.state is State.HELD]
        assert [each.id for each in kept] == [act(6)]
        # Where the hospital takes nothing back there are still few.
        hospital.release = hospital.hold_on  # type: ignore[method-assign]
        said = [(await hold(one, act(n), who)).refused for n in range(7, 12)]
        assert said == [None, None, Why.LOCKED, Why.LOCKED, Why.LOCKED]


async def test_calls_without_an_end_do_not_take_all_threads(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hospital_line, "MOST_LOST", hospital_line.THREADS + 1)
    hospital = LyingHospital(START.timestamp)
    line = OutsideLine(hospital)

    async def unanswered(number: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hospital_line, "PATIENCE", 0.05)
            asked = [
                line.ask(lambda system: system.status(act(1)), HospitalWord)
                for _ in range(number)
            ]
            found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in found] == [HospitalAway] * number

    hospital.gate.clear()
    await unanswered(hospital_line.THREADS)
    found = await line.ask(lambda system: system.departments(), tuple[Department, ...])
    assert [each.id for each in found] == ["inner"]
    await unanswered(1)
    assert "have no end" in caplog.text
    with pytest.raises(HospitalAway):
        await line.ask(lambda system: system.departments(), tuple[Department, ...])
    names = [each for each in threading.enumerate() if each.name == "hospital"]
    assert all(each.daemon for each in names), "the program ends all the same"
    hospital.gate.set()
    for each in names:
        each.join(30)
    await asyncio.sleep(0)
    found = await line.ask(lambda system: system.departments(), tuple[Department, ...])
    assert [each.id for each in found] == ["inner"]
    line.close()


async def test_a_system_that_ends_its_program_ends_only_its_answer() -> None:
    line = OutsideLine(LyingHospital(START.timestamp))
    with pytest.raises(HospitalAway):
        await line.ask(lambda system: sys.exit("a person's name"), HospitalWord)
    line.close()


async def test_what_nobody_waits_for_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hospital = LyingHospital(START.timestamp)
    hospital.gate.clear()
    patience = 2.0
    line = OutsideLine(hospital)
    begun: list[int] = []

    def ask_about(number: int) -> "asyncio.Future[HospitalWord]":
        def question(system: HospitalSystem) -> HospitalWord:
            begun.append(number)
            return system.status(act(number))

        return asyncio.ensure_future(line.ask(question, HospitalWord))

    turns = hospital_line.THREADS
    with monkeypatch.context() as patch:
        patch.setattr(hospital_line, "PATIENCE", 60.0)
        first = [ask_about(number) for number in range(1, turns + 1)]
        await until(lambda: len(begun) == turns)
        patch.setattr(hospital_line, "PATIENCE", patience)
        waiting = [ask_about(number) for number in range(turns + 1, 81)]
        await asyncio.sleep(0)  # all of them have asked
    await asyncio.sleep(patience * 0.8)  # the first turn that comes free is too late
    hospital.gate.set()
    await asyncio.wait([*first, *waiting])
    assert sorted(begun) == list(range(1, turns + 1))
    assert [each.result().refused for each in first] == [Why.UNKNOWN] * turns
    assert {type(each.exception()) for each in waiting} == {HospitalAway}
    assert (await ask_about(99)).refused is Why.UNKNOWN
    line.close()


def honest() -> LyingHospital:
    """Return a system as a hospital's factory does."""
    return LyingHospital(START.timestamp)


def test_a_system_is_loaded_by_its_name() -> None:
    assert type(hospital_system(f"{__name__}:honest")) is LyingHospital
    wrong = ("no_such_module:x", "builtins:no_such", "builtins", "builtins:object")
    for name in (*wrong, f"{__name__}:changed", "builtins:input"):
        with pytest.raises(NoHospitalSystem):
            hospital_system(name)
