"""`kiosk maintenance account ...`: who may come in, beside the running kiosk.

A password comes from a terminal without echo, or is the first line of standard input.
The app's secret is printed once, when the account is made, and nowhere else. A change
and its event are one step: the journal's place is read from the file, so that two
programs may write to it.
"""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from kiosk.domain.secret import Password
from kiosk.machine.running_kiosk import open_store
from kiosk.session.staff.door.accounts import StaffAccounts
from kiosk.session.staff.people import StaffRole
from kiosk.settings.config import KioskConfig
from kiosk.settings.login.passwords import password_hash
from kiosk.settings.login.time_codes import app_address, secret_text
from kiosk.settings.login.weak_passwords import password_mistake
from kiosk.settings.state.ownership import must_be_ours
from kiosk.settings.texts import Texts
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.events.staff_events import StaffActed

T = TypeVar("T")


SHELL = "shell"
"""Who changes accounts here: whoever may use this machine's user."""


@contextmanager
def _accounts(config: KioskConfig) -> Iterator[StaffAccounts]:
    must_be_ours(config.state)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    with closing(open_store(config)) as store:
        yield StaffAccounts(store, keys)


def _changed(
    config: KioskConfig,
    act: str,
    number: str,
    change: Callable[[StaffAccounts], T],
) -> T:
    """Change an account and journal it in one step, where it came about."""
    must_be_ours(config.state)
    keys = DeviceKeys.load_or_create(config.state / "keys")
    with closing(open_store(config)) as store:
        clock = SystemClock(config.machine.zone)
        journal = Journal(store, config.machine.id, keys, clock)
        with store.atomic():
            done = change(StaffAccounts(store, keys))
            if done:
                journal.append(StaffActed(who=SHELL, act=act, subject=number))
    return done


def list_accounts(config: KioskConfig, texts: Texts) -> int:
    """Print every account: its number, what it may do, whether it was ever used."""
    with _accounts(config) as accounts:
        found = accounts.all()
    for each in found:
        used = texts(f"shell__account__{'used' if each.used else 'unused'}")
        role = texts(f"role__{int(each.role)}")
        print(texts("shell__account__row", number=each.number, role=role, used=used))
    if not found:
        print(texts("shell__account__none"))
    return 0


def add_account(config: KioskConfig, number: str, role: str, texts: Texts) -> int:
    """Make an account and print, once, what its app needs."""
    password = _new_password(config, number, texts)
    if password is None:
        return 2
    what = StaffRole[role.upper()]
    hashed = password_hash(password)
    secret = _changed(
        *(config, "account_add", number),
        lambda accounts: accounts.add(number, what, hashed),
    )
    if secret is None:
        return _refused(texts("shell__account__taken", number=number))
    named = texts(f"role__{int(what)}")
    print(texts("shell__account__added", number=number, role=named))
    address = app_address(secret, number, config.machine.id)
    if sys.stdout.isatty():
        _print_code(address)
    print(secret_text(secret))
    print(address)
    return 0


def change_password(config: KioskConfig, number: str, texts: Texts) -> int:
    """Give an account another password."""
    password = _new_password(config, number, texts)
    if password is None:
        return 2
    hashed = password_hash(password)
    changed = _changed(
        *(config, "account_password", number),
        lambda accounts: accounts.change_password(number, hashed),
    )
    if not changed:
        return _refused(texts("shell__account__unknown", number=number))
    print(texts("shell__account__changed", number=number))
    return 0


def remove_account(config: KioskConfig, number: str, texts: Texts) -> int:
    """Take an account away."""
    gone = _changed(
        *(config, "account_remove", number), lambda accounts: accounts.remove(number)
    )
    if not gone:
        return _refused(texts("shell__account__unknown", number=number))
    print(texts("shell__account__removed", number=number))
    return 0


def _new_password(config: KioskConfig, number: str, texts: Texts) -> Password | None:
    """Return a password that is fit; None after a sentence why it is not."""
    if sys.stdin.isatty():
        first = getpass.getpass(texts("shell__account__ask"))
        again = getpass.getpass(texts("shell__account__again"))
    else:
        first = again = sys.stdin.readline().rstrip("\r\n")
    password = Password(first)
    if first != again:
        _refused(texts("shell__account__differ"))
        return None
    if mistake := password_mistake(password, number, config.machine.id):
        _refused(texts(f"password__{mistake}"))
        return None
    return password


def _refused(why: str) -> int:
    print(f"kiosk: {why}", file=sys.stderr)
    return 2


def _print_code(address: str) -> None:
    """Print an address as a QR code, two rows of it in a line of the terminal."""
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(invert=True)
