"""The code by telephone: one machine, one number, one use, few tries, a short life."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.screens.looks.staff.door_look import PLACES
from kiosk.session.staff.door import break_glass
from kiosk.session.staff.door.break_glass import GOOD_FOR, MOST_MISSES, BreakGlass
from kiosk.session.staff.door.pages import DoorStep
from kiosk.settings.login.time_codes import DIGITS
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreFull
from kiosk.sync.wire.phone_code import CODE_DIGITS, machine_secret
from tests.session.staff.door.doors import CENTER, KIOSK, machine_keys, read_out


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.sqlite", break_glass.MIGRATIONS)
    yield store
    store.close()


def glass_of(store: Store, boot: str = "boot-1") -> BreakGlass:
    public = CENTER.public_key().public_bytes_raw()
    secret = machine_secret(machine_keys().signing, public)
    return BreakGlass(store, KIOSK, boot, lambda: secret)


def shown(glass: BreakGlass, now: float = 1000.0) -> str:
    challenge = glass.challenge(now)
    assert challenge is not None
    return challenge


def test_a_code_opens_once(store: Store) -> None:
    glass = glass_of(store)
    challenge = shown(glass)
    code = read_out(challenge)
    assert glass.fits(code)
    assert glass.spend(challenge, 1000.0)
    assert not glass.spend(challenge, 1000.0)
    assert not glass.fits(code)
    assert not glass_of(store).fits(code)
    assert shown(glass) > challenge


def test_the_number_stays_while_somebody_telephones(store: Store) -> None:
    challenge = shown(glass_of(store))
    assert shown(glass_of(store), 2000.0) == challenge
    assert shown(glass_of(store, "boot-2"), 30.0) == challenge, "a restart meanwhile"


def test_time_and_wrong_codes_end_a_number(store: Store) -> None:
    glass = glass_of(store)
    first = shown(glass)
    second = shown(glass, 1001.0 + GOOD_FOR)
    assert second > first
    code = read_out(second)
    for _ in range(MOST_MISSES):
        assert not glass.fits("000000000")
        glass.missed()
    assert not glass.fits(code)
    assert shown(glass, 1002.0 + GOOD_FOR) > second


def test_a_code_of_an_older_number_does_not_fit(store: Store) -> None:
    glass = glass_of(store)
    old = read_out(shown(glass))
    shown(glass, 1001.0 + GOOD_FOR)
    assert not glass.fits(old)


def test_what_cannot_be_kept_opens_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull("scripted")

    glass = glass_of(store)
    challenge = shown(glass)
    monkeypatch.setattr(store, "execute", full)
    with pytest.raises(StoreFull):
        glass.spend(challenge, 1000.0)


def test_who_never_met_the_center_has_no_number(store: Store) -> None:
    glass = BreakGlass(store, KIOSK, "boot-1", lambda: None)
    assert glass.challenge(1000.0) is None
    assert not glass.fits("000000000")
    assert not glass.spend("10000000", 1000.0)


def test_the_look_has_a_place_for_every_digit() -> None:
    assert PLACES[DoorStep.CODE] == (DIGITS, (3, 3))
    assert PLACES[DoorStep.PHONE] == (CODE_DIGITS, (3, 3, 3))
