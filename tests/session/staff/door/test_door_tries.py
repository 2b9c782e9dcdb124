"""Waits are short, a number's own, survive a restart, and take no room without end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session.staff.door import door_tries
from kiosk.session.staff.door.door_tries import MOST_KEPT, RULE, DoorTries
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreFull


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.sqlite", door_tries.MIGRATIONS)
    yield store
    store.close()


def tries_of(store: Store, boot: str = "boot-1") -> DoorTries:
    return DoorTries(store, lambda number: f"tag-{number}", boot)


def test_waits_double_to_five_minutes(store: Store) -> None:
    tries, waits = tries_of(store), []
    for _ in range(11):
        tries.missed("1001", 1000.0)
        waits.append(tries.seconds_left("1001", 1000.0))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert tries.seconds_left("1002", 1000.0) == 0
    tries.opened("1001")
    assert tries.seconds_left("1001", 1000.0) == 0


@given(st.integers(0, 10**6), st.floats(0, 1e6), st.floats(0, 1e6), st.booleans())
def test_nobody_is_shut_out_for_longer(
    misses: int, at: float, later: float, same: bool
) -> None:
    now = at + later if same else later
    assert 0 <= RULE.seconds_left(misses, at, same, now) <= 300


def test_a_wait_survives_a_restart_and_is_forgotten_after_an_hour(store: Store) -> None:
    for _ in range(9):
        tries_of(store).missed("1001", 1000.0)
    assert tries_of(store).seconds_left("1001", 1010.0) == 290
    assert tries_of(store, "boot-2").seconds_left("1001", 10.0) == 290
    assert tries_of(store, "boot-2").seconds_left("1001", 300.0) == 0
    tries = tries_of(store)
    tries.missed("1001", 1000.0 + 3601)
    assert tries.seconds_left("1001", 1000.0 + 3601) == 2


def test_a_stranger_fills_neither_the_file_nor_anybody_s_account(store: Store) -> None:
    tries = tries_of(store)
    for _ in range(9):
        tries.missed("1001", 1000.0, ("1001",))
    for number in range(MOST_KEPT + 50):
        tries.missed(f"{20_000 + number}", 1001.0 + number, ("1001",))
    rows = store.all("SELECT door FROM staff_try")
    assert len(rows) == MOST_KEPT + 1
    assert tries.seconds_left("1001", 1010.0) == 290
    assert tries.seconds_left("1002", 1010.0) == 0
    assert tries.seconds_left(f"{20_000 + MOST_KEPT + 49}", 1250.0) > 0


def test_a_full_disk_does_not_stop_the_counting(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise StoreFull("scripted")

    tries = tries_of(store)
    tries.missed("1001", 1000.0)
    monkeypatch.setattr(store, "execute", full)
    for _ in range(3):
        tries.missed("1001", 1000.0)
    assert tries.seconds_left("1001", 1000.0) == 16
    tries.opened("1001")
