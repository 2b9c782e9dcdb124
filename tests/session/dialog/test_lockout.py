"""A door: waits by table, and what a restart or a clock cannot do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.dialog import lockout
from kiosk.session.dialog.lockout import Lockout, LockoutRule, NumberLockouts
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreError

RULE = LockoutRule(free=5, first_wait=1800, longest_wait=21600)


@pytest.mark.parametrize(
    ("misses", "wait"),
    [
        (0, 0),
        (4, 0),
        (5, 1800),
        (6, 3600),
        (7, 7200),
        (8, 14400),
        (9, 21600),
        (99, 21600),
    ],
)
def test_waits(misses: int, wait: float) -> None:
    assert RULE.wait_after(misses) == wait


@given(st.integers(0, 10_000), st.floats(0, 1e7), st.booleans(), st.floats(0, 1e7))
def test_the_wait_never_grows_by_waiting(
    misses: int, missed_at: float, same_boot: bool, now: float
) -> None:
    left = RULE.seconds_left(misses, missed_at, same_boot, now)
    assert left >= RULE.seconds_left(misses, missed_at, same_boot, now + 60) >= 0


def test_it_survives_a_restart_of_program_and_machine(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.sqlite"

    def door(boot: str) -> tuple[Store, Lockout]:
        store = Store(path, lockout.MIGRATIONS)
        return store, Lockout(store, "maintenance", RULE, boot)

    store, first = door("boot-1")
    for miss in range(5):
        assert first.seconds_left(1000.0) == 0
        assert first.missed(1000.0) == miss + 1
    store.close()
    store, again = door("boot-1")
    assert again.seconds_left(1600.0) == 1200
    store.close()
    store, rebooted = door("boot-2")
    assert rebooted.seconds_left(10.0) == 1790, "the whole wait, from the boot on"
    rebooted.opened()
    assert rebooted.seconds_left(10.0) == 0
    store.close()


def doors(store: Store, boot: str = "boot-1") -> NumberLockouts:
    return NumberLockouts(store, lambda number: f"tag-of-{number[-4:]}", boot)


NUMBERS = tuple(f"9901011990030700{place:02}" for place in range(20))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.sqlite", lockout.MIGRATIONS)
    yield store
    store.close()


def test_a_number_waits_after_three_misses_and_others_do_not(store: Store) -> None:
    tries = doors(store)
    waits = []
    for miss in range(10):
        assert tries.missed(NUMBERS[0], 1000.0) == miss + 1
        waits.append(tries.seconds_left(NUMBERS[0], 1000.0))
    assert waits == [0, 0, 60, 120, 240, 480, 600, 600, 600, 600]
    assert tries.seconds_left(NUMBERS[1], 1000.0) == 0
    tries.opened(NUMBERS[0])
    assert tries.seconds_left(NUMBERS[0], 1000.0) == 0


def test_a_number_waits_through_restart_and_another_card(store: Store) -> None:
    for _ in range(3):
        doors(store).missed(NUMBERS[0], 1000.0)
    assert doors(store).seconds_left(NUMBERS[0].lower(), 1010.0) == 50
    assert doors(store, "boot-2").seconds_left(NUMBERS[0], 5.0) == 55
    assert doors(store, "boot-2").seconds_left(NUMBERS[0], 60.0) == 0


def test_no_row_holds_a_number(store: Store) -> None:
    tries = NumberLockouts(store, lambda number: "0f" * 32, "boot-1")
    tries.missed(NUMBERS[0], 1.0)
    rows = [
        store.all(f"SELECT * FROM {table}") for table in ("lockout", "lockout_miss")
    ]
    assert all(rows), "there are rows to look at"
    assert NUMBERS[0] not in str(rows)


@pytest.mark.parametrize(
    ("misses", "numbers", "needed"),
    [(10, 3, False), (11, 2, False), (11, 3, True), (20, 20, True), (3, 3, False)],
)
def test_staff_looks_when_numbers_are_tried_out(
    store: Store, misses: int, numbers: int, needed: bool
) -> None:
    tries = doors(store)
    for miss in range(misses):
        tries.missed(NUMBERS[miss % numbers], 1000.0 + miss)
    assert tries.staff_needed(1100.0) is needed
    assert not tries.staff_needed(1700.0), "ten minutes later it is over"
    assert doors(store, "boot-2").staff_needed(30.0) is needed, "nobody knows how long"


def test_a_full_disk_forgets_no_miss(store: Store) -> None:
    tries = doors(store)
    for _ in range(2):
        tries.missed(NUMBERS[0], 1000.0)
    store.execute("PRAGMA query_only=1")
    with pytest.raises(StoreError):
        tries.missed(NUMBERS[0], 1000.0)
    assert tries.seconds_left(NUMBERS[0], 1000.0) == 60
    store.execute("PRAGMA query_only=0")
    assert tries.missed(NUMBERS[0], 1000.0) == 4


def test_old_misses_do_not_stay_for_ever(store: Store) -> None:
    tries = doors(store)
    for number in NUMBERS:
        tries.missed(number, 1000.0)
    tries.missed(NUMBERS[0], 1000.0 + 25 * 3600)
    assert len(store.all("SELECT * FROM lockout")) == 1
    assert len(store.all("SELECT * FROM lockout_miss")) == 1
    assert tries.missed(NUMBERS[0], 1000.0 + 25 * 3600) == 2
