"""The demo's technician is the one that its documents name."""

from pathlib import Path

from kiosk.domain.secret import Password
from kiosk.machine.demo.demo_staff import (
    HASHED,
    NUMBER,
    PASSWORD,
    add_demo_account,
    code_now,
)
from kiosk.session.staff.door import accounts
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.settings.login.passwords import password_matches
from kiosk.settings.login.time_codes import DIGITS
from kiosk.settings.state.store import Store
from tests.session.staff.door.doors import machine_keys

ROOT = Path(__file__).resolve().parents[3]


def test_the_account_is_as_the_documents_say(tmp_path: Path) -> None:
    store = Store(tmp_path / "kiosk.sqlite", accounts.MIGRATIONS)
    known = StaffAccounts(store, machine_keys())
    for _ in range(2):
        add_demo_account(known)
    assert [each.number for each in known.all()] == [NUMBER]
    store.close()
    assert password_matches(Password(PASSWORD), HASHED)
    assert len(code_now()) == DIGITS
    for name in ("README.md", "config/demo.toml"):
        text = (ROOT / name).read_text("utf-8")
        assert f"number {NUMBER}, password {PASSWORD}" in text
