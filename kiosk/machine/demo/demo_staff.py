"""The demo's technician: an account that everybody knows, in demo mode only."""

import time

from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.people import StaffRole
from kiosk.settings.login.time_codes import STEP, code_at

NUMBER, PASSWORD = "1001", "huanying-24"
HASHED = (
    "$argon2id$v=19$m=65536,t=3,p=4$NhmeLyaSTEK+A8YBcIKQcQ"
    "$G0MzBBX4p7pZ0GnqqSrFiEqq6xMF1ookAmuJpUprQzU"
)
SECRET = b"the demo's own app.."


def add_demo_account(accounts: StaffAccounts) -> None:
    """Make the account where there is none yet."""
    if not accounts.all():
        accounts.add(NUMBER, StaffRole.ENGINEER, HASHED, SECRET)


def code_now() -> str:
    """Return what the technician's app shows now."""
    return code_at(SECRET, int(time.time()) // STEP)
