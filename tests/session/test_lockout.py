"""The technician's door: waits by table, and what a restart or a clock cannot do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.secret import Pin
from kiosk.session import lockout
from kiosk.session.lockout import Lockout, LockoutRule
from kiosk.session.passwords import password_hash, password_matches
from kiosk.store import Store

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


def test_passwords() -> None:
    hashed = password_hash(Pin("135790"))
    assert hashed.startswith("$argon2id$")
    assert "135790" not in hashed
    assert password_matches(Pin("135790"), hashed)
    assert not password_matches(Pin("135791"), hashed)
    assert not password_matches(Pin("135790"), "no hash at all")
