"""The door as a whole: one answer for all that is wrong, replays, wrong clocks."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.secret import Password
from kiosk.session.staff.door import staff_door
from kiosk.session.staff.door.staff_door import StaffClaim, StaffDoor
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.settings.login.passwords import password_matches
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreFull
from tests.every import every
from tests.session.hall import NOW, OneClock
from tests.session.staff.door.doors import (
    NUMBER,
    PASSWORD,
    add_account,
    app_code,
    door_of,
    read_out,
)


class MovingClock(OneClock):
    """A clock that a test moves."""

    ahead = timedelta()

    def now(self) -> datetime:
        return NOW + self.ahead


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.sqlite", staff_door.MIGRATIONS)
    yield store
    store.close()


@pytest.fixture
def door(store: Store, clock: MovingClock) -> StaffDoor:
    door = door_of(store, clock)
    add_account(door, role=StaffRole.TECHNICIAN)
    return door


def claim(code: str, **other: str) -> StaffClaim:
    typed = {"number": NUMBER, "password": PASSWORD, **other}
    return StaffClaim(typed["number"], Password(typed["password"]), code)


async def test_who_knows_all_three_comes_in(door: StaffDoor, clock: OneClock) -> None:
    came = await door.enter(claim(app_code(clock)))
    assert came == StaffPerson(NUMBER, StaffRole.TECHNICIAN)
    assert door.wait(NUMBER) == 0


async def test_one_answer_for_whatever_is_wrong(
    door: StaffDoor, clock: MovingClock
) -> None:
    good = app_code(clock)
    wrong = (
        claim(good, number="2002"),
        claim(good, password="xue-7-hua"),
        claim("000000"),
        claim(""),
    )
    for each in every(wrong):
        clock.boot += 400
        assert await door.enter(each) is None
        assert door.wait(each.number) > 0


async def test_tries_while_a_number_waits_are_not_looked_at(
    door: StaffDoor, clock: MovingClock
) -> None:
    assert await door.enter(claim("000000")) is None
    left = door.wait(NUMBER)
    clock.boot += 1
    for _ in range(3):
        assert await door.enter(claim(app_code(clock))) is None
    assert door.wait(NUMBER) == left - 1
    clock.boot += left
    assert await door.enter(claim(app_code(clock))) is not None


async def test_a_code_comes_in_once_also_after_a_restart_or_a_clock_set_back(
    door: StaffDoor, store: Store, clock: MovingClock
) -> None:
    code = app_code(clock)
    assert await door.enter(claim(code)) is not None
    clock.boot += 400
    assert await door.enter(claim(code)) is None
    clock.ahead, clock.boot = timedelta(days=-3000), clock.boot + 400
    assert await door_of(store, clock).enter(claim(app_code(clock))) is None


async def test_years_off_the_telephone_still_opens(
    door: StaffDoor, clock: MovingClock
) -> None:
    right = app_code(clock)
    clock.ahead = timedelta(days=-19 * 365)
    assert await door.enter(claim(right)) is None
    clock.boot += 400
    challenge = door.glass.challenge(clock.boot)
    assert challenge is not None
    code = read_out(challenge)
    wrong = StaffClaim(NUMBER, Password("xue-7-hua"), code, challenge)
    assert await door.enter(wrong) is None, "it stands for the app only"
    clock.boot += 400
    typed = StaffClaim(NUMBER, Password(PASSWORD), code, challenge)
    assert await door.enter(typed) is not None
    clock.boot += 400
    assert await door.enter(typed) is None
    assert await door_of(door.accounts._store, clock).enter(typed) is None


async def test_a_full_disk_lets_the_app_in_once_and_no_telephone(
    door: StaffDoor, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = door.glass.challenge(clock.boot)
    assert challenge is not None

    def full(*_: object) -> int:
        raise StoreFull("scripted")

    monkeypatch.setattr(door.accounts._store, "execute", full)
    typed = StaffClaim(NUMBER, Password(PASSWORD), read_out(challenge), challenge)
    assert await door.enter(typed) is None
    clock.boot += 400
    code = app_code(clock)
    assert await door.enter(claim(code)) is not None
    clock.boot += 400
    assert await door.enter(claim(code)) is None


async def test_one_password_is_tried_at_a_time(
    door: StaffDoor, clock: MovingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = 0, 0

    def counted(password: Password, hashed: str) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        right = password_matches(password, hashed)
        running -= 1
        return right

    monkeypatch.setattr(staff_door, "password_matches", counted)
    given_up = asyncio.create_task(door.enter(claim("000000", number="3003")))
    await asyncio.sleep(0)
    given_up.cancel()
    numbers = ("4004", "5005", NUMBER)
    code = app_code(clock)
    came = await asyncio.gather(*(door.enter(claim(code, number=n)) for n in numbers))
    assert most == 1
    assert [each is not None for each in came] == [False, False, True]


def test_a_claim_shows_nothing() -> None:
    text = repr(claim("123456"))
    assert PASSWORD not in text
    assert "123456" not in text
