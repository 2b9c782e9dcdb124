"""Accounts: made, changed, removed; a row that was changed by hand opens nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.session.staff.door import accounts
from kiosk.session.staff.door.accounts import StaffAccounts, is_number
from kiosk.session.staff.people import StaffRole
from kiosk.settings.login.time_codes import GoodStep, secret_text
from kiosk.settings.state.store import Store
from kiosk.sync.identity.device_keys import DeviceKeys
from tests.session.staff.door.doors import SECRET, hashed, machine_keys


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "kiosk.sqlite", accounts.MIGRATIONS)
    yield store
    store.close()


def test_one_account_for_one_number(store: Store) -> None:
    known = StaffAccounts(store, machine_keys())
    assert known.add("1001", StaffRole.HALL, hashed(), SECRET) == SECRET
    assert known.add("1001", StaffRole.ENGINEER, hashed()) is None
    made = known.add("2002", StaffRole.ENGINEER, hashed())
    assert made is not None
    assert [each.number for each in known.all()] == ["1001", "2002"]
    found = known.find("1001")
    assert found is not None
    assert (found.role, found.used) == (StaffRole.HALL, False)
    assert known.remove("1001")
    assert not known.remove("1001")
    assert known.find("1001") is None


def test_another_password_keeps_the_app(store: Store) -> None:
    known = StaffAccounts(store, machine_keys())
    known.add("1001", StaffRole.HALL, hashed(), SECRET)
    assert known.change_password("1001", "$argon2id$another")
    assert not known.change_password("2002", hashed())
    found = known.find("1001")
    assert found is not None
    assert known.secret(found) == SECRET


@pytest.mark.parametrize(
    "change", ["role=3", "hash='$argon2id$mine'", "number='1002'", "secret=x'00'"]
)
def test_a_changed_row_has_no_secret(store: Store, change: str) -> None:
    known = StaffAccounts(store, machine_keys())
    known.add("1001", StaffRole.HALL, hashed(), SECRET)
    store.execute(f"UPDATE staff_account SET {change}")
    assert [known.secret(each) for each in known.all()] == [None]


def test_another_machine_s_file_has_no_secret(store: Store, tmp_path: Path) -> None:
    StaffAccounts(store, machine_keys()).add("1001", StaffRole.HALL, hashed(), SECRET)
    other = StaffAccounts(store, DeviceKeys.load_or_create(tmp_path / "keys"))
    assert [other.secret(each) for each in other.all()] == [None]


def test_a_step_is_used_once_and_only_by_the_same_account(store: Store) -> None:
    known = StaffAccounts(store, machine_keys())
    known.add("1001", StaffRole.HALL, hashed(), SECRET)
    account = known.find("1001")
    assert account is not None
    assert known.use_step(account, GoodStep(7, 1))
    assert not known.use_step(account, GoodStep(7, 1))
    assert not known.use_step(account, GoodStep(6, 0))
    known.change_password("1001", "$argon2id$another")
    assert not known.use_step(account, GoodStep(8, 1))
    again = known.find("1001")
    assert again is not None
    assert (again.last_step, again.drift, again.used) == (7, 1, True)


def test_nothing_shows_a_secret(store: Store) -> None:
    known = StaffAccounts(store, machine_keys())
    known.add("1001", StaffRole.HALL, hashed(), SECRET)
    kept = repr(store.all("SELECT * FROM staff_account")) + repr(known.all())
    assert SECRET.decode() not in kept
    assert secret_text(SECRET) not in kept
    assert "argon2" not in repr(known.all())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *(("1001", True), ("12345678", True), ("123", False), ("123456789", False)),
        *(("１００１", False), ("10o1", False), ("", False)),
    ],
)
def test_numbers(text: str, good: bool) -> None:
    assert is_number(text) is good
