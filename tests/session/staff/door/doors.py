"""A technician's door for tests: real rows and keys, an account, its app, a desk."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.domain.secret import Password
from kiosk.session.pages.page import Answer, Page
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.door.break_glass import BreakGlass
from kiosk.session.staff.door.door_tries import DoorTries
from kiosk.session.staff.door.pages import DoorPage, DoorStep
from kiosk.session.staff.door.staff_door import StaffDoor
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.people import StaffRole
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import STEP, code_at
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import Clock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.wire.phone_code import (
    center_secret,
    counter_in,
    machine_secret,
    phone_code,
)

KIOSK, NUMBER, PASSWORD = "TEST-1", "1001", "xue-7-Hua"
SECRET = b"12345678901234567890"
CENTER = X25519PrivateKey.from_private_bytes(bytes(range(32)))


@lru_cache(maxsize=1)
def machine_keys() -> DeviceKeys:
    """Return one machine's keys; the folder they were made in is gone."""
    with TemporaryDirectory() as folder:
        return DeviceKeys.load_or_create(Path(folder))


def door_of(store: Store, clock: Clock, met: bool = True) -> StaffDoor:
    """Return a door on a store that has its tables."""
    keys, boot = machine_keys(), clock.boot_id()
    center = CENTER.public_key().public_bytes_raw()
    secret = machine_secret(keys.signing, center) if met else None
    return StaffDoor(
        StaffAccounts(store, keys),
        DoorTries(store, lambda number: keys.tag("staff", number), boot),
        BreakGlass(store, KIOSK, boot, lambda: secret),
        clock,
    )


@lru_cache(maxsize=1)
def hashed() -> str:
    """Return the hash of the test's password, made once."""
    return password_hash(Password(PASSWORD))


def add_account(
    door: StaffDoor, number: str = NUMBER, role: StaffRole = StaffRole.ENGINEER
) -> None:
    """Make an account whose app has the secret of RFC 6238."""
    assert door.accounts.add(number, role, hashed(), SECRET)


def app_code(clock: Clock, ahead: int = 0) -> str:
    """Return what the app shows when the clock is right."""
    return code_at(SECRET, int(clock.now().timestamp()) // STEP + ahead)


def read_out(challenge: str, kiosk: str = KIOSK) -> str:
    """Return what the center's desk says on the telephone."""
    secret = center_secret(CENTER, machine_keys().signing_public)
    counter = counter_in(challenge, secret, kiosk)
    assert counter is not None
    return phone_code(secret, kiosk, counter)


def comes_in(page: Page, clock: Clock, number: str = NUMBER) -> Answer | None:
    """Return what somebody with an account types; None on any other page."""
    match page:
        case DoorPage(step=DoorStep.NUMBER):
            return TextTyped(number)
        case KeyboardPage(purpose="password"):
            return TextTyped(PASSWORD)
        case DoorPage(step=DoorStep.CODE):
            return TextTyped(app_code(clock))
    return None
